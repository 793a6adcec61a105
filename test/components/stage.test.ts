import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StageView } from '../../src/stage/scene.ts';
import { createFakeReadout } from '../support/fake-engine.ts';
import { FakePage } from '../support/fake-page.ts';

let page: FakePage;

beforeEach(async () => {
  await browser.viewport(1280, 800);
  page = await FakePage.withResults();
});

afterEach(() => page.dispose());

const view = (): StageView => page.engine.views.at(-1)!.view;
const stage = (): HTMLElement =>
  page.app.shadowRoot!.querySelector('fs-stage')!.shadowRoot!.querySelector('.view')!;

/** Where a point of the photo lies in the window. */
function windowPoint(x: number, y: number): { clientX: number; clientY: number } {
  const { left, top } = stage().getBoundingClientRect();
  const { scale, offsetX, offsetY, pixelRatio } = view();
  return {
    clientX: left + (offsetX + x * scale) / pixelRatio,
    clientY: top + (offsetY + y * scale) / pixelRatio,
  };
}

function point(type: string, x: number, y: number, init: PointerEventInit = {}): void {
  stage().dispatchEvent(
    new PointerEvent(type, {
      pointerId: 1,
      pointerType: 'mouse',
      bubbles: true,
      ...windowPoint(x, y),
      ...init,
    }),
  );
}

describe('the stage', () => {
  it('zooms to the pointer with the wheel', async () => {
    const before = view();
    const { left, top } = stage().getBoundingClientRect();
    // Mouse events count in whole pixels.
    const at = { clientX: Math.round(left) + 300, clientY: Math.round(top) + 250 };
    const photoX = ({ scale, offsetX, pixelRatio }: StageView): number =>
      ((at.clientX - left) * pixelRatio - offsetX) / scale;
    const photoY = ({ scale, offsetY, pixelRatio }: StageView): number =>
      ((at.clientY - top) * pixelRatio - offsetY) / scale;
    stage().dispatchEvent(new WheelEvent('wheel', { deltaY: -400, cancelable: true, bubbles: true, ...at }));
    await page.settle();
    expect(view().scale).toBeGreaterThan(before.scale * 1.5);
    expect(photoX(view())).toBeCloseTo(photoX(before), 6);
    expect(photoY(view())).toBeCloseTo(photoY(before), 6);
  });

  it('is moved and zoomed by keys, and fitted by 0', async () => {
    const fitted = view();
    stage().focus();
    await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
    await page.settle();
    expect(view().offsetX).toBeGreaterThan(fitted.offsetX);
    expect(view().offsetY).toBeGreaterThan(fitted.offsetY);
    await userEvent.keyboard('+');
    await page.settle();
    expect(view().scale).toBeCloseTo(fitted.scale * 1.25, 6);
    await userEvent.keyboard('-');
    await userEvent.keyboard('0');
    await page.settle();
    expect(view()).toEqual(fitted);
  });

  it('is zoomed by its buttons', async () => {
    const { scale } = view();
    await userEvent.click(browser.getByRole('button', { name: 'Zoom in' }));
    await page.settle();
    expect(view().scale).toBeCloseTo(scale * 1.25, 6);
    await userEvent.click(browser.getByRole('button', { name: 'Fit the photo' }));
    await page.settle();
    expect(view().scale).toBeCloseTo(scale, 6);
  });

  it('takes the highlight away when the photo moves from under the pointer', async () => {
    const { box } = createFakeReadout().detections[0]!;
    point('pointermove', (box[0] + box[2]) / 2, (box[1] + box[3]) / 2);
    await page.settle();
    expect(page.controller.store.state.highlighted).toBeDefined();
    stage().focus();
    for (let press = 0; press < 12; press++) await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
    await page.settle();
    expect(page.controller.store.state.highlighted).toBeUndefined();
  });

  it.each([1280, 1000, 740, 390])('keeps its legend inside itself in a window %i px wide', async (width) => {
    await browser.viewport(width, 800);
    await page.settle();
    const root = page.app.shadowRoot!.querySelector('fs-stage')!;
    const outer = root.getBoundingClientRect();
    const legend = root.shadowRoot!.querySelector('fs-legend')!;
    const switches = legend.shadowRoot!.querySelector('.switches')!.getBoundingClientRect();
    expect(switches.right).toBeLessThanOrEqual(legend.getBoundingClientRect().right);
    const row = root.shadowRoot!.querySelector('.bottom')!;
    for (const part of row.children)
      expect(part.getBoundingClientRect().right).toBeLessThanOrEqual(outer.right);
  });

  it.each([1280, 360, 320])('keeps a download’s Cancel in sight in a window %i px wide', async (width) => {
    await browser.viewport(width, 740);
    page.dispose();
    page = await FakePage.started();
    page.engine.emit({ type: 'phase', phase: { name: 'downloading', loaded: 2.1e6, total: 5.4e6 } });
    await page.settle();
    const outer = page.app.shadowRoot!.querySelector('fs-stage')!.getBoundingClientRect();
    const cancel = browser.getByRole('button', { name: 'Cancel' }).element().getBoundingClientRect();
    expect(cancel.width).toBeGreaterThan(0);
    expect(cancel.right).toBeLessThanOrEqual(outer.right);
  });

  it('is dragged, and fitted by a double click', async () => {
    const fitted = view();
    const { width, height } = stage().getBoundingClientRect();
    expect(width * height).toBeGreaterThan(0);
    // Synthetic pointers cannot be captured.
    stage().setPointerCapture = () => undefined;
    const { clientX, clientY } = windowPoint(300, 300);
    const send = (type: string, dx: number, timeStamp?: number): void => {
      const event = new PointerEvent(type, {
        pointerId: 1,
        pointerType: 'mouse',
        bubbles: true,
        clientX: clientX + dx,
        clientY,
      });
      if (timeStamp !== undefined) Object.defineProperty(event, 'timeStamp', { value: timeStamp });
      stage().dispatchEvent(event);
    };
    send('pointerdown', 0);
    send('pointermove', 60);
    send('pointerup', 60);
    await page.settle();
    expect(view().offsetX).toBeCloseTo(fitted.offsetX + 60 * fitted.pixelRatio, 3);
    for (const time of [1000, 1200]) {
      send('pointerdown', 0, time);
      send('pointerup', 0, time);
    }
    await page.settle();
    expect(view()).toEqual(fitted);
  });

  it('is pinched with two fingers', async () => {
    const { scale } = view();
    stage().setPointerCapture = () => undefined;
    point('pointerdown', 200, 300, { pointerId: 1, pointerType: 'touch' });
    point('pointerdown', 400, 300, { pointerId: 2, pointerType: 'touch' });
    point('pointermove', 600, 300, { pointerId: 2, pointerType: 'touch' });
    await page.settle();
    expect(view().scale).toBeCloseTo(scale * 2, 3);
  });

  it('highlights the smallest box under the pointer, and names it', async () => {
    point('pointermove', 200, 400);
    await page.settle();
    expect(page.engine.highlights.at(-1)).toBe(1);
    await expect.element(browser.getByText('dog 87.7%')).toBeVisible();
    point('pointermove', 600, 150);
    await page.settle();
    expect(page.engine.highlights.at(-1)).toBe(0);
    point('pointermove', 5, 5);
    await page.settle();
    expect(page.engine.highlights.at(-1)).toBeUndefined();
  });

  it('highlights no box that is not shown', async () => {
    page.controller.changeSettings({ showBoxes: false });
    await page.settle();
    point('pointermove', 200, 400);
    expect(page.engine.highlights).toEqual([]);
  });

  it('keeps a zoomed view when the same photo is analysed again, and fits another', async () => {
    stage().focus();
    await userEvent.keyboard('+');
    await page.settle();
    const zoomed = view();
    const count = page.engine.views.length;
    page.engine.answer(createFakeReadout());
    await page.settle();
    expect(view()).toEqual(zoomed);
    // The engine waits for a view after each analysis.
    expect(page.engine.views.length).toBeGreaterThan(count);
    void page.controller.openFiles([new File(['x'], 'other.jpg')]);
    await page.untilOpened(2);
    page.engine.answer();
    await page.settle();
    expect(view().scale).toBeLessThan(zoomed.scale);
  });

  it('follows its size and the theme', async () => {
    const before = page.engine.views.at(-1)!;
    await browser.viewport(1100, 700);
    await page.settle();
    expect(view().width).toBeLessThan(before.view.width);
    expect(view().scale).toBeLessThan(before.view.scale);
    page.controller.changeSettings({ theme: 'dark' });
    await page.settle();
    expect(page.engine.views.at(-1)!.theme.background[0]).toBeLessThan(0.2);
  });
});
