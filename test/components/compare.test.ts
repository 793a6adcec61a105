import axe from 'axe-core';
import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LossBreakdown } from '../../src/statistics/loss-statistics-types.ts';
import { createFakeReadout } from '../support/fake-engine.ts';
import { FakePage } from '../support/fake-page.ts';

let page: FakePage;

beforeEach(async () => {
  await browser.viewport(1280, 800);
  page = await FakePage.withResults();
});

afterEach(() => page.dispose());

const last = () => page.engine.settings.at(-1)!;
const view = () => page.engine.views.at(-1)!.view;
const divider = () => browser.getByRole('slider', { name: 'Divider between CE and α-FL' });
const list = (name: string) => browser.getByRole('combobox', { name, exact: true });

async function choose(name: string, option: string): Promise<void> {
  await userEvent.selectOptions(list(name), option);
  await page.settle();
}

async function press(keys: string): Promise<void> {
  await userEvent.keyboard(keys);
  await page.settle();
}

const breakdownOf = (total: number): LossBreakdown => ({
  total,
  byCategory: { 'easy-background': total, 'hard-background': 0, foreground: 0, ignored: 0 },
  byLevel: [total],
});

describe('comparing losses', () => {
  it('asks for nothing at first: one loss, as the radio group says', () => {
    expect(page.engine.settings.every(({ comparison }) => comparison === undefined)).toBe(true);
    expect(browser.getByRole('slider', { name: /Divider/ }).elements()).toEqual([]);
  });

  it('moves the divider by keys, to both ends and no further', async () => {
    await choose('Show', 'Swipe: left | right');
    expect(last()).toMatchObject({
      heatmap: { mode: 'swipe', divider: 0.5 },
      comparison: {
        left: { loss: 'cross-entropy', alpha: -1 },
        right: { loss: 'focal', gamma: 2, alpha: 0.25 },
      },
    });
    (divider().element() as HTMLElement).focus();
    await press('{ArrowRight}');
    expect(last().heatmap.divider).toBe(0.51);
    await press('{ArrowLeft}{ArrowLeft}{PageUp}');
    expect(last().heatmap.divider).toBe(0.59);
    await press('{End}{ArrowRight}');
    expect(last().heatmap.divider).toBe(1);
    await press('{Home}{ArrowLeft}');
    expect(last().heatmap.divider).toBe(0);
    await expect.element(divider()).toHaveAttribute('aria-valuenow', '0');
    await press('{ArrowRight}');
    await expect.element(divider()).toHaveAttribute('aria-valuetext', '1% CE');
  });

  it('drags the divider, and the photo stays where it is', async () => {
    await choose('Show', 'Swipe: left | right');
    const before = view();
    const grip = divider().element() as HTMLElement;
    const stage = page.app.shadowRoot!.querySelector('fs-stage')!.getBoundingClientRect();
    const at = (type: string, share: number): void => {
      const clientX = stage.left + share * stage.width;
      const init = { pointerId: 1, clientX, clientY: 200, bubbles: true, composed: true };
      grip.dispatchEvent(new PointerEvent(type, init));
    };
    // An event that a script makes has no pointer behind it that could be captured.
    let captured = false;
    grip.setPointerCapture = () => (captured = true);
    grip.hasPointerCapture = () => captured;
    at('pointermove', 0.1);
    await page.settle();
    expect(last().heatmap.divider).toBe(0.5);
    at('pointerdown', 0.5);
    at('pointermove', 0.25);
    await page.settle();
    expect(last().heatmap.divider).toBeCloseTo(0.25, 2);
    at('pointermove', -3);
    await page.settle();
    expect(last().heatmap.divider).toBe(0);
    expect(view()).toEqual(before);
  });

  it('lets either side be any loss, with the numbers that it takes', async () => {
    await choose('Show', 'Swipe: left | right');
    await choose('Left', 'OHEM, 1:3 at most');
    await choose('OHEM anchors N', '512');
    await choose('Right', 'FL*, by slope and shift');
    const slope = browser.getByRole('slider', { name: 'Slope γ of FL*' }).element() as HTMLElement;
    slope.focus();
    await press('{ArrowRight}');
    expect(last().comparison).toEqual({
      left: { kind: 'ohem', count: 512, iou: 0.7, negativesPerPositive: 3 },
      right: { kind: 'dense', loss: 'focal-star', gamma: 2.1, alpha: -1, beta: 1 },
    });
    await userEvent.click(browser.getByRole('button', { name: 'Swap sides' }));
    await page.settle();
    expect(last().comparison).toMatchObject({ left: { loss: 'focal-star' }, right: { kind: 'ohem' } });
    await choose('Show', 'One loss');
    expect(last().comparison).toBeUndefined();
  });

  it('says what the sides come to, and how many anchors OHEM selected', async () => {
    await choose('Show', 'Swipe: left | right');
    const comparison = {
      left: {
        spec: { kind: 'ohem', count: 128, iou: 0.7, negativesPerPositive: 3 },
        breakdown: breakdownOf(1.25),
        selected: { foreground: 5, background: 15 },
      },
      right: { spec: { kind: 'box', loss: 'giou' }, breakdown: breakdownOf(0.5) },
    } as const;
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ comparison }) });
    await page.settle();
    await expect.element(browser.getByText('20 selected: 5 foreground, 15 background.')).toBeVisible();
    await expect.element(browser.getByText(/Fewer than 128 are left/)).toBeVisible();
    await expect.element(browser.getByText('1.25', { exact: true })).toBeVisible();
    await expect.element(browser.getByText('0.4', { exact: true })).toBeVisible();
  });

  it('fits the photo into half of the stage where two lie side by side, on the loss panel alone', async () => {
    const whole = view();
    await choose('Show', 'Side by side');
    await expect.poll(() => view().scale).toBeLessThan(whole.scale);
    const { scale, offsetX, width } = view();
    expect(width).toBe(whole.width);
    const photoWidth = page.controller.store.state.analysis!.width * scale;
    expect(offsetX).toBeGreaterThanOrEqual(0);
    expect(offsetX + photoWidth).toBeLessThanOrEqual(width / 2);
    expect(browser.getByRole('slider', { name: /Divider/ }).elements()).toEqual([]);
    await userEvent.click(browser.getByRole('tab', { name: 'Ground truth' }));
    await expect.poll(() => view().scale).toBe(whole.scale);
    expect(last().heatmap.mode).toBe('swipe');
  });

  it('titles the legend by what the colours mean', async () => {
    await choose('Show', 'Swipe: left | right');
    await expect.element(browser.getByText('CE | α-FL per cell')).toBeVisible();
    expect(browser.getByRole('button', { name: /one scale|lock/i }).elements()).toEqual([]);
    await choose('Show', 'Difference: right − left');
    await expect.element(browser.getByText('α-FL − CE per cell')).toBeVisible();
    await choose('Show', 'Ratio: right ÷ left');
    await expect.element(browser.getByText('α-FL ÷ CE per cell')).toBeVisible();
    expect(last().heatmap.mode).toBe('ratio');
  });

  it('draws what is no loss on a scale of its own, while one loss is shown', async () => {
    await choose('Heatmap of', 'IoU with the nearest true box');
    expect(last()).toMatchObject({
      comparison: { left: { kind: 'iou' } },
      heatmap: { shown: 'left', mode: 'single', reduce: 'max', scale: 'linear' },
    });
    await expect.element(browser.getByText('Highest IoU in the cell')).toBeVisible();
    await choose('Heatmap of', 'Gradient of the loss, its size');
    expect(last().comparison).toEqual({ left: { kind: 'gradient', loss: 'focal', gamma: 2, alpha: 0.25 } });
    await userEvent.click(browser.getByRole('radio', { name: 'Cross entropy' }));
    await page.settle();
    expect(last().comparison).toEqual({
      left: { kind: 'gradient', loss: 'cross-entropy', gamma: 0, alpha: -1 },
    });
    await expect.element(browser.getByText('CE gradient per cell')).toBeVisible();
    await choose('Show', 'Difference: right − left');
    expect(last()).toMatchObject({
      comparison: { right: { loss: 'focal' } },
      heatmap: { mode: 'difference' },
    });
    expect(list('Heatmap of').elements()).toEqual([]);
  });

  it('reads p_t from the picture of how far it is from 1', async () => {
    await choose('Heatmap of', 'p_t, the lowest in each cell');
    expect(last()).toMatchObject({
      comparison: { left: { kind: 'error-probability' } },
      heatmap: { shown: 'left', reduce: 'max' },
    });
    const scaleRange = { minimum: 0, maximum: 0.75 };
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ scaleRange }) });
    await page.settle();
    await expect.element(browser.getByRole('img', { name: 'Colours from 1 to 0.25' })).toBeInTheDocument();
    await expect.element(browser.getByText(/the smallest p_t over the classes/)).toBeInTheDocument();
  });

  it('names the colours of assignment and selection, with their counts', async () => {
    const marks = (): string[] =>
      [
        ...page.app
          .shadowRoot!.querySelector('fs-stage')!
          .shadowRoot!.querySelector('fs-legend')!
          .shadowRoot!.querySelectorAll('.marks li'),
      ].map((item) => item.textContent.trim());
    await choose('Heatmap of', 'Assignment of the anchors');
    expect(last()).toMatchObject({
      comparison: { left: { kind: 'assignment' } },
      heatmap: { shown: 'left', reduce: 'max', marks: true },
    });
    const counts = { 'easy-background': 2000, 'hard-background': 5, foreground: 8, ignored: 30 };
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ counts }) });
    await page.settle();
    expect(marks()).toEqual(['Foreground 8', 'Ignored 30', 'Background 2,005']);

    await choose('Heatmap of', 'OHEM selection, 1:3 at most');
    await choose('OHEM anchors N', '512');
    const spec = { kind: 'ohem-selection', count: 512, iou: 0.7, negativesPerPositive: 3 } as const;
    expect(last().comparison).toEqual({ left: spec });
    const map = { spec, breakdown: breakdownOf(1), selected: { foreground: 5, background: 15 } };
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ counts, map }) });
    await page.settle();
    expect(marks()).toEqual(['Foreground 5', 'Background 15', 'Not selected 2,023']);
    await choose('Anchors', 'Foreground');
    await expect.element(browser.getByText('OHEM 1:3 selection, counts of all anchors')).toBeVisible();
    const { violations } = await axe.run(document);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    page.controller.changeSettings({ language: 'zh' });
    await page.settle();
    expect(marks()).toEqual(['前景 5', '背景 15', '未选取 2,023']);
  });

  it('shows one class alone, and the totals say what they follow', async () => {
    const name = page.controller.store.state.model!.classes[1]!;
    await choose('Class', name);
    expect(last()).toMatchObject({
      comparison: { left: { kind: 'dense', loss: 'focal', classIndex: 1 } },
      heatmap: { shown: 'left' },
    });
    await expect.element(browser.getByText(`Focal loss per cell, ${name}`)).toBeVisible();
    await choose('Anchors', 'Background');
    await expect
      .element(browser.getByText(`The heatmap shows only: ${name}, Background.`))
      .toBeInTheDocument();
    await choose('Show', 'Swipe: left | right');
    expect(last().comparison).toMatchObject({ left: { classIndex: 1 }, right: { classIndex: 1 } });
    await expect.element(browser.getByText(`These totals are of “${name}” alone`)).toBeInTheDocument();
    await choose('Show', 'One loss');
    await choose('Class', 'All classes');
    await choose('Anchors', 'All');
    expect(last().comparison).toBeUndefined();
    expect(browser.getByText(/The heatmap shows only/).elements()).toEqual([]);
  });

  it('counts the anchors of one kind and shape', async () => {
    await choose('Anchors', 'Foreground');
    await choose('Shape', '1×, h/w 2');
    const { scales, ratios } = page.controller.store.state.model!.anchors;
    const index = ratios.indexOf(2) * scales.length + scales.indexOf(1);
    expect(last().heatmap).toMatchObject({ anchorKind: 'foreground', anchorShape: index });
    await choose('Shape', 'All shapes');
    expect(last().heatmap.anchorShape).toBe('all');
  });

  it.each(['swipe', 'side-by-side', 'difference', 'ratio'] as const)(
    'has no accessibility violations: %s',
    async (compareMode) => {
      page.controller.changeSettings({ compareMode, compareLeft: 'ohem', compareRight: 'focal-star' }, 0);
      await page.settle();
      const { violations } = await axe.run(document);
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
  );
});
