import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Words } from '../../src/app/i18n/words.ts';
import { addLegend } from '../../src/app/inspect/picture-with-legend.ts';
import { hardestShares } from '../../src/app/settings.ts';
import { answerAnchors, fakeHardest } from '../support/fake-anchors.ts';
import { createFakeReadout } from '../support/fake-engine.ts';
import { FakePage } from '../support/fake-page.ts';

let page: FakePage;
let copied: string[];

beforeEach(async () => {
  await browser.viewport(1280, 800);
  page = await FakePage.withResults();
  copied = [];
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) },
  });
});

afterEach(() => {
  page.dispose();
  Reflect.deleteProperty(navigator, 'clipboard');
});

/** Presses a copy button by keyboard; the lines of the table that it copied. */
async function copy(title: string | RegExp): Promise<string[][]> {
  const name = typeof title === 'string' ? `Copy the numbers: ${title}` : title;
  const button = browser.getByRole('button', { name, exact: true }).first();
  (button.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await page.settle();
  return copied
    .at(-1)!
    .split('\n')
    .map((line) => line.split('\t'));
}

const slider = () => browser.getByRole('slider', { name: 'Hardest anchors shown' });
const heatmap = () => page.engine.settings.at(-1)!.heatmap;

describe('the hardest share of the anchors', () => {
  it('narrows the heatmap step by step, and says what is left', async () => {
    expect(heatmap()).toMatchObject({ hardestShare: 1, rankedBy: 'focal' });
    (slider().element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    await page.settle();
    expect(heatmap().hardestShare).toBe(hardestShares[3]);
    await expect.element(slider()).toHaveAttribute('aria-valuetext', '10%');
    const found = { least: 0.0125, count: 1100, taken: 0.9, total: 1 };
    const scaleRange = { minimum: 0, maximum: 1, hardest: { focal: found, 'cross-entropy': found } };
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ scaleRange }) });
    await page.settle();
    await expect
      .element(
        browser.getByText('FL: the hardest 1,100 anchors, each at 0.0125 or more, make 90% of the loss.'),
      )
      .toBeVisible();
    await expect.element(browser.getByText('Focal loss per cell, hardest 10%')).toBeVisible();
    await userEvent.keyboard('{End}');
    await page.settle();
    expect(heatmap().hardestShare).toBe(0.0001);
    await userEvent.keyboard('{Home}');
    await page.settle();
    expect(heatmap().hardestShare).toBe(1);
    await expect.element(browser.getByText('Focal loss per cell', { exact: true })).toBeVisible();
  });

  it('speaks of both sides of a comparison', async () => {
    await userEvent.selectOptions(
      browser.getByRole('combobox', { name: 'Show', exact: true }),
      'Side by side',
    );
    (slider().element() as HTMLElement).focus();
    await userEvent.keyboard('{End}');
    const side = { least: 1, count: 3, taken: 1, total: 4 };
    const scaleRange = { minimum: 0, maximum: 1, hardest: { left: side, right: { ...side, total: 2 } } };
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ scaleRange }) });
    await page.settle();
    await expect.element(browser.getByText(/CE: the hardest 3 .* make 25% of the loss/)).toBeVisible();
    await expect.element(browser.getByText(/α-FL: the hardest 3 .* make 50% of the loss/)).toBeVisible();
  });
});

describe('numbers on the page', () => {
  it('are copied with all their digits, by keyboard, and say so', async () => {
    const readout = createFakeReadout();
    const rows = await copy('Where it comes from');
    expect(rows[0]).toEqual(['source', 'cross_entropy', 'focal', 'anchors']);
    const total = rows.find(([name]) => name === 'total')!;
    expect(total.slice(1).map(Number)).toEqual([readout.crossEntropy.total, readout.focal.total]);
    await expect.element(browser.getByText('Copied').first()).toBeInTheDocument();
    const [head, ...detections] = await copy('Detections');
    expect(head).toHaveLength(6);
    expect(detections.map((row) => Number(row[1]))).toEqual(readout.detections.map(({ score }) => score));
  });

  it('say so where the browser forbids it', async () => {
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined });
    const button = browser.getByRole('button', { name: 'Copy the numbers: Where it comes from' });
    await button.click();
    await expect.element(browser.getByText(/browser did not let/)).toBeInTheDocument();
  });

  it('of anchors are copied: one, its classes, its neighbours, the hardest in the list’s order', async () => {
    const query = page.engine.query.bind(page.engine);
    page.engine.query = ((asked: Parameters<typeof query>[0]) =>
      asked.name === 'anchors' || asked.name === 'anchors-at'
        ? Promise.resolve(answerAnchors(asked))
        : query(asked)) as typeof page.engine.query;
    page.engine.answers.hardest = fakeHardest(300);
    page.controller.openPanel('inspect');
    await page.settle();
    page.controller.inspect.act({ kind: 'pin', point: { x: 300, y: 300 } });
    await expect.element(browser.getByText('Pinned', { exact: true })).toBeVisible();
    const { current, found } = page.controller.store.state.inspect;
    const one = await copy(`Anchor ${current}`);
    expect(one).toHaveLength(2);
    expect(one[1]![0]).toBe(String(current));
    const classes = await copy(/^Copy the numbers: .*class/i);
    expect(classes).toHaveLength(4);
    const rows = await copy(/^Copy the numbers: .*here/i);
    expect(rows.slice(1).map(([anchor]) => Number(anchor))).toEqual(found!.rows.map(({ anchor }) => anchor));

    const hardest = await copy('Hardest anchors');
    expect(hardest).toHaveLength(301);
    expect(Number(hardest[300]![10])).toBe(fakeHardest(300).rows[299]!.value);
  });
});

describe('the picture with its legend', () => {
  const blank = (width: number, height: number): Promise<Blob> => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#204060';
    context.fillRect(0, 0, width, height);
    return canvas.convertToBlob();
  };

  /** Colours of some pixels as `#rrggbb`. */
  async function pixelsOf(picture: Blob, places: readonly (readonly [number, number])[]): Promise<string[]> {
    const bitmap = await createImageBitmap(picture);
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    return places.map(([x, y]) => {
      const [red = 0, green = 0, blue = 0] = context.getImageData(x, y, 1, 1).data;
      return `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
    });
  }

  it('is asked for at the stage, with what lies over it', async () => {
    let asked = 0;
    page.engine.savePicture = async () => {
      asked++;
      return blank(640, 400);
    };
    await browser.getByRole('button', { name: 'Save the picture with its legend (PNG)' }).click();
    await expect.poll(() => page.controller.store.state.inspect.exported?.is).toBe('done');
    expect(asked).toBe(1);
    await expect.element(browser.getByText('Saved as dog.focalscope.png')).toBeInTheDocument();
  });

  it('holds the stage, its drawings, both sides and a strip with the colour scale', async () => {
    page.controller.changeSettings({ compareMode: 'swipe', divider: 0.5 }, 0);
    await page.settle();
    const drawing =
      '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200" viewBox="0 0 320 200"><rect x="10" y="150" width="20" height="20" fill="#ff0000"/></svg>';
    const words = new Words('en');
    const picture = await addLegend(await blank(640, 400), [drawing], page.controller.store.state, words);
    const bitmap = await createImageBitmap(picture);
    expect(bitmap.width).toBe(640);
    expect(bitmap.height).toBeGreaterThan(440);
    const [stage, drawn, line, strip] = await pixelsOf(picture, [
      [5, 395],
      [40, 320],
      [320, 300],
      [4, 404],
    ]);
    expect([stage, drawn, line, strip]).toEqual(['#204060', '#ff0000', '#ffffff', '#ffffff']);
    // The colours of the scale run through the strip's second line.
    const text = 11;
    const across = Array.from(
      { length: 100 },
      (_, step) => [150 + step * 2, 400 + Math.round(text * 3.3)] as const,
    );
    expect(new Set(await pixelsOf(picture, across)).size).toBeGreaterThan(20);
  });
});
