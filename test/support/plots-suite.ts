import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import type { FocalScopePage } from './focalscope-page.ts';

const openPlots = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Plots' }).click();
  await page.locator('[data-kind=background]').waitFor({ timeout: 60_000 });
};

const shares = (page: Page): Promise<number[]> =>
  page
    .locator('[data-kind=background]')
    .evaluate((element) =>
      ['data-cross-entropy', 'data-focal'].map((name) => Number(element.getAttribute(name))),
    );

const curve = (page: Page, chart: string): Promise<string | null> =>
  page.locator(`fs-plot-lines#${chart} path.current`).getAttribute('d');

/** A chart's figures, as they are given away: the head and the rows. */
async function readCsv(page: Page, heading: RegExp): Promise<{ head: string[]; rows: number[][] }> {
  const download = page.waitForEvent('download');
  await page.getByRole('group', { name: heading }).getByRole('button', { name: 'CSV' }).click();
  const lines = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  return { head: lines[0]!, rows: lines.slice(1).map((line) => line.map(Number)) };
}

/**
 * The plots on one path, on a page that others use, too.
 *
 * @param counted takes the shares of the background: both paths count the same elements
 */
export function describePlots(open: () => FocalScopePage, counted: (shares: number[]) => void): void {
  it('the plots show the photo’s elements and follow γ', async () => {
    const app = open();
    await app.resetSettings();
    const { page } = app;
    await openPlots(page);
    const first = await shares(page);
    counted(first);
    // Focal loss is made by the hardest few, cross entropy by the many.
    expect(first[1]).toBeGreaterThan(first[0]! * 3);
    const drawn = [await curve(page, 'loss'), await curve(page, 'background')];
    const analyses = await app.analyses();
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { longTasks: tasks });
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' }); // prettier-ignore
    });
    for (const gamma of [2.5, 3, 3.5, 4, 1, 0.5]) {
      await app.setSlider('Focusing γ', gamma);
      await page.waitForTimeout(100);
    }
    await expect.poll(async () => (await shares(page))[1]).toBeLessThan(first[1]!);
    expect(await curve(page, 'loss')).not.toBe(drawn[0]);
    await expect.poll(() => curve(page, 'background')).not.toBe(drawn[1]);
    const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
    process.stdout.write(`${JSON.stringify({ first, longTasks: tasks })}\n`);

    // The curve in force is the fixed one of its γ; the sentence is what the curves say.
    const { head, rows } = await readCsv(page, /background elements, cumulative/);
    expect(head.slice(-4)).toEqual(['γ = 0 (CE)', 'γ = 0.5', 'γ = 1', 'γ = 2']);
    const last = rows.find(([fraction]) => fraction === 0.99)!;
    expect(1 - last[1]!).toBeCloseTo(first[0]!, 3);
    expect(1 - last[4]!).toBeCloseTo(first[1]!, 3);
    expect(rows[0]).toEqual([0, 0, 0, 0, 0]);
    expect(rows.at(-1)!.every((value) => Math.abs(value - 1) < 1e-9)).toBe(true);

    // Back to the photo, which has the γ that was set here, and was not analysed again.
    await page.goBack();
    await page.locator('fs-stage').waitFor({ state: 'visible' });
    await app.settle();
    expect(await page.getByRole('slider', { name: 'Focusing γ' }).inputValue()).toBe('0.5');
    expect(await app.analyses()).toBe(analyses);
    expect((await app.downloadResults()).loss.gamma).toBe(0.5);
  });
}
