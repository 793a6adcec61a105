import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxAt,
  fitPhoto,
  marginsOf,
  panBy,
  placeBox,
  toStageView,
  zoomAt,
} from '../../src/app/stage-view.ts';

const margins = { top: 10, right: 20, bottom: 30, left: 40 };
const size = fc.record({
  width: fc.integer({ min: 1, max: 30000 }),
  height: fc.integer({ min: 1, max: 30000 }),
});
const stage = { width: 1000, height: 800 };

describe('fitPhoto', () => {
  it('shows the whole photo in the middle of the room', () => {
    fc.assert(
      fc.property(size, (photo) => {
        const { scale, offsetX, offsetY } = fitPhoto(stage, photo, margins);
        expect(scale).toBeLessThanOrEqual(4);
        expect(offsetX).toBeGreaterThanOrEqual(40 - 1e-6);
        expect(offsetY).toBeGreaterThanOrEqual(10 - 1e-6);
        expect(offsetX + photo.width * scale).toBeLessThanOrEqual(980 + 1e-6);
        expect(offsetY + photo.height * scale).toBeLessThanOrEqual(770 + 1e-6);
        expect(offsetX - 40).toBeCloseTo(980 - offsetX - photo.width * scale, 6);
      }),
    );
  });

  it('survives a stage smaller than its margins', () => {
    expect(fitPhoto({ width: 5, height: 5 }, { width: 100, height: 100 }, margins).scale).toBeGreaterThan(0);
  });
});

describe('zoomAt', () => {
  const photo = { width: 640, height: 480 };
  const fitted = fitPhoto(stage, photo, margins);

  it('keeps what lies under the pointer there', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 800 }),
        (factor, x, y) => {
          const zoomed = zoomAt(fitted, factor, x, y, fitted);
          const before = (x - fitted.offsetX) / fitted.scale;
          expect((x - zoomed.offsetX) / zoomed.scale).toBeCloseTo(before, 6);
          expect(zoomed.scale).toBeLessThanOrEqual(32);
          expect(zoomed.scale).toBeGreaterThanOrEqual(0.5);
          expect((y - zoomed.offsetY) / zoomed.scale).toBeCloseTo((y - fitted.offsetY) / fitted.scale, 6);
        },
      ),
    );
  });
});

describe('panBy', () => {
  it('never loses the photo', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        size,
        (dx, dy, photo) => {
          const { scale, offsetX, offsetY } = panBy(fitPhoto(stage, photo, margins), dx, dy, stage, photo);
          const kept = (length: number): number => Math.min(48, length) - 1e-6;
          expect(offsetX + photo.width * scale).toBeGreaterThanOrEqual(kept(photo.width * scale));
          expect(stage.width - offsetX).toBeGreaterThanOrEqual(kept(photo.width * scale));
          expect(offsetY + photo.height * scale).toBeGreaterThanOrEqual(kept(photo.height * scale));
        },
      ),
    );
  });
});

describe('toStageView', () => {
  it('counts in device pixels', () => {
    const view = toStageView({ scale: 2, offsetX: 10, offsetY: 20 }, { width: 100.4, height: 0 }, 1.5);
    expect(view).toEqual({ width: 151, height: 1, scale: 3, offsetX: 15, offsetY: 30, pixelRatio: 1.5 });
  });
});

describe('boxAt', () => {
  const placing = { scale: 2, offsetX: 10, offsetY: 10 };

  it('finds the smallest box under the pointer', () => {
    const boxes = [
      [0, 0, 100, 100],
      [20, 20, 40, 40],
      [10, 10, 90, 90],
    ] as const;
    expect(boxAt(boxes, placing, 70, 70)).toBe(1);
    expect(boxAt(boxes, placing, 12, 12)).toBe(0);
    expect(boxAt(boxes, placing, 150, 150)).toBe(2);
    expect(boxAt(boxes, placing, 5, 5)).toBeUndefined();
    expect(boxAt([], placing, 70, 70)).toBeUndefined();
  });
});

describe('a box that is flown to', () => {
  const stage = { width: 1000, height: 600 };
  const photo = { width: 2000, height: 1500 };
  const fitted = fitPhoto(stage, photo, marginsOf(stage));

  it('lies in the middle, well in sight', () => {
    const box = [900, 700, 1000, 760] as const;
    const { scale, offsetX, offsetY } = placeBox(box, stage, photo, fitted);
    expect(scale).toBeGreaterThan(fitted.scale);
    expect(offsetX + 950 * scale).toBeCloseTo(500, 6);
    expect(offsetY + 730 * scale).toBeCloseTo(300, 6);
    expect(100 * scale).toBeLessThanOrEqual(1000 * 0.5);
    expect(60 * scale).toBeLessThanOrEqual(600 * 0.5);
  });

  it('is seen whole where it is large, and never enlarged without end', () => {
    expect(placeBox([-200, -100, 2100, 1600], stage, photo, fitted)).toEqual(fitted);
    expect(placeBox([5, 5, 6, 6], stage, photo, fitted).scale).toBeLessThanOrEqual(6);
  });

  it('shows what of it lies on the photo', () => {
    const { scale, offsetX } = placeBox([-90, 700, 30, 800], stage, photo, fitted);
    const [left, right] = [offsetX, offsetX + 30 * scale];
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(1000);
  });
});
