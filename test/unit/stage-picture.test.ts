import { describe, expect, it } from 'vitest';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import { colormapColours, markColours } from '../../src/stage/colormap.ts';
import { buildPhotoPyramid } from '../../src/stage/photo-pyramid.ts';
import { coldOpacity, planPicture, type PlacedHeatmap } from '../../src/stage/picture-plan.ts';
import { drawPicture, type PictureHeat } from '../../src/stage/reference/stage-picture.ts';
import type { StageScene, StageView } from '../../src/stage/scene.ts';
import { createTestPhoto, createTestScene, testHeatmap } from '../support/stage-fixtures.ts';

const photo = createTestPhoto(64, 48);
const levels = buildPhotoPyramid(photo.pixels);
const stagePhoto = { width: 64, height: 48, levels };
const view: StageView = { width: 80, height: 60, scale: 1, offsetX: 8, offsetY: 6, pixelRatio: 1 };
const background = [26, 31, 38, 255];

/** Draws a scene with the twin; the answer reads one pixel. */
function draw(
  scene: StageScene,
  heat?: PictureHeat,
  placed?: PlacedHeatmap,
): (x: number, y: number) => number[] {
  const { width, height } = scene.view;
  const plan = planPicture(scene, stagePhoto, placed);
  const words = new Uint32Array(width * height);
  drawPicture(plan, levels[plan.level], heat, words, width, height);
  const bytes = new Uint8Array(words.buffer);
  return (x, y) => [...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
}

function photoPixel(x: number, y: number): number[] {
  return [...photo.pixels.data.subarray((y * 64 + x) * 4, (y * 64 + x) * 4 + 4)];
}

describe('drawPicture', () => {
  it('shows the photo’s own pixels at scale 1, and the theme’s background around it', () => {
    const at = draw(createTestScene(view));
    for (const [x, y] of [
      [0, 0],
      [63, 47],
      [20, 31],
    ] as const) {
      expect(at(x + 8, y + 6)).toEqual(photoPixel(x, y));
    }
    for (const [x, y] of [
      [7, 20],
      [72, 20],
      [20, 5],
      [20, 54],
    ] as const) {
      expect(at(x, y)).toEqual(background);
    }
  });

  it('interpolates between pixels when enlarged, and shows averages when reduced', () => {
    const large = draw(createTestScene({ ...view, scale: 2, offsetX: 0, offsetY: 0 }));
    const near = photoPixel(10, 10);
    const far = photoPixel(11, 10);
    const below = [photoPixel(10, 9), photoPixel(11, 9)];
    // A quarter of the way from pixel 10 to 11, and from row 10 back to row 9.
    const expected = near.map((value, i) => {
      const row = 0.75 * value + 0.25 * far[i]!;
      return 0.75 * row + 0.25 * (0.75 * below[0]![i]! + 0.25 * below[1]![i]!);
    });
    for (const [i, value] of large(21, 20).entries())
      expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(0.51);
    const small = draw(createTestScene({ ...view, scale: 0.25, offsetX: 0, offsetY: 0 }));
    expect(small(5, 4).slice(0, 3)).toEqual([
      ...levels[2]!.data.subarray((4 * 16 + 5) * 4, (4 * 16 + 5) * 4 + 3),
    ]);
  });

  it('blends crisp cells, the hottest at full opacity, the coldest so that the photo shows', () => {
    const geometry = createInputGeometry(64, 48, 64, 16);
    const layout = { width: 4, height: 3, stride: 16, firstLevel: 0, levelCount: 1 };
    const values = new Float64Array(12);
    values[5] = 2;
    const scene = createTestScene(view, { heatmap: { ...testHeatmap, opacity: 0.6 } });
    const at = draw(scene, { values, top: 2 }, { layout, geometry });
    const table = colormapColours('viridis');
    const mix = (pixel: number[], entry: number, opacity: number): number[] =>
      pixel.map((value, i) => (i === 3 ? 255 : value + (table[entry * 4 + i]! - value) * opacity));
    const check = (x: number, y: number, entry: number, opacity: number): void => {
      const expected = mix(photoPixel(x, y), entry, opacity);
      for (const [i, value] of at(x + 8, y + 6).entries()) {
        expect(Math.abs(value - expected[i]!), `${x}, ${y}`).toBeLessThanOrEqual(0.51);
      }
    };
    // Cell (1, 1) from its first pixel to its last, and its neighbours.
    for (const x of [16, 31]) for (const y of [16, 31]) check(x, y, 255, 0.6);
    for (const x of [15, 32]) check(x, 20, 0, 0.6 * coldOpacity);
    for (const y of [15, 32]) check(20, y, 0, 0.6 * coldOpacity);
  });

  it('gives every mark a colour of its own, and a cell without one the photo alone', () => {
    const geometry = createInputGeometry(64, 48, 64, 16);
    const layout = { width: 4, height: 3, stride: 16, firstLevel: 0, levelCount: 1 };
    const values = Float64Array.from([0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0]);
    const heatmap = { ...testHeatmap, opacity: 0.6, scale: 'log' as const, marks: true };
    // Colours are by mark, wherever the top of the scale lies.
    const at = draw(createTestScene(view, { heatmap }), { values, top: 40 }, { layout, geometry });
    const check = (cell: number, colour: string, opacity: number): void => {
      const [x, y] = [(cell % 4) * 16 + 5, Math.floor(cell / 4) * 16 + 5];
      const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
      for (const [i, value] of channels.entries()) {
        const photoValue = photoPixel(x, y)[i]!;
        const expected = photoValue + (value - photoValue) * opacity;
        expect(Math.abs(at(x + 8, y + 6)[i]! - expected), `cell ${cell}`).toBeLessThanOrEqual(0.51);
      }
    };
    check(0, '#000000', 0);
    check(1, markColours.unselected, 0.6 * coldOpacity);
    check(2, markColours.background, 0.6 * coldOpacity);
    check(3, markColours.ignored, 0.6);
    check(4, markColours['selected-background'], 0.6);
    check(5, markColours.foreground, 0.6);
  });

  it('draws background alone without a photo or with it off the canvas', () => {
    expect(draw(createTestScene({ ...view, offsetX: 90 }))(40, 30)).toEqual(background);
    const words = new Uint32Array(12);
    drawPicture(planPicture(createTestScene(view), undefined, undefined), undefined, undefined, words, 4, 3);
    expect([...new Uint8Array(words.buffer).subarray(44)]).toEqual(background);
  });
});
