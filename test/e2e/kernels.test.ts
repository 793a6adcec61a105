import type { Browser, Locator, Worker } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { FocalScopePage, launchChromium } from '../support/focalscope-page.ts';

const firstView = 'can be the first view that is opened: a frame that was never drawn has no time';

describe('the kernels', () => {
  let browser: Browser;
  let app: FocalScopePage;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(() => {
    expect(app.complaints).toEqual([]);
  });

  async function openView(): Promise<void> {
    await app.page.getByRole('link', { name: 'Kernels', exact: true }).click();
    await app.page.getByRole('heading', { name: 'Time of each pass' }).waitFor();
  }

  const button = (name: string): Locator => app.page.getByRole('button', { name, exact: true });
  // Named otherwise once there is a result; while they run, as at first.
  const measure = (): Locator => app.page.getByRole('button', { name: /^Measure (passes|again)$/ });
  const benchmark = (): Locator => app.page.getByRole('button', { name: /^Run (the benchmark|again)$/ });
  const regions = (name: string | RegExp): Locator => app.page.getByRole('region', { name });
  const cellsOf = async (table: Locator): Promise<string[][]> => {
    const rows = await table.locator('tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  };

  describe('on the GPU path', () => {
    // One page for all, whose first view they are: each test begins in it, with γ as it was.
    beforeAll(async () => {
      app = await FocalScopePage.open(browser, `${inject('isolatedUrl')}#view=kernels`);
      await app.waitForPhoto('dog.jpg');
    });
    afterAll(() => app.close());
    beforeEach(async ({ task }) => {
      if (task.name === firstView) return;
      await app.page.getByRole('link', { name: 'Photo', exact: true }).click();
      await app.setSlider('Focusing γ', 2);
      await app.settle();
    });

    it(firstView, async () => {
      expect(app.requests.some((url) => /kernels-view/.test(url))).toBe(true);
      await measure().click();
      await button('Measure again').waitFor({ timeout: 60_000 });
      const rows = await cellsOf(regions(/anchors × 80 classes, 10 repetitions/));
      expect(rows.at(-1)?.[0]).toBe('Frame: open the photo view once, so that there is one');
      expect(rows.at(-1)?.[2]).toBe('–');
      expect(rows.length).toBeGreaterThan(10);
    });

    it('are measured on the photo that is open, which is on the stage as before afterwards', async () => {
      await openView();
      await measure().click();
      await button('Measure again').waitFor({ timeout: 60_000 });
      const rows = await cellsOf(regions(/anchors × 80 classes, 10 repetitions/));
      const passes = rows.filter(([, workgroups]) => workgroups !== '');
      const labels = passes.map(([label]) => label!.replace(/\s+/g, ' '));
      for (const label of ['match-anchors.wgsl matchAnchors', 'dense-loss.wgsl denseLoss', 'stage frame'])
        expect(labels).toContain(label);
      expect(rows.length - passes.length).toBe(3);
      for (const [label, , median, mean] of passes) {
        expect(Number(median), label).toBeGreaterThanOrEqual(0);
        expect(Number(mean), label).toBeGreaterThanOrEqual(0);
      }
      // Two losses of 24,993 × 80 logits.
      const losses = passes.filter(([label]) => label!.endsWith('denseLoss'));
      expect(losses).toHaveLength(2);
      for (const loss of losses) expect(loss[4]).toBe('8,197,704');

      await app.page.getByRole('link', { name: 'Photo', exact: true }).click();
      await app.settle();
      expect(await app.stageShades()).toBeGreaterThan(200);
      const before = (await app.downloadResults()).loss.focal.total;
      await app.setSlider('Focusing γ', 3);
      await app.settle();
      expect((await app.downloadResults()).loss.focal.total).toBeLessThan(before);
    });

    it('are compared with others on this machine, all of them right', async () => {
      await openView();
      await benchmark().click();
      await button('Run again').waitFor({ timeout: 120_000 });
      for (const name of [/^Loss and gradient, 9,216 × 20/, /^Loss alone, 9,216 × 20/]) {
        const rows = await cellsOf(regions(name));
        expect(rows.length).toBeGreaterThan(4);
        for (const row of rows) {
          expect(row.at(-1), row[0]).toBe('right');
          expect(Number(row[2]), row[0]).toBeGreaterThan(0);
        }
        expect(rows.find(([contender]) => contender!.startsWith('FocalScope kernel'))?.[3]).toBe('1.00');
      }
    });

    it('can be left half measured: a cancelled benchmark leaves the stage as it was', async () => {
      await openView();
      await app.page.getByLabel('Anchors × classes').selectOption({ index: 2 });
      await benchmark().click();
      await app.page.getByText(/^Running /).waitFor({ timeout: 60_000 });
      await button('Cancel').click();
      await app.page.getByText('Cancelled; nothing was kept.').waitFor();
      await expect.poll(() => measure().isEnabled()).toBe(true);
      await app.page.getByRole('link', { name: 'Photo', exact: true }).click();
      const before = (await app.downloadResults()).loss.focal.total;
      await app.setSlider('Focusing γ', 3);
      await expect
        .poll(async () => (await app.downloadResults()).loss.focal.total, { timeout: 30_000 })
        .toBeLessThan(before);
      expect(await app.stageShades()).toBeGreaterThan(200);
    });

    it('can be read: each file highlighted, by its own address', async () => {
      await openView();
      const { page } = app;
      await page.getByRole('navigation', { name: 'Kernel files' }).getByText('match-anchors.wgsl').click();
      const code = page.getByRole('region', { name: 'Source of match-anchors.wgsl' });
      await code.waitFor();
      expect(page.url()).toContain('file=match-anchors.wgsl');
      const keyword = code.locator('.keyword', { hasText: /^fn$/ }).first();
      const colour = (locator: Locator): Promise<string> =>
        locator.evaluate((element) => getComputedStyle(element).color);
      expect(await colour(keyword)).not.toBe(await colour(code));
      await code.getByRole('link', { name: 'shared/rounded-iou.wgsl' }).click();
      await page.getByRole('region', { name: 'Source of shared/rounded-iou.wgsl' }).waitFor();
      await page.goBack();
      await code.waitFor();
      await page
        .getByRole('region', { name: 'Example: a focal loss on your own buffers' })
        .getByText('createDenseLoss')
        .first()
        .waitFor();
    });

    it('say that the device was lost in the middle, and work on another', async () => {
      await openView();
      await app.page.getByLabel('Anchors × classes').selectOption({ index: 2 });
      await benchmark().click();
      await app.page.getByText(/^Running /).waitFor({ timeout: 60_000 });
      const engine: Worker = app.page.workers().find((worker) => worker.url().includes('engine-worker'))!;
      await engine.evaluate(() =>
        (globalThis as unknown as { focalScopeDevice: GPUDevice }).focalScopeDevice.destroy(),
      );
      await app.page.getByText('The GPU was lost while it was measured.').waitFor({ timeout: 60_000 });
      await expect.poll(() => measure().isEnabled(), { timeout: 60_000 }).toBe(true);
      await measure().click();
      await button('Measure again').waitFor({ timeout: 60_000 });
    });
  });
});
