import type { AnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { GroundTruthBox } from '../../src/anchors/ground-truth.ts';
import type { Box } from '../../src/base/box.ts';
import { choosePreset } from '../../src/app/loss-presets.ts';
import { toEngineSettings } from '../../src/app/engine-settings.ts';
import { lossPresets, resolveSettings, type Settings } from '../../src/app/settings.ts';
import type { EngineSettings } from '../../src/engine/messages.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import type { Photo } from '../../src/image/photo.ts';

export type Trainer = Exclude<Settings['lossPreset'], 'model'>;
export const trainers = lossPresets.filter((preset): preset is Trainer => preset !== 'model');

/** A photo of 40 × 30 in an input of 40 × 40: below y = 30 there is padding. */
const [width, height] = [40, 30];
export const presetPhoto: Photo = {
  fileName: 'small.png',
  width,
  height,
  pixels: { width, height, data: new Uint8ClampedArray(width * height * 4) },
};
export const presetGeometry = createInputGeometry(width, height, width, width);

const anchorBoxes: readonly Box[] = [
  [0, 0, 10, 10],
  [20, 0, 30, 10],
  [0, 20, 10, 30],
  // Its centre lies on y = 30, just off the photo.
  [20, 25, 30, 35],
  [30, 10, 40, 20],
  // Alone on the second level.
  [0, 0, 20, 20],
];

const level = { gridHeight: 1, stride: 8 };
export const presetGrid: AnchorGrid = {
  inputWidth: 40,
  inputHeight: 40,
  levels: [
    { ...level, name: 'P3', gridWidth: 5, firstAnchor: 0, anchorCount: 5 },
    { ...level, name: 'P4', gridWidth: 1, firstAnchor: 5, anchorCount: 1 },
  ],
  anchorsPerCell: 1,
  anchorCount: 6,
  boxes: Float32Array.from(anchorBoxes.flat()),
};

/**
 * IoU: anchor 0 with box 0 80/100, with box 4 10/100; anchor 1 with box 1 40/100, just the threshold; anchor 2 with box
 * 2 45/100, between the thresholds; anchor 3 with box 3 50/100. Each of these is the box's best. Anchor 5 overlaps box 0
 * by 80/400.
 */
export const presetBoxes: readonly GroundTruthBox[] = [
  { box: [0, 0, 10, 8], classIndex: 0 },
  { box: [20, 0, 30, 4], classIndex: 1 },
  { box: [0, 20, 10, 24.5], classIndex: 0 },
  { box: [20, 25, 30, 30], classIndex: 1 },
  { box: [0, 0, 10, 1], classIndex: 1 },
];

/** p is 3/4, 1/2 or 1/4. */
const three = Math.log(3);
export const presetClasses = 2;
export const presetLogits = Float32Array.from([
  ...[three, 0],
  ...[0, three],
  ...[0, 0],
  ...[-three, 0],
  ...[-three, -three],
  ...[0, -three],
]);

/** Every predicted box is its anchor. */
export const presetDeltas = new Float32Array(6 * 4);

export interface PresetOutcome {
  readonly targets: readonly number[];
  readonly matched: readonly number[];
  readonly normaliser: number;
  readonly classLoss: number;
  readonly boxLoss: number;
}

/*
 * Focal loss of an element, α 0.25 and γ 2: own class 0.25 · (1 − p)² · −ln p, another 0.75 · p² · −ln(1 − p).
 *
 *   own      p = 3/4:  0.25 · 0.0625 · 0.287682 = 0.004495      another  p = 3/4:  0.75 · 0.5625 · 1.386294 = 0.584843
 *            p = 1/2:  0.25 · 0.25   · 0.693147 = 0.043322               p = 1/2:  0.75 · 0.25   · 0.693147 = 0.129965
 *            p = 1/4:  0.25 · 0.5625 · 1.386294 = 0.194948               p = 1/4:  0.75 · 0.0625 · 0.287682 = 0.013485
 *
 * Deltas that would fit, of boxes that differ from their anchors in height alone: dy by the centres over 10, dh the
 * logarithm of the height over 10. What the anchors lack of them, since they predict none:
 *
 *   anchor 0, box 0: 0.1,   ln 0.8  = 0.223144       anchor 0, box 4: 0.45,  ln 0.1 = 2.302585
 *   anchor 1, box 1: 0.3,   ln 0.4  = 0.916291       anchor 2, box 2: 0.275, ln 0.45 = 0.798508
 *   anchor 3, box 3: 0.25,  ln 0.5  = 0.693147
 */

/** Anchors 0 to 3 are foreground of the box that they overlap most. */
const nearest = { targets: [0, 1, 0, 1, -1, -1], matched: [0, 1, 2, 3, -1, 0] };

// Anchor 0: 0.004495 + 0.129965; 1: 0.129965 + 0.004495; 2: 0.043322 + 0.129965; 3: 0.013485 + 0.043322; 4: 2 · 0.013485;
// 5: 0.129965 + 0.013485. Together 0.669435, over 4 anchors of foreground.
const nearestClassLoss = 0.669435 / 4;

// 0.1 + 0.223144 + 0.3 + 0.916291 + 0.275 + 0.798508 + 0.25 + 0.693147 = 3.55609
const nearestL1 = 3.55609 / 4;

export const presetOutcomes: Readonly<Record<Trainer, PresetOutcome>> = {
  'torchvision-v1': { ...nearest, normaliser: 4, classLoss: nearestClassLoss, boxLoss: nearestL1 },

  // GIoU is the IoU here, since one box lies in the other: 0.2 + 0.6 + 0.55 + 0.5 is lost.
  'torchvision-v2': { ...nearest, normaliser: 4, classLoss: nearestClassLoss, boxLoss: 1.85 / 4 },

  detectron2: { ...nearest, normaliser: 4, classLoss: nearestClassLoss, boxLoss: nearestL1 },

  // Box 4 comes last and takes anchor 0, its best, from box 0: 0.584843 + 0.043322 instead of 0.004495 + 0.129965 makes
  // 1.16314; and 0.45 + 2.302585 instead of 0.1 + 0.223144 makes 5.985531.
  mmdetection: {
    targets: [1, 1, 0, 1, -1, -1],
    matched: [4, 1, 2, 3, -1, 0],
    normaliser: 4,
    classLoss: 1.16314 / 4,
    boxLoss: 5.985531 / 4,
  },

  // Anchor 1 is background at 0.4 ≤ 0.4, 2 is ignored at 0.45, 3 is ignored off the photo. 0: 0.004495 + 0.129965;
  // 1: 0.129965 + 0.584843; 4: 2 · 0.013485; 5: 0.129965 + 0.013485. Box 0, β = 1/9: 0.1² / (2/9) = 0.045, and
  // 0.223144 − 1/18 = 0.167588.
  'keras-retinanet': {
    targets: [0, -1, -2, -2, -1, -1],
    matched: [0, 1, 2, 3, -1, 0],
    normaliser: 1,
    classLoss: 1.019688,
    boxLoss: 0.212588,
  },

  // Anchors 1 and 2 are ignored. 0: 0.004495 + 0.129965; 3: 0.013485 + 0.043322; 4: 2 · 0.013485; 5: 0.129965 + 0.013485.
  // Two are foreground on P3 and none on P4, which counts as one. β = 0.11: 0.1² / 0.22 + (0.223144 − 0.055) = 0.213599,
  // and (0.25 − 0.055) + (0.693147 − 0.055) = 0.833147.
  odtk: {
    targets: [0, -2, -2, 1, -1, -1],
    matched: [0, 1, 2, 3, -1, 0],
    normaliser: 3,
    classLoss: 0.361688 / 3,
    boxLoss: 1.046746 / 3,
  },

  // The same without the levels, and β = 1/9: 0.212588, and (0.25 − 1/18) + (0.693147 − 1/18) = 0.832036.
  yhenon: {
    targets: [0, -2, -2, 1, -1, -1],
    matched: [0, 1, 2, 3, -1, 0],
    normaliser: 2,
    classLoss: 0.361688 / 2,
    boxLoss: 1.044624 / 2,
  },
};

/** What the engine is told where a person has chosen a trainer. */
export function settingsOfTrainer(trainer: Trainer): EngineSettings {
  return toEngineSettings(resolveSettings(choosePreset({}, trainer)), { panel: 'loss', chosen: {} });
}
