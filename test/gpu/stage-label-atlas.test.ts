import { describe, expect, it } from 'vitest';
import type { LabelPlace } from '../../src/stage/box-layout.ts';
import { LabelAtlas } from '../../src/stage/label-atlas.ts';
import type { StageBox } from '../../src/stage/scene.ts';
import { testBoxes } from '../support/stage-fixtures.ts';

/** Shares of a label's pixels that are its background and its text (dark on the bright class colours). */
function measureInk(atlas: LabelAtlas, place: LabelPlace, box: StageBox): { back: number; text: number } {
  const { width, data } = atlas.pixels!;
  const background = box.colour.map((channel) => Math.round(channel * 255));
  let back = 0;
  let text = 0;
  for (let y = place.y; y < place.y + place.height; y++) {
    for (let x = place.x; x < place.x + place.width; x++) {
      const pixel = data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4);
      if (background.every((value, i) => Math.abs(value - pixel[i]!) <= 1)) back++;
      if (pixel[3] === 255 && pixel[0]! + pixel[1]! + pixel[2]! < 120) text++;
    }
  }
  const area = place.width * place.height;
  return { back: back / area, text: text / area };
}

describe('LabelAtlas', () => {
  it('draws each text in dark ink on its class’s colour, side by side', () => {
    const atlas = new LabelAtlas();
    expect(atlas.update(testBoxes, 1)).toBe(true);
    const places = testBoxes.map((box) => atlas.placeOf(box)!);
    for (const [index, place] of places.entries()) {
      const { back, text } = measureInk(atlas, place, testBoxes[index]!);
      expect(back).toBeGreaterThan(0.5);
      expect(text).toBeGreaterThan(0.04);
      for (const other of places.slice(0, index)) {
        const isApart = other.x + other.width <= place.x || other.y + other.height <= place.y;
        expect(isApart).toBe(true);
      }
    }
  });

  it('keeps the drawing while labels and pixel ratio stay, whatever else changes', () => {
    const atlas = new LabelAtlas();
    atlas.update(testBoxes, 1);
    const before = atlas.pixels;
    expect(atlas.update(testBoxes, 1)).toBe(false);
    const moved = testBoxes.map((box): StageBox => ({ ...box, box: [0, 0, 9, 9] }));
    expect(atlas.update(moved, 1)).toBe(false);
    expect(atlas.pixels).toBe(before);
    const small = atlas.placeOf(testBoxes[0]!)!;
    expect(atlas.update(moved, 2)).toBe(true);
    const large = atlas.placeOf(testBoxes[0]!)!;
    expect(large.height).toBe(2 * small.height);
    expect(large.width / small.width).toBeCloseTo(2, 0);
  });

  it('shares places, wraps rows, cuts long labels and has nothing for empty ones', () => {
    const atlas = new LabelAtlas();
    const many = Array.from({ length: 60 }, (_, i): StageBox => ({
      ...testBoxes[0]!,
      label: `class ${i % 30}`,
    }));
    atlas.update(many, 1);
    expect(atlas.placeOf(many[3]!)).toEqual(atlas.placeOf(many[33]!));
    expect(atlas.placeOf(many[29]!)!.y).toBeGreaterThan(0);
    const long = { ...testBoxes[0]!, label: 'wide '.repeat(200) };
    atlas.update([long], 1);
    expect(atlas.placeOf(long)!.width).toBeLessThanOrEqual(330);
    const empty = { ...testBoxes[0]!, label: '' };
    expect(atlas.update([empty], 1)).toBe(true);
    expect(atlas.placeOf(empty)).toBeUndefined();
    expect(atlas.pixels).toBeUndefined();
  });
});
