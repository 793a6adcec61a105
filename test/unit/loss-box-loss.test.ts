import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainBoxCoding, type BoxCoding } from '../../src/anchors/box-coding.ts';
import { decodeBoxesReference } from '../../src/anchors/reference/decode-boxes.ts';
import { boxArea, type Box } from '../../src/base/box.ts';
import { computeBoxLossReference } from '../../src/loss/reference/box-loss.ts';
import type { BoxLossKind } from '../../src/loss/box-loss-params.ts';
import { boxCodings } from '../support/box-codings.ts';
import { computeBoxLossWithTwin, pairCase } from '../support/box-loss.ts';
import { describeBoxLoss } from '../support/box-loss-suite.ts';

describeBoxLoss('float64 twin', computeBoxLossWithTwin, 1e-12, 1e-14);

/** Spread evenly two times of three, else drawn to the ends, where edges meet. */
const between = (min: number, max: number) => {
  const even = fc.noBias(fc.integer({ min: min * 1000, max: max * 1000 })).map((value) => value / 1000);
  return fc.oneof(
    { arbitrary: even, weight: 2 },
    { arbitrary: fc.double({ min, max, noNaN: true }), weight: 1 },
  );
};
const anyBox = fc
  .tuple(between(0, 300), between(0, 300), between(4, 200), between(4, 200))
  .map(([x, y, width, height]) => [x, y, x + width, y + height].map(Math.fround) as unknown as Box);
const delta = between(-1.5, 1.5);
const anyDeltas = fc.tuple(delta, delta, delta, delta);

/** The loss of float64 deltas. */
function lossAt(
  anchor: Box,
  box: Box,
  deltas: readonly number[],
  kind: BoxLossKind,
  coding: BoxCoding = plainBoxCoding,
) {
  const inputs = { ...pairCase([{ anchor, box, deltas }]), deltas: Float64Array.from(deltas) };
  const params = { kind, beta: 0.3, coding, normaliser: 'none', groundTruthCount: 1 } as const;
  const { perAnchor, gradient } = computeBoxLossReference(inputs, params, { gradient: true });
  return { loss: perAnchor[0]!, gradient: gradient! };
}

describe('float64 twin: codings', () => {
  it.each(boxCodings)('a box decoded from its own deltas has no loss: %s', (_, coding) => {
    const anchor: Box = [10, 20, 50, 44];
    const deltas = Float32Array.of(0.5, -0.25, 1, 0.75);
    const decoded = decodeBoxesReference(deltas, Float32Array.from(anchor), coding);
    const box = [...decoded] as unknown as Box;
    for (const kind of ['l1', 'giou'] as const)
      expect(lossAt(anchor, box, [...deltas], kind, coding).loss).toBeLessThan(1e-5);
  });
});

describe('float64 twin: box losses', () => {
  it.each([
    ...(['l1', 'smooth-l1', 'giou'] as const).map((kind) => [kind, 'plain', plainBoxCoding] as const),
    ...boxCodings.flatMap(([name, coding]) =>
      (['smooth-l1', 'giou'] as const).map((kind) => [kind, name, coding] as const),
    ),
  ])('has the central differences as its gradient: %s, %s', (kind, _, coding) => {
    let compared = 0;
    fc.assert(
      fc.property(anyBox, anyBox, anyDeltas, (anchor, box, deltas) => {
        const { gradient } = lossAt(anchor, box, deltas, kind, coding);
        for (let column = 0; column < 4; column++) {
          const at = (step: number) =>
            lossAt(
              anchor,
              box,
              deltas.map((d, i) => (i === column ? d + step : d)),
              kind,
              coding,
            );
          const step = 1e-5;
          const [before, after] = [at(-step), at(step)];
          const difference = (after.loss - before.loss) / (2 * step);
          // Across a jump of the derivative the difference is anywhere between its two values.
          const jump = Math.abs(after.gradient[column]! - before.gradient[column]!);
          const allowed = 1e-6 * (1 + Math.abs(difference)) + jump;
          expect(Math.abs(gradient[column]! - difference)).toBeLessThan(allowed);
          if (jump < 1e-3) compared++;
        }
      }),
      { numRuns: coding === plainBoxCoding ? 600 : 200 },
    );
    expect(compared).toBeGreaterThan(coding === plainBoxCoding ? 1000 : 300);
  });

  it('is 1 - IoU + the empty share of the hull', () => {
    fc.assert(
      fc.property(anyBox, anyBox, anyDeltas, (anchor, box, deltas) => {
        const size = [anchor[2] - anchor[0], anchor[3] - anchor[1]] as const;
        const [dx, dy, dw, dh] = deltas;
        const centre = [
          (anchor[0] + anchor[2]) / 2 + dx * size[0],
          (anchor[1] + anchor[3]) / 2 + dy * size[1],
        ] as const;
        const half = [(size[0] * Math.exp(dw)) / 2, (size[1] * Math.exp(dh)) / 2] as const;
        const decoded: Box = [
          centre[0] - half[0],
          centre[1] - half[1],
          centre[0] + half[0],
          centre[1] + half[1],
        ];
        const common = boxArea([
          Math.max(decoded[0], box[0]),
          Math.max(decoded[1], box[1]),
          Math.min(decoded[2], box[2]),
          Math.min(decoded[3], box[3]),
        ]);
        const union = boxArea(decoded) + boxArea(box) - common;
        const hull = boxArea([
          Math.min(decoded[0], box[0]),
          Math.min(decoded[1], box[1]),
          Math.max(decoded[2], box[2]),
          Math.max(decoded[3], box[3]),
        ]);
        const { loss } = lossAt(anchor, box, deltas, 'giou');
        expect(loss).toBeCloseTo(1 - common / union + (hull - union) / hull, 10);
        expect(loss).toBeGreaterThanOrEqual(0);
        expect(loss).toBeLessThanOrEqual(2);
      }),
    );
  });
});
