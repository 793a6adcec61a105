import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dictionaries, languages } from '../../src/app/i18n/dictionary.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import type { BenchmarkReport, BenchmarkRow } from '../../src/benchmark/benchmark-report.ts';
import type { PassReport } from '../../src/engine/kernel-report.ts';
import { highlightLines } from '../../src/ui/highlight-code.ts';
import { kernelFiles, libraryExample, readKernelFile } from '../../src/ui/kernel-sources.ts';
import { fakePlacement } from '../support/fake-engine.ts';
import { FakePage } from '../support/fake-page.ts';

const passReport: PassReport = {
  hasTimestamps: true,
  resolution: 0.065536,
  repetitions: 10,
  steps: [
    {
      step: 'targets',
      submitToDone: 20.5,
      passes: [
        { label: 'match-anchors.wgsl matchAnchors', workgroups: 49, median: 2.5, mean: 2.75 },
        { label: 'dense-loss.wgsl sumTotals', workgroups: 1, median: 0, mean: 0.0065536 },
      ],
      untimed: 0,
    },
    {
      step: 'focal',
      submitToDone: 7.25,
      passes: [{ label: 'dense-loss.wgsl denseLoss', workgroups: 391, median: 4, mean: 4 }],
      untimed: 2,
    },
    {
      step: 'frame',
      submitToDone: 19,
      passes: [{ label: 'stage frame', workgroups: 0, median: 14, mean: 15 }],
      untimed: 0,
    },
  ],
};

const row = (name: string, change: Partial<BenchmarkRow>): BenchmarkRow => ({
  name,
  backend: 'WebGPU',
  role: 'ours',
  mode: 'gradient',
  verdict: { isRight: true, worstError: 0.1, worstPlace: '' },
  leftOut: undefined,
  median: 2,
  fastest: 1.5,
  timesPerSample: 4,
  timesOurs: 1,
  timesCopy: 1.5,
  gigabytesPerSecond: 12.5,
  ...change,
});

const benchmarkReport: BenchmarkReport = {
  anchors: 9216,
  classes: 20,
  repetitions: 9,
  isSoftware: true,
  rows: [
    row('FocalScope kernel', {}),
    row('copy of the same bytes', { role: 'copy', median: 1, timesOurs: 0.5 }),
    row('naive kernels', {
      role: 'naive',
      verdict: { isRight: false, worstError: 9, worstPlace: 'total 0: 1 for 2' },
      median: undefined,
      timesOurs: undefined,
      gigabytesPerSecond: undefined,
    }),
    row('SIMD', { role: 'loop', verdict: undefined, leftOut: 'no SIMD here', median: undefined }),
    row('FocalScope kernel', { mode: 'forward' }),
  ],
};

let page: FakePage;

/** The view's parts, through the shadow roots between. */
function part(name: string): ShadowRoot {
  const lazy = page.app.shadowRoot!.querySelector('fs-lazy-view')!;
  const view = lazy.shadowRoot!.querySelector('fs-kernels-view')!;
  return view.shadowRoot!.querySelector(name)!.shadowRoot!;
}

const button = (root: ShadowRoot, index = 0): HTMLButtonElement =>
  root.querySelectorAll<HTMLButtonElement>('button')[index]!;
/** What a part says in the page's language: names and code are English in any. */
const textOf = (root: ShadowRoot): string => {
  const copy = root.querySelector('section')!.cloneNode(true) as HTMLElement;
  for (const english of copy.querySelectorAll('tbody [lang=en], code')) english.remove();
  return copy.textContent.replace(/\s+/g, ' ');
};
const rowsOf = (root: ShadowRoot): string[][] =>
  [...root.querySelectorAll('tbody tr')].map((line) =>
    [...line.children].map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim()),
  );

async function openView(options: { languages?: readonly string[] } = {}): Promise<void> {
  page = await FakePage.withResults(options);
  location.hash = '#view=kernels';
  await vi.waitFor(() => expect(part('fs-kernel-sources')).toBeDefined());
  await page.settle();
}

beforeEach(() => {
  location.hash = '';
});
afterEach(() => {
  page.dispose();
  location.hash = '';
});

describe('the time of each pass', () => {
  beforeEach(() => openView());

  it('asks the engine for as many repetitions as were chosen, and shows what it says', async () => {
    const root = part('fs-kernel-passes');
    root.querySelector('select')!.value = '50';
    button(root).click();
    await page.settle();
    expect(page.engine.measured.map(({ options }) => options)).toEqual([{ repetitions: 50 }]);
    expect(button(root).disabled).toBe(true);
    expect(button(part('fs-kernel-benchmark')).disabled).toBe(true);

    page.engine.emit({ type: 'kernels-progress', progress: { name: '', done: 3, total: 51 } });
    await page.settle();
    expect(root.querySelector('progress')).toMatchObject({ value: 3, max: 51 });

    page.engine.measured[0]!.succeed(passReport);
    await page.settle();
    expect(root.querySelector('progress')).toBeNull();
    expect(root.querySelector('[role=status]')!.textContent).toContain('Passes measured.');
    const rows = rowsOf(root);
    expect(rows.map(([name]) => name)).toEqual([
      'Targets and cross entropy, from submission to done',
      'match-anchors.wgsl matchAnchors',
      'dense-loss.wgsl sumTotals',
      'Focal loss, from submission to done',
      'dense-loss.wgsl denseLoss',
      'Frame, from submission to done',
      'stage frame',
    ]);
    // 1,000 anchors of 3 classes: 28,000 bytes in 2.75 ms.
    expect(rows[1]!.slice(1)).toEqual(['49', '2.500', '2.750', '28,000', '0.0102']);
    expect(rows[2]!.slice(1)).toEqual(['1', '0.000', '0.007', '–', '–']);
    expect(rows[6]!.slice(1)).toEqual(['render', '14.000', '15.000', '–', '–']);
    expect(textOf(root)).toContain('here to 0.0655 ms');
    expect(textOf(root)).toContain('2 more passes were not timed');
    expect(root.querySelector('th a')!.getAttribute('href')).toBe('#view=kernels&file=match-anchors.wgsl');
  });

  it('says that there are no timestamps, and shows the steps alone', async () => {
    const root = part('fs-kernel-passes');
    button(root).click();
    await page.settle();
    const steps = passReport.steps.map((step) => ({ ...step, passes: [], untimed: 0 }));
    page.engine.measured[0]!.succeed({ ...passReport, hasTimestamps: false, resolution: 0, steps });
    await page.settle();
    expect(rowsOf(root)).toEqual([
      ['Targets and cross entropy', '20.500'],
      ['Focal loss', '7.250'],
      ['Frame', '19.000'],
    ]);
    expect(textOf(root)).toContain('gives no timestamps');
  });

  it('waits while a photo is being analysed', async () => {
    page.engine.emit({ type: 'phase', phase: { name: 'running' } });
    await page.settle();
    for (const name of ['fs-kernel-passes', 'fs-kernel-benchmark']) {
      expect(button(part(name)).disabled).toBe(true);
      expect(textOf(part(name))).toContain('The photo is being analysed');
    }
    page.engine.emit({ type: 'phase', phase: { name: 'idle' } });
    await page.settle();
    expect(button(part('fs-kernel-passes')).disabled).toBe(false);
  });
});

describe('the benchmark', () => {
  beforeEach(() => openView());

  async function start(size = 0): Promise<ShadowRoot> {
    const root = part('fs-kernel-benchmark');
    root.querySelector('select')!.selectedIndex = size;
    button(root).click();
    await page.settle();
    return root;
  }

  it('shows each contender with its answer, the quickest first', async () => {
    const root = await start(1);
    expect(page.engine.measured[0]!.options).toMatchObject({ anchors: 49_104, classes: 80 });
    expect(textOf(root)).toContain('Preparing');
    page.engine.emit({ type: 'kernels-progress', progress: { name: 'naive kernels', done: 7, total: 9 } });
    await page.settle();
    expect(textOf(root)).toContain('Running naive kernels…');
    expect(textOf(root)).toContain('7 of 9');
    page.engine.measured[0]!.succeed(benchmarkReport);
    await page.settle();
    const [gradient, forward] = [...root.querySelectorAll('table')].map((table) =>
      [...table.querySelectorAll('tbody tr')].map((line) =>
        [...line.children].map(({ textContent }) => textContent.trim()),
      ),
    );
    expect(gradient!.map((cells) => [cells[0]!.replace('WebGPU', ''), ...cells.slice(2)])).toEqual([
      ['copy of the same bytes', '1.000', '0.50', '12.50', 'right'],
      ['FocalScope kernel', '2.000', '1.00', '12.50', 'right'],
      ['naive kernels', '–', '–', '–', 'wrong: total 0: 1 for 2'],
      ['SIMD', '–', '1.00', '12.50', 'left out: no SIMD here'],
    ]);
    expect(forward).toHaveLength(1);
    expect(textOf(root)).toContain('google swiftshader');
    expect(root.querySelector('code')!.textContent).toBe('npm run bench -- loss');
  });

  it('is copied as text and as Markdown', async () => {
    const root = await start();
    page.engine.measured[0]!.succeed(benchmarkReport);
    await page.settle();
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const [asText, asMarkdown] = [...root.querySelectorAll('fs-copy-button')];
    button(asText!.shadowRoot!).click();
    button(asMarkdown!.shadowRoot!).click();
    await page.settle();
    expect(asText!.shadowRoot!.querySelector('[role=status]')!.textContent).toBe('Copied');
    const [text, markdown] = write.mock.calls.map(([copied]) => copied);
    expect(text).toContain('google swiftshader\n9216 × 20 logits');
    expect(markdown).toContain('| FocalScope kernel | WebGPU | 2.000 | 1.00 | 12.50 | right |');
    expect(markdown).toContain('**wrong** (total 0: 1 for 2)');

    write.mockRejectedValue(new DOMException('no', 'NotAllowedError'));
    button(asText!.shadowRoot!).click();
    await page.settle();
    expect(asText!.shadowRoot!.querySelector('[role=status]')!.textContent).toContain('did not allow');
    write.mockRestore();
  });

  it('can be cancelled, and run again', async () => {
    const root = await start();
    button(root, 1).click();
    await page.settle();
    expect(textOf(root)).toContain('Cancelled; nothing was kept.');
    expect(button(root).disabled).toBe(false);
    button(root).click();
    await page.settle();
    expect(page.engine.measured).toHaveLength(2);
  });

  it.each([
    ['webgpu-device-lost', 'The GPU was lost while it was measured.'],
    ['webgpu-limit-exceeded', 'cannot hold so many logits'],
    ['engine-hung', 'The engine no longer answered.'],
  ] as const)('says what became of it: %s', async (code, text) => {
    const root = await start();
    page.engine.measured[0]!.fail(new FocalScopeError(code));
    await page.settle();
    expect(root.querySelector('[role=alert]')!.textContent).toContain(text);
    expect(button(root).disabled).toBe(false);
  });
});

describe('without WebGPU', () => {
  it('says why nothing can be measured, and shows the sources all the same', async () => {
    await openView();
    page.engine.emit({
      type: 'placement',
      placement: { ...fakePlacement, kernels: 'cpu', kernelsReason: 'no-webgpu', adapter: '' },
    });
    await page.settle();
    expect(textOf(part('fs-kernel-passes'))).toContain('Without WebGPU');
    expect(textOf(part('fs-kernel-benchmark'))).toContain('needs WebGPU');
    expect(part('fs-kernel-passes').querySelector('button')).toBeNull();
    expect(part('fs-kernel-sources').querySelectorAll('nav a').length).toBe(kernelFiles.length);
  });
});

describe('the sources', () => {
  it('open by their address, highlighted, and lead to what they include', async () => {
    await openView();
    location.hash = '#view=kernels&file=anchor-categories.wgsl';
    const root = part('fs-kernel-sources');
    await vi.waitFor(() =>
      expect(root.querySelector('.file h4')!.textContent).toBe('anchor-categories.wgsl'),
    );
    await page.settle();
    expect(root.querySelector('a[aria-current=true]')!.textContent).toContain('anchor-categories.wgsl');
    const code = root.querySelector('fs-kernel-code')!.shadowRoot!;
    const file = kernelFiles.find(({ name }) => name === 'anchor-categories.wgsl')!;
    expect(code.querySelectorAll('.line')).toHaveLength(file.text.split('\n').length);
    expect(code.querySelector('code')!.textContent.trimEnd()).toBe(file.text);
    expect([...code.querySelectorAll('.keyword')].map(({ textContent }) => textContent)).toContain('fn');
    expect(code.querySelector('a')!.getAttribute('href')).toBe('#view=kernels&file=shared/dispatch.wgsl');
  });

  it('are each said what they are for, and where they are entered', () => {
    expect(kernelFiles.length).toBeGreaterThan(20);
    for (const { name, purpose, group, entryPoints } of kernelFiles) {
      expect(purpose.length, name).toBeGreaterThan(20);
      expect(purpose, name).toMatch(/\.$/);
      // Of the shared ones some hold entry points, which belong to whatever includes them.
      if (group !== 'shared') expect(entryPoints.length, name).toBeGreaterThan(0);
    }
    const { purpose, entryPoints } = readKernelFile(
      'loss.wgsl',
      '// The loss (Lin et al. 2017) over\n// 1.5 rows. More.\n\n@compute @workgroup_size(64)\nfn go(\n) {}\n@fragment fn draw() {}\nfn no() {}\n',
    );
    expect(purpose).toBe('The loss (Lin et al. 2017) over 1.5 rows.');
    expect(entryPoints).toEqual(['go', 'draw']);
  });

  it.each([
    ['wgsl', kernelFiles.map(({ text }) => text).join('\n')],
    ['typescript', libraryExample],
  ] as const)('keep every character when %s is highlighted', (language, code) => {
    const lines = highlightLines(code, language);
    expect(code.length).toBeGreaterThan(500);
    expect(lines.map((line) => line.map(({ text }) => text).join('')).join('\n') === code).toBe(true);
    const found = new Set(lines.flatMap((line) => line.map(({ kind }) => kind)));
    for (const kind of ['comment', 'keyword', 'function', 'number'] as const) expect(found).toContain(kind);
  });
});

describe('the whole view', () => {
  async function fill(): Promise<void> {
    button(part('fs-kernel-passes')).click();
    await page.settle();
    page.engine.measured[0]!.succeed(passReport);
    await page.settle();
    button(part('fs-kernel-benchmark')).click();
    await page.settle();
    page.engine.measured[1]!.succeed(benchmarkReport);
    await page.settle();
  }

  it.each(['light', 'dark'] as const)('axe finds nothing to complain about, %s', async (theme) => {
    await openView();
    await fill();
    page.controller.changeSettings({ theme });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const results = await axe.run(page.app);
    expect(
      results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`),
    ).toEqual([]);
  });

  it('axe finds nothing to complain about while it runs and when it has failed', async () => {
    await openView();
    button(part('fs-kernel-benchmark')).click();
    await page.settle();
    expect((await axe.run(page.app)).violations).toEqual([]);
    page.engine.measured[0]!.fail(new FocalScopeError('webgpu-device-lost'));
    await page.settle();
    expect((await axe.run(page.app)).violations).toEqual([]);
  });

  it.each(languages)('lacks no word in %s', async (language) => {
    await openView({ languages: [language === 'zh' ? 'zh-CN' : 'en-GB'] });
    await fill();
    const words = ['fs-kernel-passes', 'fs-kernel-benchmark', 'fs-kernel-about']
      .map((name) => textOf(part(name)))
      .join('\n');
    expect(words).not.toMatch(/\bundefined\b|\bNaN\b|\[object|\{\w+\}|“…”/);
    expect(words).toContain(dictionaries[language]['kernels.benchmark.title']);
    if (language === 'zh') expect(words).not.toMatch(/[a-z]{3,} [a-z]{2,} [a-z]{2,}/);
  });
});
