import type { Box } from '../base/box.ts';
import type { StageView } from '../stage/scene.ts';

/** Where the photo lies in the stage, in CSS pixels: `stage = offset + photo · scale`. */
export interface Placing {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Room kept free around a fitted photo, in CSS pixels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

const desktopMargins: Margins = { top: 24, right: 24, bottom: 68, left: 24 };
/** Where the legend takes two lines. */
const narrowMargins: Margins = { top: 8, right: 8, bottom: 88, left: 8 };
/** Margins where the stage is too low for a legend beside the photo. */
const lowMargins: Margins = { top: 8, right: 8, bottom: 8, left: 8 };
const lowStage = 280;
const narrowStage = 640;

/** The margins of a stage of this size. */
export function marginsOf({ width, height }: Size): Margins {
  if (height < lowStage) return lowMargins;
  return width < narrowStage ? narrowMargins : desktopMargins;
}

/** CSS pixels per photo pixel beyond which nothing more is to be seen. */
const maximumScale = 32;

/** The part of a photo's long side that must stay in sight when it is dragged away, in CSS pixels. */
const keptInSight = 48;

/** The whole photo, as large as the margins allow, in their middle. Small photos grow four times at most. */
export function fitPhoto(stage: Size, photo: Size, margins: Margins): Placing {
  const width = Math.max(1, stage.width - margins.left - margins.right);
  const height = Math.max(1, stage.height - margins.top - margins.bottom);
  const scale = Math.min(width / photo.width, height / photo.height, 4);
  return {
    scale,
    offsetX: margins.left + (width - photo.width * scale) / 2,
    offsetY: margins.top + (height - photo.height * scale) / 2,
  };
}

/** Zooms by `factor` and keeps what lies under `(x, y)` there. */
export function zoomAt(placing: Placing, factor: number, x: number, y: number, fitted: Placing): Placing {
  const lowest = Math.min(fitted.scale, 1) / 2;
  const highest = Math.max(maximumScale, fitted.scale);
  const scale = Math.min(highest, Math.max(lowest, placing.scale * factor));
  const applied = scale / placing.scale;
  return {
    scale,
    offsetX: x - (x - placing.offsetX) * applied,
    offsetY: y - (y - placing.offsetY) * applied,
  };
}

/** Moves the photo, but never out of sight. */
export function panBy(placing: Placing, dx: number, dy: number, stage: Size, photo: Size): Placing {
  const bound = (offset: number, room: number, length: number): number => {
    const kept = Math.min(keptInSight, length, room);
    return Math.min(room - kept, Math.max(kept - length, offset));
  };
  return {
    scale: placing.scale,
    offsetX: bound(placing.offsetX + dx, stage.width, photo.width * placing.scale),
    offsetY: bound(placing.offsetY + dy, stage.height, photo.height * placing.scale),
  };
}

/** The part of the stage that a box takes where it is shown by itself. */
const shownShare = 0.45;

/** How far the photo is enlarged at most to show a box. */
const shownScale = 6;

/** Brings a box of the photo into the middle of the stage, with its surroundings; never smaller than `fitted`. */
export function placeBox([x0, y0, x1, y1]: Box, stage: Size, photo: Size, fitted: Placing): Placing {
  const room = Math.min(stage.width / Math.max(1, x1 - x0), stage.height / Math.max(1, y1 - y0));
  const scale = Math.max(fitted.scale, Math.min(room * shownShare, shownScale));
  // Anchors reach beyond the photo: what of them lies on it is what can be looked at.
  const middle = (low: number, high: number, length: number): number =>
    (Math.max(0, Math.min(low, length)) + Math.max(0, Math.min(high, length))) / 2;
  const placing = {
    scale,
    offsetX: stage.width / 2 - middle(x0, x1, photo.width) * scale,
    offsetY: stage.height / 2 - middle(y0, y1, photo.height) * scale,
  };
  return scale === fitted.scale ? fitted : panBy(placing, 0, 0, stage, photo);
}

/** The same in device pixels, as the engine wants it. */
export function toStageView(placing: Placing, stage: Size, pixelRatio: number): StageView {
  return {
    width: Math.max(1, Math.round(stage.width * pixelRatio)),
    height: Math.max(1, Math.round(stage.height * pixelRatio)),
    scale: placing.scale * pixelRatio,
    offsetX: placing.offsetX * pixelRatio,
    offsetY: placing.offsetY * pixelRatio,
    pixelRatio,
  };
}

/** The index of the smallest box under a point of the stage (CSS pixels), or undefined. */
export function boxAt(boxes: readonly Box[], placing: Placing, x: number, y: number): number | undefined {
  const photoX = (x - placing.offsetX) / placing.scale;
  const photoY = (y - placing.offsetY) / placing.scale;
  let found: number | undefined;
  let smallest = Infinity;
  for (const [index, [x0, y0, x1, y1]] of boxes.entries()) {
    const area = (x1 - x0) * (y1 - y0);
    const inside = photoX >= x0 && photoX <= x1 && photoY >= y0 && photoY <= y1;
    if (inside && area < smallest) [found, smallest] = [index, area];
  }
  return found;
}

/** A point of the stage, in pixels of the photo. */
export function photoPoint(
  { scale, offsetX, offsetY }: Placing,
  { x, y }: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } {
  return { x: (x - offsetX) / scale, y: (y - offsetY) / scale };
}
