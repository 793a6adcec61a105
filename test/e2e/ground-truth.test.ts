import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  boxList,
  drag,
  foregroundSeenFromLoss,
  openPanel,
  stagePoint,
  type Place,
} from '../support/drawing-suite.ts';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';

describe('ground truth', () => {
  let browser: Browser;
  let app: FocalScopePage;

  beforeAll(async () => {
    browser = await launchChromium();
    app = await FocalScopePage.open(browser, inject('isolatedUrl'));
    await app.waitForPhoto('dog.jpg');
    await openPanel(app);
  });
  afterAll(async () => {
    expect(app.complaints).toEqual([]);
    await browser.close();
  });

  it('is edited by keys alone', async () => {
    const { page } = app;
    await page.locator('fs-stage .view').focus();
    await page.keyboard.press('n');
    await page.getByText('5 boxes').waitFor();
    const left = page.getByLabel('Left');
    const width = page.getByLabel('Width');
    const [x, wide] = [Number(await left.inputValue()), Number(await width.inputValue())];
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => Number(await left.inputValue())).toBeCloseTo(x + 11, 0);
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(async () => Number(await width.inputValue())).toBeCloseTo(wide + 1, 0);
    await page.keyboard.press('[');
    await boxList(page)
      .getByRole('button', { name: /motorcycle/, expanded: true })
      .waitFor();
    await page.keyboard.press(']');
    await page.keyboard.press('Delete');
    await page.getByText('4 boxes').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { expanded: true, name: /box/ }).waitFor({ state: 'detached' });
  });

  it('refuses a box without area or off the photo, and says why', async () => {
    const { page } = app;
    await page.locator('fs-stage .view').focus();
    await drag(page, [0.3, 0.3], [0.3, 0.5]);
    await page.getByText(/needs at least one pixel/).waitFor();
    await drag(page, [0.001, 0.2], [0.015, 0.5]);
    await page.getByText(/outside the photo/).waitFor();
    await page.getByText('4 boxes').waitFor();
    // Figures typed into the form are held to the same.
    await boxList(page).getByRole('button').first().click();
    await page.getByLabel('Width').fill('-5');
    await page.getByLabel('Width').press('Enter');
    await page.getByText(/needs at least one pixel/).waitFor();
    expect(Number(await page.getByLabel('Width').inputValue())).toBeGreaterThan(100);
  });

  it('drops a drag when its panel or its view goes away', async () => {
    const { page } = app;
    const drawn = page.locator('fs-box-overlay .drawn');
    await page.locator('fs-stage .view').focus();
    await page.mouse.move(...(await stagePoint(page, [0.5, 0.5])));
    await page.mouse.down();
    await page.mouse.move(...(await stagePoint(page, [0.6, 0.6])), { steps: 3 });
    await drawn.waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'Ground truth' }).press('ArrowLeft');
    await page.mouse.up();
    await page.getByRole('tab', { name: 'Ground truth' }).click();
    await page.getByText('4 boxes').waitFor();
    expect(await drawn.count()).toBe(0);
    await page.mouse.move(...(await stagePoint(page, [0.5, 0.5])));
    await page.mouse.down();
    await page.mouse.move(...(await stagePoint(page, [0.6, 0.6])), { steps: 3 });
    await drawn.waitFor({ state: 'attached' });
    await page.getByRole('link', { name: 'Kernels' }).press('Enter');
    await page.getByRole('heading', { name: 'Kernels' }).first().waitFor();
    await page.mouse.up();
    await page.goBack();
    await page.getByText('4 boxes').waitFor();
    expect(await drawn.count()).toBe(0);
  });

  it('keeps the keyboard in the list when a box is removed', async () => {
    const { page } = app;
    await boxList(page).getByRole('button').last().press('Enter');
    await page.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
    await page.getByText('3 boxes').waitFor();
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('fs-app');
    await page.keyboard.press('Control+z');
    await page.getByText('4 boxes').waitFor();
  });

  it('ignores the background of a crowd', async () => {
    const { page } = app;
    const before = await foregroundSeenFromLoss(app);
    await boxList(page)
      .getByRole('button', { name: /^bicycle/ })
      .click();
    await page.getByRole('checkbox', { name: /Crowd/ }).check();
    expect(await foregroundSeenFromLoss(app)).toBeLessThan(before);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => foregroundSeenFromLoss(app)).toBe(before);
  });

  it('offers a confident detection on background as a missing label', async () => {
    const { page } = app;
    await boxList(page)
      .getByRole('button', { name: /^bicycle/ })
      .click();
    const remove = page.getByRole('button', { name: 'Remove', exact: true });
    if (!(await remove.isVisible()))
      await boxList(page)
        .getByRole('button', { name: /^bicycle/ })
        .click();
    await remove.click();
    const missing = page.getByRole('list', { name: 'Missing labels?' });
    await missing.getByRole('button', { name: /^Add bicycle/ }).click();
    await page.getByText('4 boxes').waitFor();
    await page.getByText('None: every confident detection').waitFor();
  });

  it('starts from the detections where a photo comes without boxes', async () => {
    const { page } = app;
    await app.upload('plain.jpg', 'image/jpeg', Buffer.concat([readSample('dog.jpg'), Buffer.from([0])]));
    await app.waitForPhoto('plain.jpg');
    await page.getByText(/confident detections stand in/).waitFor();
    await page.getByRole('button', { name: 'Start from the detections' }).click();
    await page.getByText('Drawn by you').waitFor();
    expect(await boxList(page).getByRole('button').count()).toBeGreaterThan(0);
  });

  it('survives a reload, and so does the way back to the original', async () => {
    const { page } = app;
    const has = (boxes: number): Promise<void> => page.getByText(`${boxes} boxes`).waitFor();
    /** Draws a box on a sample that nobody has touched, and that comes with some of its own. */
    const drawOn = async (fileName: string, own: number): Promise<void> => {
      await app.openSample(fileName);
      await openPanel(app);
      await has(own);
      await drag(page, [0.5, 0.1], [0.6, 0.25]);
      await has(own + 1);
      await page.getByText('Kept on this computer.', { exact: true }).waitFor();
    };
    await drawOn('horses.jpg', 6);
    await page.getByRole('button', { name: 'Back to the original' }).click();
    await has(6);
    await drawOn('giraffe.jpg', 2);
    await page.reload();
    await app.waitForPhoto('giraffe.jpg');
    await openPanel(app);
    await has(3);
    await page.getByText('As you left them').waitFor();
    await app.openSample('horses.jpg');
    await openPanel(app);
    await has(6);
    expect(await page.getByText('As you left them').count()).toBe(0);
  });
});

describe('ground truth under a finger', () => {
  it('is drawn with one finger, while two zoom the photo', async () => {
    const browser = await launchChromium();
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      locale: 'en-GB',
    });
    const page = await context.newPage();
    await page.goto(inject('isolatedUrl'));
    await page.getByRole('status').filter({ hasText: 'dog.jpg: ' }).first().waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'Ground truth' }).tap();
    await page.getByText('4 boxes').waitFor();
    const session = await context.newCDPSession(page);
    const touch = async (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      ...places: Place[]
    ): Promise<void> => {
      const touchPoints = [];
      for (const [id, place] of places.entries()) {
        const [x, y] = await stagePoint(page, place);
        touchPoints.push({ x, y, id });
      }
      await session.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    const zoom = (): Promise<number> =>
      page
        .locator('fs-box-overlay rect.box')
        .first()
        .evaluate((rect) => Number(rect.getAttribute('width')));
    const before = await zoom();
    await touch('touchStart', [0.5, 0.3]);
    await touch('touchMove', [0.55, 0.35]);
    await touch('touchMove', [0.65, 0.45]);
    await touch('touchEnd');
    await page.getByText('5 boxes').waitFor();
    await touch('touchStart', [0.45, 0.4]);
    await touch('touchStart', [0.45, 0.4], [0.55, 0.4]);
    for (const spread of [0.1, 0.15, 0.2, 0.25])
      await touch('touchMove', [0.5 - spread, 0.4], [0.5 + spread, 0.4]);
    await touch('touchEnd');
    await expect.poll(zoom).toBeGreaterThan(before * 1.5);
    await page.getByText('5 boxes').waitFor();
    await browser.close();
  });
});
