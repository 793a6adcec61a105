import { expect, vi } from 'vitest';
import type { BenchmarkReport, BenchmarkRow } from '../../src/benchmark/benchmark-report.ts';
import type { PassReport } from '../../src/engine/kernel-report.ts';
import { FakePage } from './fake-page.ts';

export const passReport: PassReport = {
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

export const benchmarkReport: BenchmarkReport = {
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

/** The view's parts, through the shadow roots between. */
export function part(name: string): ShadowRoot {
  const lazy = document.querySelector('fs-app')!.shadowRoot!.querySelector('fs-lazy-view')!;
  const view = lazy.shadowRoot!.querySelector('fs-kernels-view')!;
  return view.shadowRoot!.querySelector(name)!.shadowRoot!;
}

export const button = (root: ShadowRoot, index = 0): HTMLButtonElement =>
  root.querySelectorAll<HTMLButtonElement>('button')[index]!;
/** What a part says in the page's language: names and code are English in any. */
export const textOf = (root: ShadowRoot): string => {
  const copy = root.querySelector('section')!.cloneNode(true) as HTMLElement;
  for (const english of copy.querySelectorAll('tbody [lang=en], code')) english.remove();
  return copy.textContent.replace(/\s+/g, ' ');
};
export const rowsOf = (root: ShadowRoot): string[][] =>
  [...root.querySelectorAll('tbody tr')].map((line) =>
    [...line.children].map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim()),
  );

export async function openView(options: { languages?: readonly string[] } = {}): Promise<FakePage> {
  const page = await FakePage.withResults(options);
  location.hash = '#view=kernels';
  await vi.waitFor(() => expect(part('fs-kernel-sources')).toBeDefined());
  await page.settle();
  return page;
}
