import { describe, expect, it } from 'vitest';
import { createBenchmarkCase, gatherRows } from '../../src/benchmark/benchmark-case.ts';
import { formatBenchmarkReport, type BenchmarkRow } from '../../src/benchmark/benchmark-report.ts';
import { checkAnswer } from '../../src/benchmark/check-answer.ts';
import { createTypedArrayLoss } from '../../src/benchmark/typed-array-loss.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';

const row: BenchmarkRow = {
  name: 'ours',
  backend: 'WebGPU',
  role: 'ours',
  mode: 'gradient',
  verdict: { isRight: true, worstError: 0.5, worstPlace: 'total 0: 1 for 2' },
  leftOut: undefined,
  median: 1.25,
  fastest: 1,
  timesPerSample: 4,
  timesOurs: 1,
  timesCopy: 2.5,
  gigabytesPerSecond: 3,
};

const untimed = {
  median: undefined,
  fastest: undefined,
  timesOurs: undefined,
  timesCopy: undefined,
} as const;

describe('the answer of a contender', () => {
  const exact = { total: 2, perAnchor: [1, 0.5], gradient: [4, 0, -1] };
  const tolerance = { relative: 0.01, absolute: 0.001 };

  it('may be off by its tolerance, and no further', () => {
    expect(checkAnswer(exact, exact, tolerance)).toMatchObject({ isRight: true, worstError: 0 });
    // Allowed of the gradient's zero: a thousandth of the largest.
    expect(checkAnswer({ ...exact, gradient: [4, 0.0039, -1] }, exact, tolerance).isRight).toBe(true);
    const verdict = checkAnswer({ ...exact, gradient: [4, -0.0041, -1] }, exact, tolerance);
    expect(verdict).toMatchObject({ isRight: false, worstPlace: 'gradient 1: -0.0041 for 0' });
    expect(verdict.worstError).toBeCloseTo(1.025);
  });

  it('is wrong where a value is missing or no number', () => {
    for (const faulty of [
      { ...exact, total: NaN },
      { ...exact, total: Infinity },
      { ...exact, gradient: [4, NaN, -1] },
      { ...exact, gradient: [4, 0] },
      { total: 2, perAnchor: [1, 0.5] },
      { perAnchor: [1, 0.5], gradient: [4, 0, -1] },
      {},
    ])
      expect(checkAnswer(faulty, exact, tolerance)).toMatchObject({ isRight: false, worstError: Infinity });
  });

  it('may come without losses per anchor, but not with wrong ones', () => {
    expect(checkAnswer({ total: 2, gradient: [4, 0, -1] }, exact, tolerance).isRight).toBe(true);
    expect(checkAnswer({ ...exact, perAnchor: [1, 0.6] }, exact, tolerance).isRight).toBe(false);
  });

  it('must be exact where nothing is allowed', () => {
    const strict = { relative: 0, absolute: 0 };
    expect(checkAnswer(exact, exact, strict).isRight).toBe(true);
    expect(checkAnswer({ ...exact, total: 2.0000001 }, exact, strict).isRight).toBe(false);
  });
});

describe('the case of a benchmark', () => {
  it('has objects, background and ignored anchors, and the answer of the twin', async () => {
    const { anchors, classes, logits, targets, normaliser, spots, answer } = await createBenchmarkCase({
      anchors: 500,
      classes: 6,
    });
    expect([anchors, classes, logits.length, targets.length]).toEqual([500, 6, 3000, 500]);
    for (const wanted of [(target: number) => target >= 0, (target: number) => target === -2])
      expect(targets.filter(wanted).length).toBeGreaterThan(5);
    expect(normaliser).toBe(targets.filter((target) => target >= 0).length);
    const params = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser } as const;
    const whole = computeDenseLossReference(logits, targets, classes, params, { gradient: true });
    expect(answer.total).toBeCloseTo(whole.totals().total, 12);
    const wanted = gatherRows(whole.gradient ?? [], spots, classes);
    const verdict = checkAnswer(
      answer,
      { ...answer, gradient: wanted, perAnchor: spots.map((anchor) => whole.perAnchor[anchor] ?? NaN) },
      { relative: 1e-7, absolute: 0 },
    );
    expect(verdict.isRight, verdict.worstPlace).toBe(true);
    expect(new Set(spots).size).toBe(64);
  });

  it('is the same at every run', async () => {
    const [first, second] = [
      await createBenchmarkCase({ anchors: 30, classes: 3 }),
      await createBenchmarkCase({ anchors: 30, classes: 3 }),
    ];
    expect([...first.logits]).toEqual([...second.logits]);
    expect([...first.targets]).toEqual([...second.targets]);
  });

  it('can be broken off', async () => {
    const reason = new Error('enough');
    await expect(createBenchmarkCase({ anchors: 30, classes: 3 }, AbortSignal.abort(reason))).rejects.toBe(
      reason,
    );
  });
});

describe('the loop over typed arrays', () => {
  it('writes no gradient unless asked', async () => {
    const loss = createTypedArrayLoss(await createBenchmarkCase({ anchors: 10, classes: 3 }));
    const alone = loss.run({ gradient: false });
    expect(loss.gradient.every((slope) => slope === 0)).toBe(true);
    expect(loss.run({ gradient: true })).toBe(alone);
    expect(loss.gradient.some((slope) => slope !== 0)).toBe(true);
  });
});

describe('a report', () => {
  it('is an aligned table, the quickest first, the wrong and the absent last', () => {
    const text = formatBenchmarkReport({
      anchors: 10,
      classes: 4,
      repetitions: 3,
      isSoftware: true,
      rows: [
        { ...row, ...untimed, name: 'wrong', verdict: { ...row.verdict!, isRight: false } },
        { ...row, ...untimed, name: 'absent', verdict: undefined, leftOut: 'no memory' },
        { ...row, name: 'slow', median: 100, role: 'naive' },
        row,
        { ...row, mode: 'forward', median: 0.5 },
      ],
    });
    expect(text).toBe(
      [
        '10 × 4 logits, medians of 3, software adapter',
        '',
        'loss and gradient  on      median ms  fastest  × ours  × copy  GB/s  answer',
        'ours               WebGPU      1.250    1.000    1.00    2.50  3.00  right',
        'slow               WebGPU    100.000    1.000    1.00    2.50  3.00  right',
        'wrong              WebGPU          –        –       –       –  3.00  WRONG (total 0: 1 for 2)',
        'absent             WebGPU          –        –       –       –  3.00  left out: no memory',
        '',
        'loss alone  on      median ms  fastest  × ours  × copy  GB/s  answer',
        'ours        WebGPU      0.500    1.000    1.00    2.50  3.00  right',
      ].join('\n'),
    );
  });
});
