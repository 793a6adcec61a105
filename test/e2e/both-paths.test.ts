import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { describeComparing } from '../support/comparing-suite.ts';
import { describeDrawing } from '../support/drawing-suite.ts';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';
import { describeInspecting } from '../support/inspecting-suite.ts';
import { describePlots } from '../support/plots-suite.ts';

/** By path. */
const counted: (readonly number[])[] = [];

// What has kernels and twins behind it, on one page of either path.
describe.each([
  ['on the GPU path', ''],
  ['on the CPU path', '?cpu'],
])('%s', (_, query) => {
  let browser: Browser;
  let app: FocalScopePage;

  beforeAll(async () => {
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, inject('isolatedUrl') + query);
    await app.waitForPhoto('dog.jpg');
  });
  afterAll(() => browser.close());
  afterEach(() => {
    expect(app.complaints).toEqual([]);
  });

  const open = (): FocalScopePage => app;
  describePlots(open, (shares) => counted.push(shares));
  describeInspecting(open);
  describeComparing(open);
  describeDrawing(open);
  it.runIf(query)('the kernels’ view says why there is nothing to measure', async () => {
    const { page } = app;
    await page.getByRole('link', { name: 'Kernels', exact: true }).click();
    await page.getByRole('heading', { name: 'Time of each pass' }).waitFor();
    await page.getByText('Without WebGPU there are no passes to time').waitFor();
    await page.getByText('The benchmark needs WebGPU').waitFor();
    expect(await page.getByRole('button', { name: /^Measure (passes|again)$/ }).count()).toBe(0);
    await page.getByRole('region', { name: 'Source of dense-loss.wgsl' }).waitFor();
  });
});

it('both paths count the same elements', () => {
  const [kernels, cpu] = counted;
  kernels!.forEach((share, index) => expect(Math.abs(share - cpu![index]!)).toBeLessThan(0.01));
});
