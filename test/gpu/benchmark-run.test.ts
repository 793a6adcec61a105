import { describe, expect, it } from 'vitest';
import { formatBenchmarkReport } from '../../src/benchmark/benchmark-report.ts';
import type { LossAnswer } from '../../src/benchmark/benchmark-case.ts';
import type { ContenderEntry } from '../../src/benchmark/contender.ts';
import { ownContenders, runLossBenchmark } from '../../src/benchmark/run-loss-benchmark.ts';
import { typedArrayContender } from '../../src/benchmark/typed-array-loss.ts';
import { withGpu } from '../support/gpu.ts';

/** The loop over typed arrays, with its answer tampered with. */
function tamper(name: string, change: (answer: LossAnswer) => LossAnswer): ContenderEntry {
  return {
    ...typedArrayContender,
    name,
    prepare: async (setting) => {
      const contender = await typedArrayContender.prepare(setting);
      return { ...contender, read: async (mode) => change(await contender.read(mode)) };
    },
  };
}

const failing: ContenderEntry = {
  ...typedArrayContender,
  name: 'failing',
  prepare: () => Promise.reject(new Error('no such library\nat all')),
};

/** Asks the GPU for what it refuses: the promise is kept, but an error is raised. */
const refused: ContenderEntry = {
  ...typedArrayContender,
  name: 'refused',
  prepare: (setting) => {
    setting.device.createBuffer({ size: 16, usage: 0 });
    return typedArrayContender.prepare(setting);
  },
};

describe('a benchmark of the loss', () => {
  // A quad left over, and a row of neither one nor four; more rows than spots, and fewer.
  it.each([
    [203, 8],
    [131, 7],
    [5, 1],
  ])('finds every contender right on %i × %i logits and times it', async (anchors, classes) => {
    const report = await withGpu((device) =>
      runLossBenchmark(device, true, { anchors, classes, repetitions: 3 }),
    );
    expect(report).toMatchObject({ anchors, classes, repetitions: 3, isSoftware: true });
    expect(report.rows).toHaveLength(ownContenders.reduce((count, { modes }) => count + modes.length, 0));
    for (const row of report.rows) {
      expect(row.leftOut, row.name).toBeUndefined();
      expect(row.verdict?.isRight, `${row.name} ${row.mode}: ${row.verdict?.worstPlace}`).toBe(true);
      expect(row.median, row.name).toBeGreaterThan(0);
      expect(row.fastest, row.name).toBeLessThanOrEqual(row.median ?? 0);
      expect(row.gigabytesPerSecond, row.name).toBeGreaterThan(0);
    }
    const ours = report.rows.filter(({ role }) => role === 'ours');
    expect(ours.map(({ timesOurs }) => timesOurs)).toEqual([1, 1]);
    expect(report.rows.find(({ role }) => role === 'copy')?.timesCopy).toBe(1);
    expect(formatBenchmarkReport(report)).not.toMatch(/WRONG|left out|NaN|undefined/);
  });

  it('finds them right in the form for a real GPU too', async () => {
    const report = await withGpu((device) =>
      runLossBenchmark(device, false, { anchors: 150, classes: 20, repetitions: 1 }),
    );
    for (const row of report.rows) expect(row.verdict?.isRight, `${row.name} ${row.mode}`).toBe(true);
  });

  it('calls a wrong contender wrong, and gives it no time', async () => {
    const double = (values: ArrayLike<number> | undefined): number[] =>
      Array.from(values ?? [], (value, index) => (index === 17 ? value * 1.001 : value));
    const wrong = [
      tamper('wrong total', (answer) => ({ ...answer, total: (answer.total ?? 0) * 1.001 })),
      tamper('wrong anchor', (answer) => ({ ...answer, perAnchor: double(answer.perAnchor) })),
      tamper('NaN total', (answer) => ({ ...answer, total: NaN })),
      tamper('nothing', () => ({})),
    ];
    const wrongGradient = tamper('wrong gradient', (answer) =>
      answer.gradient ? { ...answer, gradient: double(answer.gradient) } : answer,
    );
    const report = await withGpu((device) =>
      runLossBenchmark(device, true, { anchors: 64, classes: 4, repetitions: 2 }, undefined, undefined, [
        typedArrayContender,
        wrongGradient,
        ...wrong,
      ]),
    );
    const rowsOf = (name: string) => report.rows.filter((row) => row.name === name);
    for (const { name } of wrong)
      for (const row of rowsOf(name)) {
        expect(row.verdict?.isRight, `${name} ${row.mode}`).toBe(false);
        expect(row.median).toBeUndefined();
      }
    expect(rowsOf('wrong gradient').map(({ mode, verdict }) => [mode, verdict?.isRight])).toEqual([
      ['gradient', false],
      ['forward', true],
    ]);
    expect(rowsOf('typed-array loop').every(({ median }) => median !== undefined)).toBe(true);
    expect(formatBenchmarkReport(report)).toMatch(/wrong total .*WRONG \(total 0: /);
  });

  it('leaves out what cannot take part, with the reason', async () => {
    const report = await withGpu((device) =>
      runLossBenchmark(device, true, { anchors: 20, classes: 4, repetitions: 1 }, undefined, undefined, [
        failing,
        typedArrayContender,
      ]),
    );
    expect(report.rows.map(({ leftOut }) => leftOut)).toEqual([
      'no such library',
      'no such library',
      undefined,
      undefined,
    ]);
    expect(formatBenchmarkReport(report)).toContain('left out: no such library');
  });

  it('leaves out what the GPU refuses', async () => {
    const report = await withGpu((device) =>
      runLossBenchmark(device, true, { anchors: 20, classes: 4, repetitions: 1 }, undefined, undefined, [
        refused,
      ]),
    );
    expect(report.rows).toHaveLength(2);
    for (const { leftOut, median } of report.rows) {
      expect(leftOut).toMatch(/buffer|usage/i);
      expect(median).toBeUndefined();
    }
  });

  it('can be broken off at any step and leaves nothing behind', async () => {
    for (const at of [0, 4, 9, 14]) {
      const controller = new AbortController();
      let steps = 0;
      await withGpu((device) =>
        expect(
          runLossBenchmark(
            device,
            true,
            { anchors: 64, classes: 4, repetitions: 4 },
            ({ done }) => {
              steps++;
              if (done === at) controller.abort(new Error('enough'));
            },
            controller.signal,
          ),
        ).rejects.toThrow('enough'),
      );
      expect(steps).toBe(at + 1);
    }
  });

  it('refuses shapes that are none', async () => {
    await withGpu(async (device) => {
      for (const faulty of [{ anchors: 0 }, { classes: 1.5 }, { repetitions: 0 }])
        await expect(
          runLossBenchmark(device, true, { anchors: 10, classes: 4, repetitions: 1, ...faulty }),
        ).rejects.toThrow(/whole number/);
    });
  });
});
