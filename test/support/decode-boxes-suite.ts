import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../fixtures/box-losses.json';

/** Decodes deltas `[A, 4]` against anchors `[A, 4]`, on whichever path is tested. */
export type DecodeBoxes = (
  deltas: Float32Array<ArrayBuffer>,
  anchors: Float32Array<ArrayBuffer>,
) => Promise<Float32Array | Float64Array>;

/** The greatest error over `|anchor's corners| + size · (|δ| + growth)`, each axis by itself. */
export function worstDecodingError(
  found: ArrayLike<number>,
  exact: ArrayLike<number>,
  deltas: ArrayLike<number>,
  anchors: ArrayLike<number>,
): number {
  expect(found.length).toBe(exact.length);
  let worst = 0;
  for (let index = 0; index < exact.length; index++) {
    const low = index - (index % 4) + (index % 2);
    const size = anchors[low + 2]! - anchors[low]!;
    const growth = Math.exp(Math.min(deltas[low + 2]!, Math.log(1000 / 16)));
    const scale =
      Math.abs(anchors[low]!) + Math.abs(anchors[low + 2]!) + size * (Math.abs(deltas[low]!) + growth);
    worst = Math.max(worst, Math.abs(found[index]! - exact[index]!) / scale);
  }
  return worst;
}

/** What holds of decoding wherever it runs; `slack` is the error granted as `worstDecodingError` measures it. */
export function describeDecodeBoxes(name: string, decode: DecodeBoxes, slack: number): void {
  describe(`${name}: decoded boxes`, () => {
    it('are those of another implementation', async () => {
      const deltas = Float32Array.from(fixture.rows.flatMap((row) => row.deltas));
      const anchors = Float32Array.from(fixture.rows.flatMap((row) => row.anchor));
      const exact = fixture.rows.flatMap((row) => row.decoded);
      expect(worstDecodingError(await decode(deltas, anchors), exact, deltas, anchors)).toBeLessThanOrEqual(
        slack,
      );
    });

    it('are the anchors where the deltas are 0, wherever they lie', async () => {
      const anchors = Float32Array.of(0, 0, 32, 64, -5.5, 700, 10.5, 900);
      expect([...(await decode(new Float32Array(8), anchors))]).toEqual([...anchors]);
    });

    it('grow no further than the bound, and shrink to nothing', async () => {
      const deltas = Float32Array.of(0, 0, 5, 1e30, 0, 0, -500, -1e30, 0.5, -1, 60, -60);
      const anchors = Float32Array.of(0, 0, 16, 32, 0, 0, 16, 32, 0, 0, 16, 32);
      const exact = [-492, -984, 508, 1016, 8, 16, 8, 16, -484, -16, 516, -16];
      expect(worstDecodingError(await decode(deltas, anchors), exact, deltas, anchors)).toBeLessThanOrEqual(
        slack,
      );
    });

    it('are empty, at the origin, where a delta is no number', async () => {
      for (const fault of [NaN, Infinity, -Infinity, 2e30])
        for (let column = 0; column < 4; column++) {
          const deltas = new Float32Array(12).fill(0.25);
          deltas[4 + column] = fault;
          const boxes = await decode(deltas, Float32Array.of(10, 10, 20, 20, 10, 10, 20, 20, 10, 10, 20, 20));
          expect([...boxes.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
          expect([...boxes.subarray(0, 4)]).toEqual([...boxes.subarray(8)]);
          expect(boxes[2]! - boxes[0]!).toBeGreaterThan(12);
        }
    });

    it('keep the centre and the sizes that the deltas say', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(...Array.from({ length: 4 }, () => fc.float({ min: -3, max: 4, noNaN: true }))), {
            minLength: 1,
            maxLength: 70,
          }),
          async (rows) => {
            const deltas = Float32Array.from(rows.flat());
            const anchors = Float32Array.from(
              rows.flatMap((_, row) => [row, 2 * row, row + 20, 2 * row + 30]),
            );
            const boxes = await decode(deltas, anchors);
            const exact = rows.flatMap(([dx = 0, dy = 0, dw = 0, dh = 0], row) => {
              const [x, y] = [row + 10 + 20 * dx, 2 * row + 15 + 30 * dy];
              const [halfWidth, halfHeight] = [10 * Math.exp(dw), 15 * Math.exp(dh)];
              return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
            });
            expect(worstDecodingError(boxes, exact, deltas, anchors)).toBeLessThanOrEqual(slack);
          },
        ),
        { numRuns: 15 },
      ));
  });
}
