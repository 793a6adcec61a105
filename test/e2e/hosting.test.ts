import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { chromiumArgumentsWithoutWebGpu } from '../../scripts/chromium.mjs';
import { boxIou, type Box } from '../../src/base/box.ts';
import type { Results } from '../../src/app/results-json.ts';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';

function toBox([x, y, width, height]: readonly [number, number, number, number]): Box {
  return [x, y, x + width, y + height];
}

/** The same objects, nearly the same boxes and scores, and the same totals. */
function expectSameResults(first: Results, second: Results): void {
  expect(first.detections.length).toBe(second.detections.length);
  for (const detection of first.detections) {
    const like = second.detections.find(
      (other) =>
        other.category_id === detection.category_id &&
        boxIou(toBox(other.bbox), toBox(detection.bbox)) >= 0.99,
    );
    expect(like, `${detection.category_name} ${detection.score}`).toBeDefined();
    expect(Math.abs((like?.score ?? 0) - detection.score)).toBeLessThan(1e-2);
  }
  for (const loss of ['cross_entropy', 'focal'] as const) {
    const [mine, other] = [first.loss[loss].total, second.loss[loss].total];
    expect(Math.abs(mine - other) / other).toBeLessThan(1e-4);
  }
}

describe('wherever it is hosted, whatever the browser has', () => {
  let withGpu: Browser;
  let withoutGpu: Browser;
  let reference: Results;
  /** What the last page asked for. */
  let requests: readonly string[];
  let requestsWithGpu: readonly string[];

  async function analyse(browser: Browser, url: string, expectedStatus: RegExp): Promise<Results> {
    const app = await FocalScopePage.open(browser, url);
    await app.waitForPhoto('dog.jpg');
    await app.page.getByRole('contentinfo').getByText(expectedStatus).first().waitFor();
    const results = await app.downloadResults();
    expect(app.complaints).toEqual([]);
    requests = app.requests;
    const { origin } = new URL(url);
    expect(requests.filter((asked) => !asked.startsWith(origin) && !/^(blob|data):/.test(asked))).toEqual([]);
    await app.close();
    return results;
  }

  beforeAll(async () => {
    withGpu = await launchChromium();
    withoutGpu = await launchChromium({ arguments: chromiumArgumentsWithoutWebGpu });
    reference = await analyse(withGpu, inject('isolatedUrl'), /WebGPU/);
    requestsWithGpu = requests;
  });

  afterAll(async () => {
    await withGpu.close();
    await withoutGpu.close();
  });

  it('works without COOP/COEP, on one thread', async () => {
    expectSameResults(await analyse(withGpu, inject('plainUrl'), /WebGPU/), reference);
  });

  it('works in a folder of its host', async () => {
    expectSameResults(await analyse(withGpu, inject('subPathUrl'), /WebGPU/), reference);
  });

  const isLossModule = (url: string): boolean => /\/dense-loss-[^/]*\.wasm$/.test(url);

  it('works without WebGPU, on the CPU, and says so', async () => {
    const results = await analyse(withoutGpu, inject('isolatedUrl'), /no WebGPU/i);
    expectSameResults(results, reference);
    expect(requests.filter(isLossModule)).toHaveLength(1);
  });

  it('fetches what computes losses without WebGPU only there', () => {
    expect(requestsWithGpu.length).toBeGreaterThan(0);
    expect(requestsWithGpu.filter(isLossModule)).toEqual([]);
  });

  it('fetches the kernels’ sources only for their view', () => {
    expect(requestsWithGpu.some((url) => /index-[^/]*\.js$/.test(url))).toBe(true);
    expect(requestsWithGpu.filter((url) => /kernels-view/.test(url))).toEqual([]);
  });
});
