import type { Locator } from 'playwright';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FocalScopePage } from './focalscope-page.ts';

/** Losses compared on one path, on a page that others use, too. */
export function describeComparing(open: () => FocalScopePage): void {
  describe('comparing losses', () => {
    let app: FocalScopePage;

    beforeAll(() => {
      app = open();
    });
    beforeEach(() => app.resetSettings());

    const choose = async (name: string, option: string): Promise<void> => {
      await app.page.getByRole('combobox', { name, exact: true }).selectOption({ label: option });
      await app.settle();
    };
    const divider = (): Locator => app.page.getByRole('slider', { name: /^Divider/ });
    /** Both sides' losses. What a comparison first needs is compiled then: its figures come after the choice. */
    const totals = async (): Promise<number[]> => {
      const read = async (): Promise<number[]> =>
        (await app.page.locator('fs-compare dd strong').allInnerTexts()).map(Number);
      await expect.poll(async () => (await read()).filter(Number.isFinite)).toHaveLength(2);
      return read();
    };

    /** The stage left and right of a share of its width, away from the line and the names: mean red, green and blue. */
    async function coloursBeside(share: number): Promise<[number[], number[]]> {
      const picture = await app.page.locator('canvas').first().screenshot();
      return app.page.evaluate(
        async ([base64, place]) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes]));
          const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
          context.drawImage(bitmap, 0, 0);
          const mean = (x: number): number[] => {
            const { data } = context.getImageData(Math.round(x), 600, 40, 100);
            return [0, 1, 2].map(
              (channel) =>
                data.reduce((sum, value, at) => (at % 4 === channel ? sum + value : sum), 0) /
                (data.length / 4),
            );
          };
          return [mean(bitmap.width * place - 70), mean(bitmap.width * place + 30)] as [number[], number[]];
        },
        [picture.toString('base64'), share] as const,
      );
    }

    const distance = (first: number[], second: number[]): number =>
      Math.max(...first.map((value, channel) => Math.abs(value - second[channel]!)));

    it('narrows the heatmap to the hardest anchors, and gives the readouts’ numbers away', async () => {
      const { page } = app;
      await page.getByRole('slider', { name: 'Hardest anchors shown' }).fill('6');
      const note = page.locator('fs-hardest-share [data-loss=FL]');
      await note.waitFor();
      const { loss } = await app.downloadResults();
      const anchors = await page.evaluate(
        () => document.querySelector('fs-app')!.controller!.store.state.analysis!.anchorCount,
      );
      const count = Number(await note.getAttribute('data-count'));
      expect(count / anchors).toBeCloseTo(0.01, 3);
      // One anchor in a hundred makes most of the focal loss.
      const share = Number(await note.getAttribute('data-share'));
      expect(share).toBeGreaterThan(0.5);
      expect(share).toBeLessThan(1);

      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByRole('button', { name: 'Copy the numbers: Where it comes from' }).click();
      await page.getByText('Copied', { exact: true }).first().waitFor({ state: 'attached' });
      const cells = (await page.evaluate(() => navigator.clipboard.readText())).split(/\s+/).map(Number);
      for (const { total } of [loss.cross_entropy, loss.focal])
        expect(cells.some((cell) => Math.abs(cell / total - 1) < 1e-6)).toBe(true);
    });

    it('shows both sides of a swipe, and the divider moves by pointer and keys', async () => {
      await choose('Show', 'Swipe: left | right');
      expect(await divider().getAttribute('aria-label')).toBe('Divider between CE and α-FL');
      const { loss } = await app.downloadResults();
      const [left, right] = await totals();
      await app.settle();
      expect(left! / loss.cross_entropy.total).toBeCloseTo(1, 2);
      expect(right! / loss.focal.total).toBeCloseTo(1, 2);
      // The porch is the same boards on either side: the heat alone differs.
      const [hot, cold] = await coloursBeside(0.5);
      expect(distance(hot, cold)).toBeGreaterThan(25);

      const box = (await divider().boundingBox())!;
      const stage = (await app.page.locator('fs-stage').boundingBox())!;
      await app.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await app.page.mouse.down();
      await app.page.mouse.move(stage.x + stage.width * 0.6, box.y + box.height / 2, { steps: 6 });
      await app.page.mouse.move(stage.x + stage.width * 0.75, box.y + box.height / 2, { steps: 6 });
      await app.page.mouse.up();
      await app.settle();
      expect(await divider().getAttribute('aria-valuenow')).toBe('75');
      const [stillHot, nowCold] = await coloursBeside(0.75);
      expect(distance(stillHot, nowCold)).toBeGreaterThan(25);

      await divider().press('End');
      await app.settle();
      const [, leftEverywhere] = await coloursBeside(0.5);
      expect(distance(leftEverywhere, cold)).toBeGreaterThan(25);
      await divider().press('Home');
      await divider().press('ArrowRight');
      await app.settle();
      expect(await divider().getAttribute('aria-valuenow')).toBe('1');
      const [rightEverywhere] = await coloursBeside(0.5);
      expect(distance(rightEverywhere, hot)).toBeGreaterThan(25);
    });

    it('selects N anchors by OHEM, at most three negatives to a positive where asked', async () => {
      await choose('Show', 'Side by side');
      await choose('Left', 'OHEM, the hardest N');
      await choose('Right', 'OHEM, 1:3 at most');
      const selections = async (): Promise<number[][]> => {
        const texts = await app.page.locator('fs-compare .selected').allInnerTexts();
        return texts.map((text) => [...text.matchAll(/\d+/g)].slice(0, 3).map(Number));
      };
      for (const count of [128, 512, 256]) {
        await choose('OHEM anchors N', String(count));
        // What a selection first needs is compiled then: its figures come after the choice.
        await expect
          .poll(async () => (await selections()).map(([selected]) => selected), { timeout: 20_000 })
          .toEqual([count, expect.any(Number)]);
        const [hardest, ratio] = await selections();
        expect(hardest![1]! + hardest![2]!).toBe(count);
        expect(ratio![1]).toBeGreaterThan(0);
        expect(ratio![2]).toBeLessThanOrEqual(3 * ratio![1]!);
      }
      const [before] = await totals();
      await app.setSlider('Focusing γ', 4);
      await app.settle();
      expect(await totals()).toEqual([before, expect.any(Number)]);
    });

    it('computes box losses, differences and ratios, and goes back to one loss', async () => {
      const alone = await app.stageShades();
      await choose('Show', 'Difference: right − left');
      await app.page.getByText('α-FL − CE per cell').waitFor();
      expect(await app.stageShades()).toBeGreaterThan(200);
      await choose('Left', 'Box loss: L1');
      await choose('Right', 'Box loss: GIoU');
      const [l1, giou] = await totals();
      expect(l1).toBeGreaterThan(0);
      expect(giou).toBeGreaterThan(0);
      expect(giou).toBeLessThanOrEqual(2);
      expect(l1).not.toBe(giou);
      await choose('Show', 'Ratio: right ÷ left');
      await app.page.getByText('GIoU ÷ L1 per cell').waitFor();
      await choose('Show', 'One loss');
      await app.page.getByText('Focal loss per cell').waitFor();
      expect(await app.stageShades()).toBe(alone);

      await choose('Heatmap of', 'IoU with the nearest true box');
      const legend = app.page.locator('fs-legend .end').last();
      const highest = Number(await legend.innerText());
      // Foreground begins at 0.5.
      expect(highest).toBeGreaterThan(0.5);
      expect(highest).toBeLessThanOrEqual(1);
      await choose('Anchors', 'Background');
      expect(Number(await legend.innerText())).toBeLessThan(0.4);
      await choose('Anchors', 'Foreground');
      expect(Number(await legend.innerText())).toBe(highest);
      await choose('Heatmap of', 'Loss');
      const all = Number(await legend.innerText());
      await choose('Shape', '1×, h/w 0.5');
      expect(Number(await legend.innerText())).toBeLessThan(all);
    });

    it('maps p_t, assignment and selection, by a trainer’s rules, and one class alone', async () => {
      const legend = app.page.locator('fs-legend');
      const marks = async (): Promise<number[]> => {
        const texts = await legend.locator('.marks li').allInnerTexts();
        return texts.map((text) => Number(text.replaceAll(/[^0-9]/g, '')));
      };
      await choose('Heatmap of', 'Assignment of the anchors');
      const [foreground, ignored, background] = await marks();
      const { loss } = await app.downloadResults();
      expect(foreground).toBe(loss.foreground_anchors);
      const anchors = foreground! + ignored! + background!;
      expect(await app.stageShades()).toBeGreaterThan(200);
      await choose('Loss as in', 'ODTK (NVIDIA)');
      const [fewer] = await marks();
      const asTrainer = (await app.downloadResults()).loss;
      expect(fewer).toBe(asTrainer.foreground_anchors);
      expect(fewer).toBeLessThanOrEqual(foreground!);
      // Level by level, each counts as one at least.
      expect(asTrainer.normaliser).toBeGreaterThanOrEqual(fewer!);
      expect(asTrainer.box).toMatchObject({ loss: 'smooth-l1', beta: 0.11 });
      await choose('Loss as in', 'This model');

      await choose('Heatmap of', 'OHEM selection, the hardest N');
      // What a map first needs is compiled then: its figures come after the choice.
      const selected = async (): Promise<number> =>
        (await marks()).slice(0, 2).reduce((sum, count) => sum + count);
      await expect.poll(selected, { timeout: 20_000 }).toBe(128);
      expect((await marks()).reduce((sum, count) => sum + count)).toBe(anchors);

      await choose('Heatmap of', 'p_t, the lowest in each cell');
      const ends = async (): Promise<string[]> => legend.locator('.end').allInnerTexts();
      await expect.poll(async () => (await ends())[0], { timeout: 20_000 }).toBe('1');
      expect(Number((await ends())[1])).toBeLessThan(0.5);
      await choose('Heatmap of', 'Loss');
      await expect.poll(async () => (await ends())[0], { timeout: 20_000 }).not.toBe('1');
      const [, all] = await ends();
      const whole = await app.stageShades();
      await choose('Class', 'dog');
      await expect.poll(() => app.stageShades(), { timeout: 20_000 }).not.toBe(whole);
      await app.page.getByText('Focal loss per cell, dog').waitFor();
      const [, ofDog] = await ends();
      expect(Number(ofDog)).toBeGreaterThan(0);
      expect(Number(ofDog)).toBeLessThanOrEqual(Number(all));
      await app.page.getByText('The heatmap shows only: dog.').waitFor();
      await choose('Show', 'Swipe: left | right');
      await expect.poll(async () => (await totals())[0], { timeout: 20_000 }).toBeGreaterThan(0);
      const [left] = await totals();
      expect(left).toBeLessThan(loss.cross_entropy.total);
    });
  });
}
