import type { StageBox, StageScene, StageView } from './scene.ts';

/** Where a label lies in the atlas, in the atlas's pixels (which are device pixels). */
export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Numbers per laid-out box, in the order of the shader's struct: outline's outer corners (x0, y0, x1, y1); red,
 * green, blue, alpha; line width, casing width, dash length (0: solid), alpha of the inside; label's corner on the
 * canvas (x, y) and in the atlas (x, y); label's width and height, gap length, alpha of the casing.
 */
export const numbersPerStageBox = 20;

/** Lengths in CSS pixels, and opacities. */
const style = {
  line: 2,
  highlightedLine: 3,
  casing: 1,
  dash: 6,
  gap: 4,
  casingAlpha: 0.6,
  insideAlpha: 0.1,
  /** Of all others while one is highlighted. */
  dimmedAlpha: 0.45,
} as const;

function devicePixels(length: number, pixelRatio: number): number {
  return Math.max(1, Math.round(length * pixelRatio));
}

/** Beyond it nothing shows, and float32 still holds every whole number with room to spare. */
const farAway = 1e6;

function snap(position: number): number {
  return Math.min(farAway, Math.max(-farAway, Math.round(position)));
}

/** The canvas position of a label along one axis, moved so that it stays on the canvas. */
function keepInside(position: number, size: number, length: number): number {
  return Math.max(0, Math.min(position, length - size));
}

/**
 * The label's corner on the canvas: above the box's upper left corner; below the lower left one for ground truth, so
 * that it does not cover a detection's; within the box where it would leave the canvas.
 */
function placeLabel(
  kind: StageBox['kind'],
  outer: readonly [number, number, number, number],
  edge: { readonly line: number; readonly casing: number },
  label: LabelPlace,
  view: StageView,
): [number, number] {
  const within = edge.line + edge.casing;
  const x = keepInside(outer[0] - edge.casing, label.width, view.width);
  if (kind === 'ground-truth') {
    const below = outer[3] + edge.casing;
    const y = below + label.height <= view.height ? below : outer[3] - within - label.height;
    return [x, keepInside(y, label.height, view.height)];
  }
  const above = outer[1] - edge.casing - label.height;
  return [x, keepInside(above >= 0 ? above : outer[1] + within, label.height, view.height)];
}

/**
 * Lays the boxes of a scene out on the canvas, in whole device pixels: earlier boxes of the scene over later ones
 * (lists come best first) and the highlighted one over all. Line widths and labels keep their size under zoom. Boxes
 * off the canvas are left out.
 *
 * @param labels place in the atlas of a box's label, or undefined for none
 * @param target `[boxes, 20]`, as `numbersPerStageBox` says
 * @returns how many boxes were laid out
 */
export function layoutStageBoxes(
  scene: Pick<StageScene, 'view' | 'boxes' | 'highlighted'>,
  labels: (box: StageBox) => LabelPlace | undefined,
  target: Float32Array,
): number {
  const { view, boxes, highlighted } = scene;
  let count = 0;
  for (let index = boxes.length - 1; index >= 0; index--) {
    const box = boxes[index];
    if (box && index !== highlighted && layoutBox(box, false)) count++;
  }
  const top = highlighted === undefined ? undefined : boxes[highlighted];
  if (top && layoutBox(top, true)) count++;
  return count;

  function layoutBox(box: StageBox, isHighlighted: boolean): boolean {
    const line = devicePixels(isHighlighted ? style.highlightedLine : style.line, view.pixelRatio);
    const casing = devicePixels(style.casing, view.pixelRatio);
    const half = Math.floor(line / 2);
    const outer: [number, number, number, number] = [
      snap(view.offsetX + box.box[0] * view.scale) - half,
      snap(view.offsetY + box.box[1] * view.scale) - half,
      snap(view.offsetX + box.box[2] * view.scale) + half,
      snap(view.offsetY + box.box[3] * view.scale) + half,
    ];
    const isOnCanvas =
      outer[2] + casing > 0 &&
      outer[3] + casing > 0 &&
      outer[0] - casing < view.width &&
      outer[1] - casing < view.height;
    // Written so that a box with NaN in it is left out too.
    if (!isOnCanvas) return false;
    const dim = highlighted !== undefined && !isHighlighted ? style.dimmedAlpha : 1;
    const isDashed = box.kind === 'ground-truth';
    const label = labels(box);
    const place = label && placeLabel(box.kind, outer, { line, casing }, label, view);
    target.set(
      [
        ...outer,
        ...box.colour,
        dim,
        line,
        casing,
        isDashed ? devicePixels(style.dash, view.pixelRatio) : 0,
        isHighlighted ? style.insideAlpha : 0,
        ...(place ?? [0, 0]),
        label?.x ?? 0,
        label?.y ?? 0,
        label?.width ?? 0,
        label?.height ?? 0,
        devicePixels(style.gap, view.pixelRatio),
        style.casingAlpha,
      ],
      count * numbersPerStageBox,
    );
    return true;
  }
}
