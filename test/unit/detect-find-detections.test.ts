import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorBox } from '../../src/anchors/anchor-grid.ts';
import { decodeBox, type BoxCoding } from '../../src/anchors/box-coding.ts';
import { boxIou, type Box } from '../../src/base/box.ts';
import type { Candidates, Detection, DetectionSettings } from '../../src/detect/detection.ts';
import { decodeCandidates, findDetections } from '../../src/detect/find-detections.ts';
import { findDetectionsReference, type RawHead } from '../../src/detect/reference/find-detections.ts';
import { selectCandidatesReference } from '../../src/detect/reference/select-candidates.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import { createRandom, gridOfBoxes, retinaGrid } from '../support/anchor-settings.ts';
import { encodeBox } from '../support/encode-box.ts';

const coding: BoxCoding = { weights: [1, 1, 1, 1], maxLogSize: Math.log(1000 / 16) };
const settings: DetectionSettings = {
  scoreThreshold: 0.05,
  nmsIou: 0.5,
  suppressAcrossClasses: false,
  topKPerLevel: 1000,
  maxDetections: 100,
};
const original = { width: 501, height: 333 };
const geometry = createInputGeometry(original.width, original.height, 256, 32);
const grid = retinaGrid(geometry.inputWidth, geometry.inputHeight);

function createHead(classes: number, share: number, seed: number): RawHead {
  const random = createRandom(seed);
  const logits = Float32Array.from({ length: grid.anchorCount * classes }, () =>
    random() < share ? Math.round((random() * 9 - 5) * 8) / 8 : -4 - random() * 5,
  );
  const deltas = Float32Array.from({ length: grid.anchorCount * 4 }, (_, index) =>
    index % 4 < 2 ? random() * 2 - 1 : random() * 3 - 2 + (random() < 0.01 ? 10 : 0),
  );
  return { logits, deltas, classes };
}

function detect(head: RawHead, chosen: DetectionSettings, selectedAbove = 0.05): Detection[] {
  const shape = { anchors: grid.anchorCount, classes: head.classes };
  const candidates = selectCandidatesReference(head.logits, head.deltas, shape, selectedAbove);
  return findDetections(decodeCandidates(candidates, grid, geometry, original, coding), chosen);
}

/** The same detections in the same order, boxes to a billionth of a pixel. */
function expectSame(actual: readonly Detection[], expected: readonly Detection[]): void {
  const plain = ({ classIndex, anchor }: Detection) => ({ classIndex, anchor });
  expect(actual.map(plain)).toEqual(expected.map(plain));
  for (const [index, detection] of actual.entries()) {
    expect(detection.score).toBeCloseTo(expected[index]!.score, 14);
    for (const side of [0, 1, 2, 3] as const)
      expect(Math.abs(detection.box[side] - expected[index]!.box[side])).toBeLessThan(1e-9);
  }
}

test.each([
  ['as the manifest says', {}],
  ['higher score', { scoreThreshold: 0.62 }],
  ['score no logit reaches', { scoreThreshold: 0.9999 }],
  ['few a level', { topKPerLevel: 7 }],
  ['few a level, higher score', { topKPerLevel: 15, scoreThreshold: 0.8 }],
  ['few detections', { maxDetections: 5 }],
  ['across classes', { suppressAcrossClasses: true }],
  ['strict suppression', { nmsIou: 0.05 }],
  ['any overlap suppresses', { nmsIou: 0, suppressAcrossClasses: true }],
  ['no suppression', { nmsIou: 1, maxDetections: 10_000 }],
])('the same boxes as the plain pipeline in float64: %s', (_, changes) => {
  const chosen = { ...settings, ...changes };
  for (const seed of [1, 2, 3]) {
    const head = createHead(5, 0.03, seed);
    const expected = findDetectionsReference(head, grid, geometry, coding, chosen);
    expectSame(detect(head, chosen), expected);
    expect(expected.length > 0).toBe(chosen.scoreThreshold < 0.99);
  }
});

test('selecting with a lower threshold first changes nothing', () => {
  const head = createHead(5, 0.05, 4);
  const chosen = { ...settings, scoreThreshold: 0.3, topKPerLevel: 20 };
  expect(detect(head, chosen, 0.001)).toEqual(detect(head, chosen, 0.3));
});

test('boxes are clipped to the photo, and those wholly in the padding dropped', () => {
  const anchors: Box[] = [
    [-10, -10, 50, 50],
    [200, 100, 300, 260],
    [100, 171, 140, 190],
  ];
  const candidates: Candidates = {
    count: 3,
    anchors: Uint32Array.of(0, 1, 2),
    classes: Uint32Array.of(0, 0, 0),
    logits: Float32Array.of(3, 2, 1),
    deltas: new Float32Array(12),
  };
  const decoded = decodeCandidates(candidates, gridOfBoxes(anchors), geometry, original, coding);
  const detections = findDetections(decoded, settings);
  expect(geometry.resizedHeight).toBe(170);
  expect(detections.map(({ anchor }) => anchor)).toEqual([0, 1]);
  expect(detections[0]!.box.slice(0, 2)).toEqual([0, 0]);
  expect(detections[1]!.box.slice(2)).toEqual([original.width, original.height]);
});

test('log sizes are bounded above, and broken deltas make no box', () => {
  const decode = (deltas: readonly number[], weights: BoxCoding['weights'] = [1, 1, 1, 1]): number[] => {
    const target = new Float64Array(4);
    decodeBox(Float32Array.of(0, 0, 16, 32), 0, Float32Array.from(deltas), 0, { ...coding, weights }, target);
    return [...target];
  };
  expect(decode([0, 0, 0, 0])).toEqual([0, 0, 16, 32]);
  expect(decode([0.5, -0.25, 0, 0])).toEqual([8, -8, 24, 24]);
  expect(decode([5, -2.5, 0, 0], [10, 10, 5, 5])).toEqual([8, -8, 24, 24]);
  const [x0, , x1] = decode([0, 0, 99, -99]);
  expect(x1! - x0!).toBeCloseTo(1000, 9);
  const candidates: Candidates = {
    count: 1,
    anchors: Uint32Array.of(0),
    classes: Uint32Array.of(0),
    logits: Float32Array.of(3),
    deltas: Float32Array.of(NaN, 0, 0, 0),
  };
  expect(findDetections(decodeCandidates(candidates, grid, geometry, original, coding), settings)).toEqual(
    [],
  );
});

test('decoding undoes encoding', () => {
  const side = fc.double({ min: 1, max: 500, noNaN: true });
  const corner = fc.double({ min: -200, max: 800, noNaN: true });
  const box = fc
    .tuple(corner, corner, side, side)
    .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);
  const weights = fc.constantFrom<BoxCoding['weights']>([1, 1, 1, 1], [10, 10, 5, 5]);
  fc.assert(
    fc.property(fc.nat(grid.anchorCount - 1), box, weights, (anchor, wanted, chosen) => {
      const its: BoxCoding = { ...coding, weights: chosen };
      const corners = anchorBox(grid, anchor);
      const deltas = encodeBox(corners, wanted, its);
      fc.pre(Math.max(deltas[2] / chosen[2], deltas[3] / chosen[3]) < its.maxLogSize);
      const target = new Float64Array(4);
      decodeBox(grid.boxes, anchor, Float32Array.from(deltas), 0, its, target);
      for (const index of [0, 1, 2, 3] as const)
        expect(Math.abs(target[index]! - wanted[index])).toBeLessThan(1e-5 * (1 + Math.hypot(...wanted)));
    }),
  );
});

const candidateRow = fc.record({
  anchor: fc.nat(grid.anchorCount - 1),
  classIndex: fc.nat(3),
  logit: fc.integer({ min: -20, max: 20 }).map((value) => value / 8),
  deltas: fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
});
const candidateRows = fc.uniqueArray(candidateRow, {
  selector: ({ anchor, classIndex }) => anchor * 4 + classIndex,
  maxLength: 60,
});
type CandidateRow = typeof candidateRow extends fc.Arbitrary<infer Row> ? Row : never;

function pack(rows: readonly CandidateRow[]): Candidates {
  return {
    count: rows.length,
    anchors: Uint32Array.from(rows, ({ anchor }) => anchor),
    classes: Uint32Array.from(rows, ({ classIndex }) => classIndex),
    logits: Float32Array.from(rows, ({ logit }) => logit),
    deltas: Float32Array.from(rows.flatMap(({ deltas }) => deltas)),
  };
}

function detectRows(rows: readonly CandidateRow[], chosen: DetectionSettings): Detection[] {
  return findDetections(decodeCandidates(pack(rows), grid, geometry, original, coding), chosen);
}

test('the order in which candidates arrive does not matter', () => {
  const shuffled = candidateRows.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
  );
  fc.assert(
    fc.property(shuffled, ([rows, others]) => {
      const chosen = { ...settings, topKPerLevel: 10 };
      expect(detectRows(others, chosen)).toEqual(detectRows(rows, chosen));
    }),
  );
});

test('detections are sorted, within the photo, and do not overlap their class; the best is among them', () => {
  fc.assert(
    fc.property(candidateRows, fc.constantFrom(0.1, 0.5, 0.9), (rows, nmsIou) => {
      const detections = detectRows(rows, { ...settings, nmsIou });
      for (const [index, { box, score, classIndex }] of detections.entries()) {
        expect(box[0] >= 0 && box[1] >= 0 && box[0] < box[2] && box[1] < box[3]).toBe(true);
        expect(box[2] <= original.width && box[3] <= original.height).toBe(true);
        for (const better of detections.slice(0, index)) {
          expect(better.score).toBeGreaterThanOrEqual(score);
          if (better.classIndex === classIndex)
            expect(boxIou(better.box, box)).toBeLessThanOrEqual(nmsIou + 1e-12);
        }
      }
      const all = detectRows(rows, { ...settings, nmsIou: 1 });
      expect(detections[0]).toEqual(all[0]);
    }),
  );
});

test('of 2,000 candidates none is kept that a better one covers, and none left out that no kept one does', () => {
  const random = createRandom(8);
  const rows = Array.from({ length: 2000 }, (_, index) => ({
    anchor: index % grid.anchorCount,
    classIndex: Math.floor(random() * 80),
    logit: random() * 6 - 2.9,
    deltas: [random() - 0.5, random() - 0.5, random() - 0.5, random() - 0.5],
  }));
  const limits = { ...settings, topKPerLevel: 2000, maxDetections: 2000 };
  const all = detectRows(rows, { ...limits, nmsIou: 1 });
  expect(all.length).toBeGreaterThan(1000);
  for (const nmsIou of [0.3, 0.4, 0.5]) {
    for (const suppressAcrossClasses of [false, true]) {
      const kept = detectRows(rows, { ...limits, nmsIou, suppressAcrossClasses });
      expect(kept.length).toBeLessThan(all.length);
      const covers = (first: Detection, second: Detection): boolean =>
        (suppressAcrossClasses || first.classIndex === second.classIndex) &&
        first.score >= second.score &&
        boxIou(first.box, second.box) > nmsIou;
      for (const one of all) {
        const same = (other: Detection): boolean =>
          other.anchor === one.anchor && other.classIndex === one.classIndex;
        expect(kept.some((better) => !same(better) && covers(better, one))).toBe(!kept.some(same));
      }
    }
  }
});
