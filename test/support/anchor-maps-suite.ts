import { describe, expect, it } from 'vitest';
import {
  assignmentMarks,
  selectionMarks,
  type TargetMarks,
} from '../../src/statistics/anchor-mark-values.ts';
import { makeLossCase, type LossCase } from './dense-loss.ts';

/** What makes a value of each anchor, on whichever path is tested. */
export interface AnchorMaps {
  readonly errors: (lossCase: LossCase) => Promise<Float32Array>;
  readonly column: (
    lossCase: LossCase,
    classIndex: number,
  ) => Promise<{ readonly logits: Float32Array; readonly targets: Int32Array }>;
  readonly marks: (targets: Int32Array<ArrayBuffer>, marks: TargetMarks) => Promise<Float32Array>;
  readonly ownClass: (
    targets: Int32Array<ArrayBuffer>,
    values: Float32Array<ArrayBuffer>,
    classIndex: number,
  ) => Promise<Float32Array>;
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** What holds of the maps wherever they are made. */
export function describeAnchorMaps(name: string, maps: AnchorMaps): void {
  describe(`${name}: 1 − p_t`, () => {
    const errorsOf = async (logits: readonly (readonly number[])[], targets: readonly number[]) =>
      maps.errors({
        logits: Float32Array.from(logits.flat()),
        targets: Int32Array.from(targets),
        classes: logits[0]!.length,
      });

    it('is of the own class for foreground, of the most wrong one for background, and none for ignored', async () => {
      const row = [-2, 1.5, -3];
      const errors = await errorsOf([row, row, row, row, row], [0, 1, -1, -2, 7]);
      const expected = [sigmoid(2), sigmoid(-1.5), sigmoid(1.5), 0, 0];
      for (const [anchor, error] of errors.entries()) expect(error).toBeCloseTo(expected[anchor]!, 6);
    });

    it('stays a probability at any logit, and takes none that is no number', async () => {
      const errors = await errorsOf(
        [
          [1000, -1000],
          [1000, -1000],
          [1000, -1000],
          [NaN, -4],
          [NaN, Infinity],
          [NaN, -4],
        ],
        [0, 1, -1, -1, -1, 0],
      );
      const expected = [0, 1, 1, sigmoid(-4), 0, 0];
      for (const [anchor, error] of errors.entries()) expect(error).toBeCloseTo(expected[anchor]!, 6);
    });

    it.each([
      [1500, 8],
      [300, 91],
      [20_000, 1],
    ])('is that of p_t element by element, %i anchors and %i classes', async (anchors, classes) => {
      const lossCase = makeLossCase(anchors, classes);
      const errors = await maps.errors(lossCase);
      expect(errors).toHaveLength(anchors);
      let worst = 0;
      for (const [anchor, target] of lossCase.targets.entries()) {
        const row = lossCase.logits.subarray(anchor * classes, (anchor + 1) * classes);
        const wrong = [...row].map((logit, index) => sigmoid(index === target ? -logit : logit));
        const expected = target === -2 ? 0 : target === -1 ? Math.max(...wrong) : wrong[target]!;
        worst = Math.max(worst, Math.abs(errors[anchor]! - expected));
      }
      expect(worst).toBeLessThan(1e-6);
    });
  });

  describe(`${name}: one class by itself`, () => {
    it.each([
      [1500, 8],
      [300, 91],
      [700, 1],
    ])('has its logits, and its targets among %i anchors of %i classes', async (anchors, classes) => {
      const lossCase = makeLossCase(anchors, classes);
      const faulty = lossCase.targets.slice();
      faulty[0] = classes;
      faulty[1] = -3;
      for (const classIndex of new Set([0, classes >> 1, classes - 1])) {
        const { logits, targets } = await maps.column({ ...lossCase, targets: faulty }, classIndex);
        const expected = Array.from(faulty, (target) =>
          target === classIndex ? 0 : target < -1 || target >= classes ? -2 : -1,
        );
        expect(Array.from(targets)).toEqual(expected);
        const column = expected.map((_, anchor) => lossCase.logits[anchor * classes + classIndex]);
        expect(Array.from(logits)).toEqual(column);
      }
    });
  });

  describe(`${name}: marks`, () => {
    const targets = Int32Array.from({ length: 1000 }, (_, anchor) => (anchor % 5) - 2);

    it.each([
      ['assignment', assignmentMarks],
      ['selection', selectionMarks],
    ])('tell apart what targets tell apart: %s', async (_, marks) => {
      const expected = Array.from(targets, (target) =>
        target >= 0 ? marks.foreground : target === -1 ? marks.background : marks.ignored,
      );
      expect(new Set(expected).size).toBe(3);
      expect(Array.from(await maps.marks(targets, marks))).toEqual(expected);
    });

    it('are kept of one class, as any value is', async () => {
      const values = Float32Array.from(targets, (_, anchor) => anchor + 0.5);
      const kept = await maps.ownClass(targets, values, 1);
      expect(Array.from(kept)).toEqual(
        Array.from(values, (value, anchor) => (targets[anchor] === 1 ? value : 0)),
      );
    });
  });
}
