import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { languages } from '../../src/app/i18n/dictionary.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { kernelFiles } from '../../src/ui/kernel-sources.ts';
import { fakePlacement } from '../support/fake-engine.ts';
import type { FakePage } from '../support/fake-page.ts';
import {
  benchmarkReport,
  button,
  openView,
  part,
  passReport,
  rowsOf,
  textOf,
} from '../support/kernels-view.ts';
import { dictionaries } from '../support/dictionaries.ts';

let page: FakePage;

beforeEach(() => {
  location.hash = '';
});
afterEach(() => {
  page.dispose();
  location.hash = '';
});

describe('the time of each pass', () => {
  beforeEach(async () => {
    page = await openView();
  });

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
  beforeEach(async () => {
    page = await openView();
  });

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
    page = await openView();
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
    page = await openView();
    await fill();
    page.controller.changeSettings({ theme });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const results = await axe.run(page.app);
    expect(
      results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`),
    ).toEqual([]);
  });

  it('axe finds nothing to complain about while it runs and when it has failed', async () => {
    page = await openView();
    button(part('fs-kernel-benchmark')).click();
    await page.settle();
    expect((await axe.run(page.app)).violations).toEqual([]);
    page.engine.measured[0]!.fail(new FocalScopeError('webgpu-device-lost'));
    await page.settle();
    expect((await axe.run(page.app)).violations).toEqual([]);
  });

  it.each(languages)('lacks no word in %s', async (language) => {
    page = await openView({ languages: [language === 'zh' ? 'zh-CN' : 'en-GB'] });
    await fill();
    const words = ['fs-kernel-passes', 'fs-kernel-benchmark', 'fs-kernel-about']
      .map((name) => textOf(part(name)))
      .join('\n');
    expect(words).not.toMatch(/\bundefined\b|\bNaN\b|\[object|\{\w+\}|“…”/);
    expect(words).toContain(dictionaries[language]['kernels.benchmark.title']);
    if (language === 'zh') expect(words).not.toMatch(/[a-z]{3,} [a-z]{2,} [a-z]{2,}/);
  });
});
