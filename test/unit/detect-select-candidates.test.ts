import { expect, test } from 'vitest';
import { selectCandidatesReference } from '../../src/detect/reference/select-candidates.ts';

test('keeps what scores above the threshold, highest first, then by anchor, then by class', () => {
  const logits = Float32Array.of(0, 2, -3, NaN, 2, 5, 2, 2, -0.1);
  const deltas = Float32Array.from({ length: 12 }, (_, index) => index);
  const { count, ...candidates } = selectCandidatesReference(logits, deltas, { anchors: 3, classes: 3 }, 0.5);
  expect(count).toBe(5);
  expect([...candidates.logits]).toEqual([5, 2, 2, 2, 2]);
  expect([...candidates.anchors]).toEqual([1, 0, 1, 2, 2]);
  expect([...candidates.classes]).toEqual([2, 1, 1, 0, 1]);
  expect([...candidates.deltas]).toEqual([4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11]);
});

test('none, and all but NaN and −∞', () => {
  const logits = Float32Array.of(1, NaN, -100, -Infinity);
  const select = (threshold: number) =>
    selectCandidatesReference(logits, new Float32Array(8), { anchors: 2, classes: 2 }, threshold);
  expect(select(0.9).count).toBe(0);
  expect(select(1).count).toBe(0);
  expect([...select(0).logits]).toEqual([1, -100]);
});

test('reads no more of a larger array than the tensor', () => {
  const { count } = selectCandidatesReference(
    new Float32Array(100).fill(1),
    new Float32Array(100),
    { anchors: 3, classes: 2 },
    0.5,
  );
  expect(count).toBe(6);
});
