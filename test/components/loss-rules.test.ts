import { afterEach, describe, expect, it } from 'vitest';
import { page as browser, userEvent } from 'vitest/browser';
import { FakePage } from '../support/fake-page.ts';
import { createFakeReadout } from '../support/fake-engine.ts';

let page: FakePage;
afterEach(() => page.dispose());

const last = () => page.engine.settings.at(-1)!;
const preset = () => browser.getByRole('combobox', { name: 'Loss as in' });

describe('the rules of training', () => {
  it('are a trainer’s at one choice, then editable, and named where they were changed', async () => {
    page = await FakePage.withResults();
    page.controller.changeSettings({ gamma: 5 });
    await expect.element(browser.getByText('Changed from This model: γ.')).toBeInTheDocument();
    await preset().selectOptions('ODTK (NVIDIA)');
    await page.settle();
    expect(last()).toMatchObject({
      gamma: 2,
      targets: { allowLowQualityMatches: false, normaliser: 'foreground-by-level' },
      box: { kind: 'box', loss: 'smooth-l1', beta: 0.11 },
    });
    await expect.element(browser.getByText(/counts pixels inclusively/)).toBeInTheDocument();
    await expect.element(browser.getByText(/no low-quality matches · ÷ Σ over levels/)).toBeInTheDocument();
    expect(browser.getByText(/^Changed from/).elements()).toHaveLength(0);

    await userEvent.click(browser.getByText('Rules one by one'));
    await browser
      .getByRole('combobox', { name: 'Low-quality matches' })
      .selectOptions('Overwritten, the last box wins');
    await browser.getByRole('combobox', { name: 'β of smooth L1' }).selectOptions('1/9');
    await userEvent.click(browser.getByRole('checkbox', { name: 'Ignore anchors centred off the photo' }));
    await page.settle();
    expect(last()).toMatchObject({
      targets: { allowLowQualityMatches: true, lowQualityOverwrites: true, ignoreOutside: true },
      box: { beta: 1 / 9 },
    });
    const changed = 'Changed from ODTK (NVIDIA): low-quality matches, anchors off the photo, β.';
    await expect.element(browser.getByText(changed)).toBeInTheDocument();
    await expect.element(preset()).toHaveValue('odtk');

    await userEvent.click(browser.getByRole('button', { name: 'Back to ODTK (NVIDIA)' }));
    await page.settle();
    expect(last().targets).toMatchObject({ allowLowQualityMatches: false, ignoreOutside: false });
    expect(browser.getByText(/^Changed from/).elements()).toHaveLength(0);
    const select = preset().element();
    expect((select.getRootNode() as ShadowRoot).activeElement).toBe(select);
  });

  it('tell with this photo’s numbers what cannot be had', async () => {
    page = await FakePage.withResults();
    await preset().selectOptions('detectron2');
    // 0.9 · 100 + 0.1 · 8
    await expect
      .element(browser.getByText(/by this photo’s own 8.*At the first step it would be 90.8/))
      .toBeInTheDocument();
    page.controller.changeSettings({ language: 'zh' });
    await expect.element(browser.getByRole('combobox', { name: '损失规则同' })).toBeInTheDocument();
    await expect.element(browser.getByText(/本照片自身的 8/)).toBeInTheDocument();
  });

  it('are followed by the totals: the box loss, the classes over it, and what divides them', async () => {
    page = await FakePage.withResults();
    // 2 / 0.25 and 0.5 / 0.25
    await expect.element(browser.getByText('CE 8, FL 2')).toBeInTheDocument();
    await expect.element(browser.getByText(/divided by 8, max\(1, foreground anchors\)/)).toBeInTheDocument();
    const box = { spec: { kind: 'box', loss: 'smooth-l1', beta: 0.11 }, total: 0 } as const;
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ box, normaliser: 5 }) });
    page.controller.changeSettings({ normaliser: 'foreground-by-level' });
    await expect.element(browser.getByText('Box loss (Smooth L1)')).toBeInTheDocument();
    await expect.element(browser.getByText('CE –, FL –')).toBeInTheDocument();
    await expect
      .element(browser.getByText(/divided by 5, the foreground anchors level by level/))
      .toBeInTheDocument();
  });
});
