import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeAnchorFile } from '../../src/app/inspect/anchor-files.ts';
import { encodeNpy } from '../../src/app/inspect/npy-file.ts';
import { fakeLayout, fakeTable } from '../support/fake-anchors.ts';

const table = fakeTable();
const classes = ['person', 'traffic light, "red"', 'dog'];

function canImport(module: string): boolean {
  try {
    execFileSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function withNpz<Result>(body: (path: string) => Result): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'focalscope-anchors-'));
  try {
    const path = join(folder, 'anchors.npz');
    writeFileSync(path, Buffer.from(await (await writeAnchorFile('npz', table, classes)).arrayBuffer()));
    return body(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sum = (values: Float32Array, keeps: (anchor: number) => boolean = () => true): number =>
  values.reduce((total, value, anchor) => total + (keeps(anchor) ? value : 0), 0);

describe('all anchors as CSV', () => {
  it('bring every number back as it was', async () => {
    const text = await (await writeAnchorFile('csv', table, classes)).text();
    const [head = '', ...lines] = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(fakeLayout.anchorCount);
    expect(head.split(',')).toHaveLength(14);
    for (const [anchor, line] of lines.entries()) {
      const fields = line.replace('"traffic light, ""red"""', 'light').split(',');
      const numbers = [2, 3, 4, 5].map((at) => Math.fround(Number(fields[at])));
      const same =
        fields.length === 14 &&
        Number(fields[0]) === anchor &&
        numbers.every((value, at) => value === table.boxes[anchor * 4 + at]) &&
        Number(fields[7]) === table.targets[anchor] &&
        Number(fields[9]) === table.matched[anchor] &&
        Math.fround(Number(fields[10])) === table.bestIou[anchor] &&
        Math.fround(Number(fields[11])) === table.crossEntropy[anchor] &&
        Math.fround(Number(fields[12])) === table.focal[anchor] &&
        Math.fround(Number(fields[13])) === table.gradientNorm[anchor];
      if (!same) expect.fail(line);
    }
    expect(lines[3]).toMatch(/^3,P3,.*,foreground,2,dog,0,/);
    expect(lines[7]).toContain(',ignored,-2,,0,');
    expect(lines.at(-1)).toMatch(/,P7,/);
  });
});

describe('all anchors as NumPy arrays', () => {
  it('are a ZIP of .npy files whose headers end where they must', async () => {
    const files = unzipSync(
      new Uint8Array(await (await writeAnchorFile('npz', table, classes)).arrayBuffer()),
    );
    expect(Object.keys(files)).toContain('gradient_norm.npy');
    for (const bytes of Object.values(files)) {
      expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
      const header = bytes[8]! + bytes[9]! * 256;
      expect((10 + header) % 64).toBe(0);
      expect(bytes[9 + header]).toBe(10);
    }
    const focal = files['focal.npy']!;
    const start = 10 + focal[8]! + focal[9]! * 256;
    const values = new Float32Array(focal.slice(start).buffer);
    expect(values.length).toBe(fakeLayout.anchorCount);
    expect(values.every((value, anchor) => value === table.focal[anchor])).toBe(true);
  });

  it('have the header of one dimension and of two', () => {
    const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
    expect(textOf(encodeNpy(Int32Array.of(1, 2), [2]))).toContain(
      "'<i4', 'fortran_order': False, 'shape': (2,), }",
    );
    expect(textOf(encodeNpy(Float32Array.of(1, 2), [1, 2]))).toContain(
      "'<f4', 'fortran_order': False, 'shape': (1, 2), }",
    );
  });

  it.skipIf(!canImport('numpy'))('are read by NumPy (needs Python with NumPy)', () =>
    withNpz((path) => {
      const program = `import numpy as n; f=n.load(r'${path}'); print([(k, f[k].shape, str(f[k].dtype), float(f[k].astype('f8').sum())) for k in ('box','target','focal')])`;
      const printed = execFileSync('python3', ['-c', program], { encoding: 'utf8' });
      const { anchorCount } = fakeLayout;
      expect(printed).toContain(`('box', (${anchorCount}, 4), 'float32'`);
      expect(printed).toContain(`('target', (${anchorCount},), 'int32'`);
      const read = Number(/'focal',.*, ([\d.e-]+)\)/.exec(printed)?.[1]);
      expect(read / sum(table.focal)).toBeCloseTo(1, 9);
    }),
  );
});

describe('the program that adds them up', () => {
  it.skipIf(!canImport('torch'))('gives the totals (needs Python with PyTorch)', () =>
    withNpz((path) => {
      const program = 'src/app/inspect/anchor-totals.py';
      const lines = execFileSync('python3', [program, path], { encoding: 'utf8' }).trim().split('\n');
      const columns = { cross_entropy: table.crossEntropy, focal: table.focal };
      for (const [index, [name, values]] of Object.entries(columns).entries()) {
        const line = lines[index] ?? '';
        const figure = (key: string): number => Number(new RegExp(`${key}=([^ ,]+)`).exec(line)?.[1]);
        expect(line.startsWith(name)).toBe(true);
        expect(figure('total') / sum(values)).toBeCloseTo(1, 6);
        const isForeground = (anchor: number): boolean => table.targets[anchor]! >= 0;
        expect(figure('foreground') / sum(values, isForeground)).toBeCloseTo(1, 6);
        const [finest] = fakeLayout.levels;
        const isFinest = (anchor: number): boolean => anchor < finest!.anchorCount;
        expect(figure('levels') / sum(values, isFinest)).toBeCloseTo(1, 6);
      }
    }),
  );
});
