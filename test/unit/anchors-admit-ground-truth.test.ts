import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admitGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import type { Box } from '../../src/base/box.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';

const original = { width: 768, height: 576 };
const geometry = createInputGeometry(original.width, original.height, 384, 32);

function admit(...boxes: Box[]): ReturnType<typeof admitGroundTruth> {
  return admitGroundTruth(
    boxes.map((box, classIndex) => ({ box, classIndex })),
    geometry,
    original,
  );
}

test('scales to pixels of the input', () => {
  const admitted = admit([100, 50, 300, 250]);
  expect([...admitted.boxes]).toEqual([50, 25, 150, 125]);
  expect(admitted.refused).toEqual([]);
});

test('clips a box that is partly outside the photo', () => {
  const admitted = admit([-100, -20, 1000, 100]);
  expect([...admitted.boxes]).toEqual([0, 0, 384, 50]);
});

test('refuses boxes without area and boxes off the photo, and keeps count of the rest', () => {
  const admitted = admit(
    [10, 10, 10, 50],
    [10, 10, 50, 50],
    [10, 50, 50, 10],
    [50, 10, 10, 50],
    [NaN, 10, 50, 50],
    [10, 10, Infinity, 50],
    [-50, 10, 0, 50],
    [768, 10, 800, 50],
    [10, 576, 50, 600],
    [10, -9, 50, 0],
    [10, 10, 10 + 1e-9, 10 + 1e-9],
    [760, 570, 900, 900],
  );
  expect([...admitted.sources]).toEqual([1, 11]);
  expect([...admitted.classes]).toEqual([1, 11]);
  expect(admitted.boxes).toHaveLength(8);
  expect(admitted.refused).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('a class that is no index is a mistake of the caller', () => {
  const box: Box = [0, 0, 10, 10];
  for (const classIndex of [-1, -2, 0.5, NaN])
    expect(() => admitGroundTruth([{ box, classIndex }], geometry, original)).toThrow(RangeError);
});

test('every box is either admitted, within the photo and with an area, or refused', () => {
  const number = fc.oneof(fc.double(), fc.double({ min: -100, max: 900 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number, number)), (boxes) => {
      const admitted = admit(...boxes);
      const places = [...admitted.sources, ...admitted.refused].sort((first, second) => first - second);
      expect(places).toEqual([...boxes.keys()]);
      for (const at of admitted.sources.keys()) {
        const [x0, y0, x1, y1] = admitted.boxes.subarray(at * 4, at * 4 + 4);
        expect(x0! >= 0 && y0! >= 0 && x0! < x1! && y0! < y1! && x1! <= 384 && y1! <= 288).toBe(true);
      }
    }),
  );
});
