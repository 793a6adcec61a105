import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakePage, FakeStorage } from '../support/fake-page.ts';
import { createFakeReadout } from '../support/fake-engine.ts';

let page: FakePage | undefined;

afterEach(() => {
  vi.restoreAllMocks();
  page?.dispose();
  page = undefined;
});

const slider = (name: string) => browser.getByRole('slider', { name });
const last = () => page!.engine.settings.at(-1)!;

describe('controls', () => {
  it('switch the loss by pointer and by keyboard', async () => {
    page = await FakePage.withResults();
    await userEvent.click(browser.getByRole('radio', { name: 'Cross entropy' }));
    await page.settle();
    expect(last().heatmap.shown).toBe('cross-entropy');
    await expect.element(browser.getByText('Cross entropy per cell')).toBeVisible();
    await userEvent.keyboard('{ArrowRight}');
    await page.settle();
    expect(last().heatmap.shown).toBe('focal');
    await expect.element(browser.getByRole('radio', { name: 'Focal loss' })).toBeChecked();
  });

  it.each([
    ['Focusing γ', 'gamma', 2.1],
    ['Balance α', 'alpha', 0.3],
    ['Score threshold', 'scoreThreshold', 0.43],
    ['NMS IoU', 'nmsIou', 0.56],
  ] as const)('move %s by the keyboard, with the time of the input', async (name, key, value) => {
    page = await FakePage.withResults();
    (slider(name).element() as HTMLElement).focus();
    const before = performance.timeOrigin + performance.now();
    await userEvent.keyboard('{ArrowRight}');
    await page.settle();
    expect(last()[key]).toBeCloseTo(value, 9);
    const epoch = page.engine.inputEpochs.at(-1)!;
    expect(epoch).toBeGreaterThanOrEqual(before - 5);
    expect(epoch).toBeLessThanOrEqual(performance.timeOrigin + performance.now());
  });

  it('move the heatmap’s opacity', async () => {
    page = await FakePage.withResults();
    await slider('Heatmap opacity').fill('0.3');
    await page.settle();
    expect(last().heatmap.opacity).toBe(0.3);
  });

  it('begin with the loss on a phone, whose header fits the narrowest one', async () => {
    await browser.viewport(320, 568);
    page = await FakePage.withResults();
    const top = (element: Element): number => element.getBoundingClientRect().top;
    const loss = browser.getByRole('radiogroup', { name: 'Loss' }).element();
    const samples = browser.getByRole('list', { name: 'Samples' }).element();
    expect(top(loss)).toBeLessThan(top(samples));
    const open = browser.getByLabelText('Open photo').element();
    expect(open.getBoundingClientRect().right).toBeLessThanOrEqual(320);
    await browser.viewport(1280, 800);
    await page.settle();
    expect(top(browser.getByRole('radiogroup', { name: 'Loss' }).element())).toBeGreaterThan(
      top(browser.getByRole('list', { name: 'Samples' }).element()),
    );
  });

  it('take a typed number, and bring it into range', async () => {
    page = await FakePage.withResults();
    const field = browser.getByRole('spinbutton', { name: 'γ as a number' });
    await field.fill('3.7');
    await userEvent.keyboard('{Tab}');
    await page.settle();
    expect(last().gamma).toBe(3.7);
    await expect.element(slider('Focusing γ')).toHaveValue('3.7');
    await field.fill('99');
    await userEvent.keyboard('{Tab}');
    await page.settle();
    expect(last().gamma).toBe(5);
    await expect.element(field).toHaveValue(5);
  });

  it('switch α off and on without losing its value', async () => {
    page = await FakePage.withResults();
    await slider('Balance α').fill('0.75');
    await userEvent.click(browser.getByRole('checkbox', { name: 'Use α' }));
    await page.settle();
    expect(last().alpha).toBe('off');
    await expect.element(slider('Balance α')).toBeDisabled();
    await userEvent.click(browser.getByRole('checkbox', { name: 'Use α' }));
    await page.settle();
    expect(last().alpha).toBe(0.75);
  });

  it('send at most one change per frame, and always the last', async () => {
    page = await FakePage.withResults();
    const before = page.engine.settings.length;
    const input = slider('Focusing γ').element() as HTMLInputElement;
    for (let step = 0; step <= 50; step++) {
      input.value = String(step / 10);
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    }
    expect(page.engine.settings.length - before).toBe(1);
    await page.settle();
    expect(page.engine.settings.length - before).toBe(2);
    expect(last().gamma).toBe(5);
  });

  it('choose level, input size and place', async () => {
    page = await FakePage.withResults();
    await browser.getByRole('combobox', { name: 'Level', exact: true }).selectOptions('P5');
    await browser.getByRole('combobox', { name: 'Input size' }).selectOptions('640 px');
    await browser.getByRole('combobox', { name: 'Run on' }).selectOptions('WASM');
    await page.settle();
    expect(last()).toMatchObject({ inputSize: 640, runOn: 'wasm', heatmap: { level: 2 } });
    await browser.getByRole('combobox', { name: 'Level', exact: true }).selectOptions('All');
    await page.settle();
    expect(last().heatmap.level).toBe('all');
  });

  it('keep the rest under More', async () => {
    page = await FakePage.withResults();
    const across = browser.getByRole('checkbox', { name: 'Suppress across classes' });
    expect(across.elements()).toHaveLength(0);
    await userEvent.click(browser.getByText('More', { exact: true }));
    await userEvent.click(across);
    await userEvent.click(browser.getByRole('checkbox', { name: 'Show ground truth' }));
    await browser.getByRole('combobox', { name: 'Anchors of a cell' }).selectOptions('Maximum');
    await page.settle();
    expect(last()).toMatchObject({
      suppressAcrossClasses: true,
      showGroundTruth: true,
      heatmap: { reduce: 'max' },
    });
    await userEvent.click(browser.getByRole('button', { name: 'Reset all settings' }));
    await page.settle();
    expect(last()).toMatchObject({
      suppressAcrossClasses: false,
      inputSize: 'model',
      heatmap: { reduce: 'sum' },
    });
    expect(page.controller.store.state.settings.inputSize).toBe(512);
  });

  it('lock the scale and change it at the legend', async () => {
    page = await FakePage.withResults();
    const lock = browser.getByRole('button', { name: 'Same scale for both' });
    await expect.element(lock).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(lock);
    await userEvent.click(browser.getByRole('button', { name: 'Colour scale: Logarithmic' }));
    await page.settle();
    expect(last().heatmap).toMatchObject({ lockScale: false, scale: 'linear' });
    await expect
      .element(browser.getByRole('img', { name: 'Colours from 1.2 × 10⁻⁵ to 0.8' }))
      .toBeInTheDocument();
  });

  it('outlast the visit', async () => {
    const storage = new FakeStorage();
    page = new FakePage({ storage });
    page.controller.changeSettings({ gamma: 4, theme: 'dark' });
    page.dispose();
    page = new FakePage({ storage });
    expect(page.controller.store.state.settings).toMatchObject({ gamma: 4, theme: 'dark' });
    await page.settle();
    expect(document.documentElement.dataset['theme']).toBe('dark');
  });
});

describe('readouts', () => {
  it('say where the losses come from', async () => {
    page = await FakePage.withResults();
    const row = (name: string) => browser.getByRole('row', { name });
    await expect.element(row('Easy background')).toHaveTextContent(/61%.*0\.4%.*970/);
    await expect.element(row('Hard background')).toHaveTextContent(/25%.*20%.*20/);
    await expect.element(row('Foreground')).toHaveTextContent(/14%.*80%.*8/);
    await expect.element(row('Ignored')).toHaveTextContent('2');
    await expect
      .element(
        browser.getByText(
          '97% of the anchors are easy background. They make 61% of the cross entropy and 0.4% of the focal loss.',
        ),
      )
      .toBeVisible();
    await expect.element(browser.getByText('Ground truth: the sample’s annotations.')).toBeVisible();
  });

  it('say so where detections stand in, and count refused boxes', async () => {
    page = await FakePage.withResults();
    const readout = createFakeReadout({ groundTruthSource: 'detections', refusedGroundTruth: [0] });
    page.engine.emit({ type: 'readout', readout });
    await expect
      .element(browser.getByText('Confident detections (≥ 0.5) stand in for ground truth.'))
      .toBeVisible();
    await expect.element(browser.getByText('1 ground-truth box is degenerate')).toBeVisible();
  });

  it('list the detections, and highlight the one in question', async () => {
    page = await FakePage.withResults();
    const list = browser.getByRole('list', { name: 'Detections' });
    expect(
      list
        .getByRole('listitem')
        .elements()
        .map((item) => item.textContent.replace(/\s+/g, ' ').trim()),
    ).toEqual(['bicycle 0.91', 'dog 0.88']);
    (list.getByRole('button', { name: 'dog' }).element() as HTMLElement).focus();
    await page.settle();
    expect(page.engine.highlights.at(-1)).toBe(1);
  });

  it('say what runs where, why, and how long it took', async () => {
    page = await FakePage.withResults();
    const line = browser.getByRole('contentinfo');
    await expect.element(line).toHaveTextContent('Model on WASM, 4 threads');
    await expect.element(line).toHaveTextContent('Loss and drawing on WebGPU');
    await expect.element(line).toHaveTextContent('WebGPU is computed in software here');
    await expect.element(line).toHaveTextContent('Preprocess 8.3 · Model run 300');
  });

  it('are downloaded as JSON', async () => {
    page = await FakePage.withResults();
    const clicked = new Promise<HTMLAnchorElement>((resolve) => {
      vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
        resolve(this);
      });
    });
    await userEvent.click(browser.getByRole('button', { name: 'Download results (JSON)' }));
    const link = await clicked;
    expect(link.download).toBe('dog.focalscope.json');
    const results = (await (await fetch(link.href)).json()) as object;
    expect(results).toMatchObject({
      image: { file_name: 'dog.jpg' },
      detections: [{ image_id: 5 }, { image_id: 5, category_id: 18 }],
    });
  });
});
