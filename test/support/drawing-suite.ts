import type { Locator, Page } from 'playwright';
import { expect, it } from 'vitest';
import type { FocalScopePage } from './focalscope-page.ts';

/** A place of the stage, as shares of its width and height. */
export type Place = readonly [right: number, down: number];

export const boxList = (page: Page): Locator => page.getByRole('list', { name: 'Boxes' });

export async function openPanel({ page }: FocalScopePage): Promise<void> {
  await page.getByRole('tab', { name: 'Ground truth' }).click();
  await boxList(page).waitFor();
}

export async function stagePoint(page: Page, [right, down]: Place): Promise<[number, number]> {
  const frame = (await page.locator('fs-stage .view').boundingBox())!;
  return [frame.x + frame.width * right, frame.y + frame.height * down];
}

export async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(...(await stagePoint(page, from)));
  await page.mouse.down();
  await page.mouse.move(...(await stagePoint(page, to)), { steps: 6 });
  await page.mouse.up();
}

const foregroundAnchors = async (app: FocalScopePage): Promise<number> => {
  await app.settle();
  return (await app.downloadResults()).loss.foreground_anchors;
};

/** The results' button is on the other tab. */
export async function foregroundSeenFromLoss(app: FocalScopePage): Promise<number> {
  await app.page.getByRole('tab', { name: 'Loss' }).click();
  const count = await foregroundAnchors(app);
  await app.page.getByRole('tab', { name: 'Ground truth' }).click();
  return count;
}

/** Boxes drawn on one path, on a page that others use, too; what was drawn stays. */
export function describeDrawing(open: () => FocalScopePage): void {
  it('ground truth is drawn, relabelled and undone with the mouse, and the loss follows without a model run', async () => {
    const app = open();
    const { page } = app;
    await app.resetSettings();
    await openPanel(app);
    const runs = await app.analyses();
    const before = await foregroundSeenFromLoss(app);
    await drag(page, [0.1, 0.6], [0.2, 0.8]);
    await page.getByText('5 boxes').waitFor();
    await page.getByRole('combobox', { name: 'Class' }).selectOption({ label: 'kite' });
    await boxList(page)
      .getByRole('button', { name: /^kite .*, box 5/ })
      .waitFor();
    expect(await foregroundSeenFromLoss(app)).toBeGreaterThan(before);
    // From its middle: the box that was drawn is the one that is chosen.
    await drag(page, [0.15, 0.7], [0.3, 0.7]);
    const left = page.getByLabel('Left');
    const moved = Number(await left.inputValue());
    await page.keyboard.press('Control+z');
    await expect.poll(async () => Number(await left.inputValue())).toBeLessThan(moved - 20);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await page.getByText('4 boxes').waitFor();
    await expect.poll(() => foregroundSeenFromLoss(app)).toBe(before);
    await page.getByRole('button', { name: 'Redo' }).click();
    await page.getByText('5 boxes').waitFor();
    expect(await app.analyses()).toBe(runs);
  });
}
