import axe from 'axe-core';
import { page as browser } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishedTables } from '../../src/app/plots/published-figures.ts';
import type { FsFigure } from '../../src/ui/fs-figure.ts';
import { computeElementHistogramReference } from '../../src/statistics/reference/element-histogram.ts';
import { createFakeReadout } from '../support/fake-engine.ts';
import { FakePage } from '../support/fake-page.ts';

let page: FakePage;

/** All elements of that name, wherever they are. */
function findAll(selector: string, root: ParentNode = page.app.shadowRoot!): HTMLElement[] {
  return [
    ...root.querySelectorAll<HTMLElement>(selector),
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
      shadowRoot ? findAll(selector, shadowRoot) : [],
    ),
  ];
}

function find(selector: string): HTMLElement {
  const [found] = findAll(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

type Figure = HTMLElement & Pick<FsFigure, 'heading' | 'table' | 'updateComplete'>;
const figures = (): Figure[] => findAll('fs-figure') as Figure[];
const figure = (heading: RegExp): Figure => figures().find((each) => heading.test(each.heading))!;
const sentence = (plot: string): string =>
  find(plot).shadowRoot!.querySelector('.sentence')!.textContent.trim().replace(/\s+/g, ' ');
const path = (chart: string): string =>
  findAll(chart)[0]!.shadowRoot!.querySelector('path.current')!.getAttribute('d')!;

/** Two foreground elements, and as many easy as hard background ones as one likes. */
function createCounts(hard = 1) {
  const logits = Float32Array.from({ length: 300 }, (_, index) => (index < 2 ? index - 0.5 : index < 2 + hard ? 2 : -4)); // prettier-ignore
  const targets = Int32Array.from(logits, (_, index) => (index < 2 ? 0 : -1));
  return computeElementHistogramReference(logits, targets, 1);
}

async function openPlots(created: Promise<FakePage> | FakePage): Promise<void> {
  page = await created;
  page.engine.answers['element-histogram'] = createCounts();
  location.hash = '#view=plots';
  await vi.waitFor(() => find('fs-plot-published'));
  await vi.waitFor(() => expect(figures().length).toBeGreaterThan(9));
  await page.settle();
}

beforeEach(() => browser.viewport(1280, 800));
afterEach(() => {
  location.hash = '';
  page.dispose();
});

describe('the plots', () => {
  it('follow γ and α, which the photo follows too', async () => {
    await openPlots(FakePage.withResults());
    await vi.waitFor(() => find('fs-plot-cumulative'));
    await vi.waitFor(() => expect(findAll('path.current').length).toBeGreaterThan(4));
    const before = [path('#loss'), path('#gradient'), path('#background')];
    expect(find('.now').textContent).toContain('counts 100 times less');
    expect(sentence('fs-plot-sum')).toMatch(/make 45\.8 times as much .* the hard ones make 1\.77 times/);
    const background = find('[data-kind=background]');
    const focal = Number(background.dataset['focal']);
    await browser.getByRole('slider', { name: 'Focusing γ' }).fill('1');
    await vi.waitFor(() => expect(find('.now').textContent).toContain('counts 10 times less'));
    await vi.waitFor(() => {
      const after = [path('#loss'), path('#gradient'), path('#background')];
      after.forEach((drawn, index) => expect(drawn).not.toBe(before[index]));
    });
    expect(sentence('fs-plot-sum')).toMatch(/45\.8 times .* with γ = 1, 5\.08 times/);
    expect(Number(background.dataset['focal'])).toBeLessThan(focal);
    await vi.waitFor(() => expect(page.engine.settings.at(-1)!.gamma).toBe(1));
    expect(findAll('path.current-foreground').length).toBe(2);
    await browser.getByRole('checkbox', { name: 'Use α' }).click();
    await vi.waitFor(() => expect(findAll('path.current-foreground').length).toBe(0));
    expect(page.engine.settings.at(-1)!.alpha).toBe('off');
  });

  it('say in one sentence what the hardest elements make', async () => {
    await openPlots(FakePage.withResults());
    await vi.waitFor(() => find('[data-kind=background]'));
    // 298 background elements, one of them hard: the hardest hundredth is that one and 1.98 easy ones.
    const loss = (z: number, gamma: number): number => (1 / (1 + Math.exp(z))) ** gamma * Math.log1p(Math.exp(-z)); // prettier-ignore
    const share = (gamma: number): number => (loss(-2, gamma) + 1.98 * loss(4, gamma)) / (loss(-2, gamma) + 297 * loss(4, gamma)); // prettier-ignore
    const { crossEntropy, focal } = find('[data-kind=background]').dataset;
    expect(Math.abs(Number(crossEntropy) - share(0))).toBeLessThan(0.002);
    expect(Math.abs(Number(focal) - share(2))).toBeLessThan(0.002);
    expect(find('[data-kind=background]').textContent).toMatch(
      /The hardest 1% of the background elements make \d+% of their cross entropy and \d+/,
    );
    page.engine.answers['element-histogram'] = createCounts(100);
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ groundTruth: [] }) });
    await vi.waitFor(() => expect(Number(find('[data-kind=background]').dataset['focal'])).toBeLessThan(0.1));
  });

  it('show what needs no photo before there is one, and say what they wait for', async () => {
    await openPlots(FakePage.started());
    expect(figures().map(({ heading }) => heading)).toEqual([
      'Boxes an image, by detector',
      '100,000 easy examples against 100 hard ones',
      'Loss against pₜ',
      'Gradient against the margin',
      ...['1a: α-balanced cross entropy', '1b: focal loss', '1c: anchors a location', '1d: focal loss against OHEM'].map((name) => `Table ${name}`), // prettier-ignore
      'Figure 2: speed against accuracy',
      'Table 1e: depth and image size',
      'Table 2: against other detectors',
    ]);
    expect(findAll('p.waiting').map(({ textContent }) => textContent)).toEqual(
      Array<string>(2).fill('This needs a photo. It appears as soon as one has been analysed.'),
    );
    page.engine.answer();
    await vi.waitFor(() => expect(figures().length).toBe(15));
    expect(findAll('p.waiting')).toEqual([]);
  });

  it('take other counts and probabilities', async () => {
    await openPlots(FakePage.withResults());
    await browser.getByRole('textbox', { name: 'Easy examples' }).fill('1000');
    await vi.waitFor(() => expect(sentence('fs-plot-sum')).toContain('0.458 times'));
    expect(sentence('fs-plot-sum')).not.toContain('slide');
    await browser.getByRole('textbox', { name: 'pₜ of a hard one' }).fill('7');
    await expect.element(browser.getByText(/Must lie between/)).toBeInTheDocument();
    const prior = (): number => Number(find('fs-plot-prior').shadowRoot!.querySelector<HTMLElement>('.sentence')!.dataset['focal']); // prettier-ignore
    const before = prior();
    await browser.getByRole('textbox', { name: 'π as a number' }).fill('0.5');
    await vi.waitFor(() => expect(prior()).toBeGreaterThan(before));
  });

  it('have their figures as tables, and give them away', async () => {
    await openPlots(FakePage.withResults());
    await vi.waitFor(() => expect(figures().length).toBe(15));
    await vi.waitFor(() => expect(findAll('svg.picture').length).toBe(15));
    const saved: Blob[] = [];
    const create = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      saved.push(blob as Blob);
      return 'blob:none';
    });
    for (const each of figures()) {
      const button = (name: string): HTMLButtonElement =>
        [...each.shadowRoot!.querySelectorAll('button')].find((one) => one.textContent.trim() === name)!;
      button('SVG').click();
      button('Table').click();
      await each.updateComplete;
      expect(each.shadowRoot!.querySelectorAll('tbody tr').length, each.heading).toBeGreaterThan(1);
      button('CSV').click();
    }
    create.mockRestore();
    expect(saved.map(({ type }) => type)).toEqual(figures().flatMap(() => ['image/svg+xml', 'text/csv']));
    for (const [index, blob] of saved.entries()) {
      const text = await blob.text();
      expect(text).not.toMatch(/undefined|NaN/);
      if (index % 2 === 1) continue;
      const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
      expect(drawing.querySelector('parsererror')).toBeNull();
      expect(text).not.toMatch(/var\(|class=/);
    }
    // The published tables are the file's, whole.
    const { head, rows } = figure(/^Table 1d/).table();
    expect(head).toEqual(['Method', 'Batch', 'NMS IoU', 'AP', 'AP50', 'AP75']);
    expect(rows).toEqual(publishedTables.table_1d.map((row) => Object.values(row).map((value) => value ?? '–'))); // prettier-ignore
  });

  it.each(['light', 'dark'] as const)('leave axe nothing to complain about, %s', async (theme) => {
    await openPlots(FakePage.withResults());
    page.controller.changeSettings({ theme });
    await vi.waitFor(() => expect(figures().length).toBe(15));
    await page.settle();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { violations } = await axe.run(find('fs-plots-view'));
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual(
      [],
    );
  });

  it('fit a phone, and speak Chinese', async () => {
    await browser.viewport(390, 844);
    await openPlots(FakePage.withResults({ languages: ['zh-CN'] }));
    await vi.waitFor(() => expect(figures().length).toBe(15));
    expect(find('fs-lazy-view').scrollWidth).toBe(390);
    expect(find('.now').textContent).toContain('小 100 倍');
    expect(figures().every(({ heading }) => /[\u4e00-\u9fff]/.test(heading))).toBe(true);
  });
});
