import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { highlightLines } from '../../src/ui/highlight-code.ts';
import { kernelFiles, libraryExample, readKernelFile } from '../../src/ui/kernel-sources.ts';
import type { FakePage } from '../support/fake-page.ts';
import { openView, part } from '../support/kernels-view.ts';

let page: FakePage | undefined;

beforeEach(() => {
  location.hash = '';
});
afterEach(() => {
  page?.dispose();
  location.hash = '';
});

describe('the sources', () => {
  it('open by their address, highlighted, and lead to what they include', async () => {
    page = await openView();
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
