import axe from 'axe-core';
import { page as browser } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFile, FakePage } from '../support/fake-page.ts';

let page: FakePage;

/** The element of that name, wherever it is. */
function find(selector: string, root: ParentNode = page.app.shadowRoot!): HTMLElement {
  const all = (node: ParentNode): HTMLElement[] => [
    ...node.querySelectorAll<HTMLElement>(selector),
    ...[...node.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? all(shadowRoot) : [])),
  ];
  const [found] = all(root);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

const view = (): HTMLElement => find('fs-anchors-view');
const verdict = (): string => find('.sentence').textContent.trim().replace(/\s+/g, ' ');
const cells = (column: number): string[] =>
  [...find('fs-coverage-boxes').shadowRoot!.querySelectorAll('tbody tr')].map((row) =>
    row.children[column]!.textContent.trim(),
  );

async function openAnchors(options: { languages?: readonly string[] } = {}): Promise<void> {
  page = await FakePage.withResults(options);
  location.hash = '#view=anchors';
  await vi.waitFor(() => verdict());
  await page.settle();
}

beforeEach(() => browser.viewport(1280, 800));
afterEach(() => {
  location.hash = '';
  page.dispose();
});

describe('the anchors’ coverage', () => {
  it('says for the photo’s box how it is covered, and follows every control', async () => {
    await openAnchors();
    await expect.poll(verdict).toBe('1 of 1 box gets a foreground anchor at IoU ≥ 0.5; 0 only a low-quality match; 0 none.'); // prettier-ignore
    await browser.getByRole('combobox', { name: 'Boxes' }).selectOptions('samples');
    await expect.poll(verdict).toMatch(/of 3 boxes/);
    const mean = (): string =>
      /Mean best IoU ([\d.]+)/.exec(find('fs-coverage-verdict').shadowRoot!.textContent)![1]!;
    const before = mean();
    await browser.getByRole('slider', { name: 'Base size, in strides' }).fill('1');
    await expect.poll(mean).not.toBe(before);
    await browser.getByRole('button', { name: 'Back to the model’s' }).click();
    await expect.poll(mean).toBe(before);
    await browser.getByRole('checkbox', { name: 'Allow low-quality matches' }).click();
    await expect.poll(verdict).not.toContain('low-quality');
    await browser.getByRole('slider', { name: 'Foreground from IoU' }).fill('0.8');
    await expect.poll(verdict).toContain('IoU ≥ 0.8');
  });

  it('takes a figure that is typed, and says why it does not take another', async () => {
    await openAnchors();
    const scale = browser.getByRole('textbox', { name: 'Scale 1' });
    await scale.fill('zero');
    await expect.element(browser.getByText('Not a number.')).toBeInTheDocument();
    await expect.element(scale).toHaveAttribute('aria-invalid', 'true');
    await scale.fill('5000');
    await expect.element(browser.getByText('Must lie between 0.001 and 1,000.')).toBeInTheDocument();
    await scale.fill('1/2');
    await expect.element(scale).toHaveAttribute('aria-invalid', 'false');
    await expect.poll(() => find('fs-coverage-config').shadowRoot!.textContent).toContain('((16, 40, 50)');
    await browser.getByRole('button', { name: 'Add a ratio' }).click();
    await expect.element(browser.getByRole('textbox', { name: 'Ratio 4' })).toHaveValue('3');
    await browser.getByRole('button', { name: 'Remove ratio 1' }).click();
    await expect.element(browser.getByRole('textbox', { name: 'Ratio 1' })).toHaveValue('1');
    await browser.getByText('Levels', { exact: true }).click();
    await browser.getByRole('button', { name: 'Add a finer level' }).click();
    await expect.element(browser.getByRole('textbox', { name: 'Stride of P2' })).toHaveValue('4');
    await browser.getByRole('button', { name: 'Remove P2' }).click();
    await expect.element(browser.getByRole('textbox', { name: 'Stride of P2' })).not.toBeInTheDocument();
  });

  it('lists every box, sorted as one likes', async () => {
    await openAnchors();
    await browser.getByRole('combobox', { name: 'Boxes' }).selectOptions('samples');
    await expect.poll(() => cells(0)).toHaveLength(3);
    const iou = (): number[] => cells(3).map(Number);
    expect(iou()).toEqual([...iou()].sort((first, second) => first - second));
    await browser.getByRole('button', { name: 'Best IoU', exact: true }).click();
    await expect.poll(iou).toEqual([...iou()].sort((first, second) => second - first));
    await browser.getByRole('button', { name: 'Image', exact: true }).click();
    await expect.poll(() => cells(0)).toEqual(['dog.jpg', 'dog.jpg', 'kite.jpg']);
    const head = find('fs-coverage-boxes').shadowRoot!.querySelector('th')!;
    expect(head.getAttribute('aria-sort')).toBe('ascending');
  });

  it('has the figures of every chart as a table, and gives it away', async () => {
    await openAnchors();
    const charts = [
      'Boxes and anchor shapes',
      'By size',
      'By aspect ratio',
      'Best IoU',
      'Foreground anchors by level',
    ];
    const saved: Blob[] = [];
    const create = vi.spyOn(URL, 'createObjectURL');
    create.mockImplementation((blob) => {
      saved.push(blob as Blob);
      return 'blob:none';
    });
    for (const title of charts) {
      const group = browser.getByRole('group', { name: `Export: ${title}` });
      await group.getByRole('button', { name: 'SVG' }).click();
      await group.getByRole('button', { name: `Table: ${title}` }).click();
      await expect.element(browser.getByRole('region', { name: title })).toBeInTheDocument();
      await group.getByRole('button', { name: 'CSV' }).click();
    }
    create.mockRestore();
    expect(saved.map(({ type }) => type)).toEqual(charts.flatMap(() => ['image/svg+xml', 'text/csv']));
    for (const [index, blob] of saved.entries()) {
      const text = await blob.text();
      if (index % 2 === 1) expect(text.split('\r\n').length).toBeGreaterThan(2);
      else {
        const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
        expect(drawing.querySelector('parsererror')).toBeNull();
        // Without the page's style sheet there is nothing left to look up.
        expect(text).not.toMatch(/var\(|class=/);
      }
    }
  });

  it('prints the configuration of four frameworks', async () => {
    await openAnchors();
    const code = (): string => find('fs-coverage-config').shadowRoot!.querySelector('pre')!.textContent;
    const marks = {
      torchvision: 'AnchorGenerator(',
      detectron2: 'MODEL.ANCHOR_GENERATOR.SIZES',
      mmdetection: 'scales_per_octave=3',
      'keras-retinanet': '[anchor_parameters]',
    };
    for (const [framework, mark] of Object.entries(marks)) {
      await browser.getByRole('combobox', { name: 'Framework' }).selectOptions(framework);
      await expect.poll(code).toContain(mark);
    }
  });

  it('finds better anchors, and puts them in', async () => {
    await openAnchors();
    await browser.getByRole('combobox', { name: 'Boxes' }).selectOptions('samples');
    await expect.poll(verdict).toMatch(/of 3 boxes/);
    await browser.getByRole('checkbox', { name: 'Ratios' }).click();
    await browser.getByRole('textbox', { name: 'Number of Scales' }).fill('2');
    await browser.getByRole('button', { name: 'Search' }).click();
    const use = browser.getByRole('button', { name: 'Use these' });
    await expect.element(use, { timeout: 20_000 }).toBeInTheDocument();
    await use.click();
    await expect.element(browser.getByRole('textbox', { name: 'Scale 3' })).not.toBeInTheDocument();
    await expect.element(browser.getByRole('button', { name: 'In use' })).toBeDisabled();
  });

  it('says that there are no boxes', async () => {
    await openAnchors();
    page.engine.emit({
      type: 'readout',
      readout: { ...page.controller.store.state.readout!, groundTruth: [] },
    });
    page.controller.groundTruth.act({ kind: 'remove-all' });
    await expect.element(browser.getByText(/There are no boxes here/)).toBeInTheDocument();
    // Edits are kept; the next test wants the sample's own boxes.
    page.controller.groundTruth.act({ kind: 'revert' });
    await expect.poll(verdict).toContain('of 1 box');
  });

  it('outlasts a look at another view', async () => {
    await openAnchors();
    await browser.getByRole('slider', { name: 'Base size, in strides' }).fill('2');
    location.hash = '#view=microscope';
    await page.settle();
    location.hash = '#view=anchors';
    await expect.element(browser.getByRole('slider', { name: 'Base size, in strides' })).toHaveValue('2');
    await expect.poll(verdict).toContain('of 1 box');
  });
});

describe('the anchors’ coverage, for everybody', () => {
  it.each([
    ['light', 'en-GB', 1280],
    ['dark', 'en-GB', 1280],
    ['light', 'zh-CN', 390],
  ] as const)(
    'axe finds nothing to complain about, %s, %s, %d pixels wide',
    async (theme, language, width) => {
      await browser.viewport(width, 844);
      await openAnchors({ languages: [language] });
      page.controller.changeSettings({ theme });
      for (const name of ['fs-coverage-source', 'fs-coverage-settings'])
        find(name).shadowRoot!.querySelector('details')!.open = true;
      await page.settle();
      // Colours that are still on their way to the other theme have no contrast to speak of.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const results = await axe.run(page.app);
      expect(
        results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`),
      ).toEqual([]);
      expect(find('fs-lazy-view').scrollWidth).toBeLessThanOrEqual(width);
      const words = view().shadowRoot!.textContent;
      expect(words).not.toMatch(/undefined|NaN|\{\w+\}/);
    },
  );

  it('still takes a photo from there', async () => {
    await openAnchors();
    void page.controller.openFiles([createFile('next.jpg')]);
    await page.untilOpened(2);
    page.engine.answer();
    await expect.poll(() => find('fs-coverage-source').shadowRoot!.textContent).toContain('next.jpg');
  });
});
