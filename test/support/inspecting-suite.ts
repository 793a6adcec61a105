import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Locator, Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { stagePoint } from './drawing-suite.ts';
import type { FocalScopePage } from './focalscope-page.ts';

async function download(page: Page, button: string): Promise<Buffer> {
  const event = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await (await event).path());
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** Anchors inspected on one path, on a page that others use, too. */
export function describeInspecting(open: () => FocalScopePage): void {
  describe('anchors that are inspected', () => {
    let app: FocalScopePage;
    let page: Page;
    const heading = (): Locator => page.getByRole('heading', { name: /^Anchor \d+$/ });
    const listed = (): Locator => page.getByRole('button', { name: /^Rank \d+: go to anchor/ });
    /** Of the anchor's box, from the stage's corner; its border is not part of it. */
    const frameOf = (): Promise<{ x: number; y: number; width: number; height: number }> =>
      page.locator('fs-anchor-overlay rect.anchor').evaluate((rect) => {
        const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((name) =>
          Number(rect.getAttribute(name)),
        );
        return { x, y, width, height };
      });

    beforeAll(async () => {
      app = open();
      ({ page } = app);
      await app.resetSettings();
      await page.getByRole('tab', { name: 'Inspect' }).click();
      await listed().first().waitFor();
    });

    it('are shown under the pointer, pinned by a click, stepped through and let go', async () => {
      const runs = await app.analyses();
      await page.mouse.move(...(await stagePoint(page, [0.4, 0.5])));
      await heading().waitFor();
      await page.getByText('45 anchors here').waitFor();
      await page.mouse.click(...(await stagePoint(page, [0.4, 0.5])));
      await page.getByText('Pinned', { exact: true }).waitFor();
      const first = await heading().innerText();
      const place = await frameOf();
      await page.mouse.move(...(await stagePoint(page, [0.7, 0.2])));
      await page.locator('fs-stage .view').focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => heading().innerText()).not.toBe(first);
      await expect.poll(async () => (await frameOf()).x).toBeGreaterThan(place.x + 3);
      const moved = await frameOf();
      expect(moved.y).toBeCloseTo(place.y, 0);
      expect(moved.width).toBeCloseTo(place.width, 0);
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => heading().innerText()).toBe(first);
      await page.keyboard.press('PageUp');
      await expect.poll(async () => (await frameOf()).width).toBeCloseTo(place.width / 2, 0);
      await page.keyboard.press(']');
      await expect.poll(async () => (await frameOf()).width).not.toBeCloseTo(place.width / 2, 0);
      await page.keyboard.press('Escape');
      await page.getByText('Pinned', { exact: true }).waitFor({ state: 'detached' });
      expect(await app.analyses()).toBe(runs);
    });

    it('are listed by their loss, the largest first, and flown to', async () => {
      await page.mouse.move(5, 5);
      const losses = await page
        .locator('fs-inspect-hardest [role=cell].value')
        .evaluateAll((cells) => cells.map(({ textContent }) => textContent.trim()));
      const numbers = losses.filter((text) => !text.includes('×')).map(Number);
      expect(numbers.length).toBeGreaterThan(10);
      expect(numbers.every((value, at) => at === 0 || value <= numbers[at - 1]!)).toBe(true);
      const csv = (await download(page, 'All anchors (CSV)')).toString('utf8').trimEnd().split('\r\n');
      const rows = csv.slice(1).map((line) => line.split(','));
      const foreground = rows.filter((row) => row[6] === 'foreground');
      expect(Math.max(...foreground.map((row) => Number(row[12]))) / numbers[0]!).toBeCloseTo(1, 2);
      // A small one: the photo has to come nearer.
      const small = listed().nth(1);
      const before = await page.locator('.zoom span').innerText();
      await small.click();
      await page.getByText('Pinned', { exact: true }).waitFor();
      const name = (await small.getAttribute('aria-label'))!;
      expect(name).toContain(`anchor ${(await heading().innerText()).replace('Anchor ', '')},`);
      await expect.poll(() => page.locator('.zoom span').innerText()).not.toBe(before);
      const [frame, stage] = [await frameOf(), (await page.locator('fs-stage').boundingBox())!];
      expect(frame.x).toBeGreaterThanOrEqual(0);
      expect(frame.x + frame.width).toBeLessThanOrEqual(stage.width);
      expect(frame.width * frame.height).toBeGreaterThan(400);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Fit' }).click();
    });

    it('add up, in both files, to the totals of the readouts', async () => {
      const csv = (await download(page, 'All anchors (CSV)')).toString('utf8').trimEnd().split('\r\n');
      await page.getByText(/\.anchors\.csv is written: [\d,]+ anchors/).waitFor();
      const files = unzipSync(new Uint8Array(await download(page, 'All anchors (NumPy)')));
      const column = (name: string): Float32Array => {
        const bytes = files[`${name}.npy`]!;
        return new Float32Array(bytes.slice(10 + bytes[8]! + bytes[9]! * 256).buffer);
      };
      const rows = csv.slice(1).map((line) => line.split(','));
      const picture = await download(page, 'Picture (PNG)');
      expect([...picture.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
      const stage = (await page.locator('fs-stage').boundingBox())!;
      expect(picture.readUInt32BE(16)).toBe(Math.round(stage.width));
      expect(picture.readUInt32BE(20)).toBeGreaterThan(Math.round(stage.height) + 40);

      await page.getByRole('tab', { name: 'Loss' }).click();
      const { loss } = await app.downloadResults();
      const totals = { cross_entropy: loss.cross_entropy, focal: loss.focal };
      for (const [index, [name, { total, levels }]] of Object.entries(totals).entries()) {
        expect(Math.abs(sum(rows.map((row) => Number(row[11 + index]))) / total - 1)).toBeLessThan(1e-4);
        expect(Math.abs(sum(column(name)) / total - 1)).toBeLessThan(1e-4);
        const finest = rows.filter((row) => row[1] === 'P3').map((row) => Number(row[11 + index]));
        expect(Math.abs(sum(finest) / levels[0]! - 1)).toBeLessThan(1e-4);
      }
      expect(rows.filter((row) => row[6] === 'foreground')).toHaveLength(loss.foreground_anchors);
      await page.getByRole('tab', { name: 'Inspect' }).click();
    });

    it('leave the loss panel as it is, with its keys and its highlights', async () => {
      await page.mouse.click(...(await stagePoint(page, [0.4, 0.5])));
      await page.getByText('Pinned', { exact: true }).waitFor();
      await page.getByRole('tab', { name: 'Loss' }).click();
      await page.locator('fs-anchor-overlay').waitFor({ state: 'detached' });
      await page.mouse.move(...(await stagePoint(page, [0.3, 0.6])));
      await page.locator('fs-stage .tooltip').waitFor();
      await page.locator('fs-stage .view').focus();
      await page.keyboard.press('+');
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: 'Inspect' }).click();
      await page.getByText('Pinned', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('Pinned', { exact: true }).waitFor({ state: 'detached' });
    });
  });
}
