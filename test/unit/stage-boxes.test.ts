import { describe, expect, it } from 'vitest';
import { layoutStageBoxes, numbersPerStageBox, type LabelPlace } from '../../src/stage/box-layout.ts';
import { drawStageBoxes } from '../../src/stage/reference/stage-boxes.ts';
import type { StageBox, StageView } from '../../src/stage/scene.ts';

const view: StageView = { width: 100, height: 80, scale: 2, offsetX: 10, offsetY: 5, pixelRatio: 1 };
const red: StageBox = { box: [10, 10, 30, 25], label: 'a', colour: [1, 0, 0], kind: 'detection' };
const truth: StageBox = { box: [10, 10, 30, 25], label: 'b', colour: [0, 1, 0], kind: 'ground-truth' };
const label: LabelPlace = { x: 2, y: 0, width: 20, height: 8 };

function layout(
  boxes: readonly StageBox[],
  changes: {
    readonly view?: Partial<StageView>;
    readonly highlighted?: number;
    readonly label?: LabelPlace;
  } = {},
): number[][] {
  const target = new Float32Array(boxes.length * numbersPerStageBox);
  const scene = { view: { ...view, ...changes.view }, boxes, highlighted: changes.highlighted };
  const count = layoutStageBoxes(scene, () => changes.label, target);
  return Array.from({ length: count }, (_, index) => [
    ...target.subarray(index * numbersPerStageBox, (index + 1) * numbersPerStageBox),
  ]);
}

/** Draws boxes over grey; the answer reads one pixel. */
function draw(
  boxes: readonly StageBox[],
  changes: Parameters<typeof layout>[1] = {},
  pixelRatio = 1,
): (x: number, y: number) => number[] {
  const laidOut = layout(boxes, { ...changes, view: { ...changes.view, pixelRatio } });
  const image = { width: 100, height: 80, data: new Uint8ClampedArray(100 * 80 * 4).fill(128) };
  const atlas = { width: 40, height: 8, data: new Uint8ClampedArray(40 * 8 * 4).fill(255) };
  drawStageBoxes(image, new Float32Array(laidOut.flat()), laidOut.length, atlas);
  return (x, y) => [...image.data.subarray((y * 100 + x) * 4, (y * 100 + x) * 4 + 3)];
}

describe('layoutStageBoxes', () => {
  it('places outlines by the view, and keeps their width under zoom', () => {
    const [box] = layout([red]);
    expect(box!.slice(0, 4)).toEqual([29, 24, 71, 56]);
    const [zoomed] = layout([red], { view: { scale: 3, offsetX: 0, offsetY: 0 } });
    expect(zoomed!.slice(0, 4)).toEqual([29, 29, 91, 76]);
    expect(zoomed!.slice(8, 10)).toEqual(box!.slice(8, 10));
    expect(layout([red], { view: { pixelRatio: 2 } })[0]!.slice(8, 10)).toEqual([4, 2]);
  });

  it('puts earlier boxes over later ones, and the highlighted one on top, thicker and undimmed', () => {
    const colours = (boxes: number[][]): number[] => boxes.map((box) => box[4]!);
    const plain = layout([red, truth]);
    expect(colours(plain)).toEqual([0, 1]);
    expect(plain.map((box) => box[7])).toEqual([1, 1]);
    const highlighted = layout([red, truth], { highlighted: 1 });
    expect(colours(highlighted)).toEqual([1, 0]);
    expect(highlighted[0]![7]).toBeLessThan(0.6);
    expect(highlighted[1]![7]).toBe(1);
    expect(highlighted[1]![8]).toBeGreaterThan(plain[0]![8]!);
    expect(highlighted[1]![11]).toBeGreaterThan(0);
  });

  it('leaves out boxes off the canvas or without a place', () => {
    expect(layout([red], { view: { offsetX: -200 } })).toEqual([]);
    expect(layout([{ ...red, box: [NaN, 0, 10, 10] }])).toEqual([]);
    expect(layout([red], { view: { offsetX: -20 } }).length).toBe(1);
  });

  it('puts labels above a detection and below ground truth, inside where they would leave the canvas', () => {
    const place = (box: StageBox, changes: Partial<StageView> = {}): number[] =>
      layout([box], { label, view: changes })[0]!.slice(12, 18);
    expect(place(red)).toEqual([28, 15, 2, 0, 20, 8]);
    expect(place(truth).slice(0, 2)).toEqual([28, 57]);
    expect(place(red, { offsetY: -15 }).slice(0, 2)).toEqual([28, 7]);
    expect(place(red, { offsetY: -40 }).slice(0, 2)).toEqual([28, 0]);
    expect(place(red, { offsetX: 70 }).slice(0, 2)).toEqual([80, 15]);
    expect(place(red, { offsetX: -30 }).slice(0, 2)).toEqual([0, 15]);
    expect(place(truth, { offsetY: 27 }).slice(0, 2)).toEqual([28, 67]);
  });
});

describe('drawStageBoxes', () => {
  it('draws a solid line with a dark casing on both sides, and nothing inside', () => {
    const at = draw([red]);
    for (const x of [29, 30, 69, 70]) expect(at(x, 40)).toEqual([255, 0, 0]);
    for (const y of [24, 25, 54, 55]) expect(at(50, y)).toEqual([255, 0, 0]);
    for (const x of [28, 31, 68, 71]) expect(at(x, 40)).toEqual([51, 51, 51]);
    for (const y of [23, 26, 53, 56]) expect(at(50, y)).toEqual([51, 51, 51]);
    for (const [x, y] of [
      [27, 40],
      [32, 40],
      [50, 22],
      [50, 27],
      [50, 57],
    ] as const) {
      expect(at(x, y)).toEqual([128, 128, 128]);
    }
  });

  it('dashes ground truth, six pixels on and four off, wider on a finer screen', () => {
    const along = (at: (x: number, y: number) => number[], count: number): boolean[] =>
      Array.from({ length: count }, (_, i) => at(29 + i, 24)[1] === 255);
    const dash = [...Array<boolean>(6).fill(true), ...Array<boolean>(4).fill(false)];
    expect(along(draw([truth]), 20)).toEqual([...dash, ...dash]);
    const fine = draw([truth], {}, 2);
    const places = Array.from({ length: 20 }, (_, i) => fine(28 + i, 23)[1] === 255);
    expect(places).toEqual(dash.flatMap((isOn) => [isOn, isOn]));
  });

  it('tints the inside of the highlighted box, and dims the others', () => {
    const at = draw([red, { ...truth, box: [35, 20, 42, 35] }], { highlighted: 0 });
    const [tinted = 0, green = 0] = at(40, 40);
    expect(tinted).toBeGreaterThan(130);
    expect(green).toBeLessThan(128);
    const [, dimmed = 0] = at(93, 46);
    expect(dimmed).toBeGreaterThan(150);
    expect(dimmed).toBeLessThan(220);
  });

  it('draws boxes smaller than their lines, and clips those that reach past the canvas', () => {
    const tiny = draw([{ ...red, box: [20, 20, 20, 20] }]);
    expect(tiny(49, 44)).toEqual([255, 0, 0]);
    expect(tiny(52, 44)).toEqual([128, 128, 128]);
    const wide = draw([{ ...red, box: [-50, 10, 500, 25] }]);
    expect(wide(0, 24)).toEqual([255, 0, 0]);
    expect(wide(99, 24)).toEqual([255, 0, 0]);
  });

  it('copies labels from the atlas', () => {
    const at = draw([red], { label });
    expect(at(28, 15)).toEqual([255, 255, 255]);
    expect(at(47, 22)).toEqual([255, 255, 255]);
    expect(at(48, 18)).toEqual([128, 128, 128]);
  });
});
