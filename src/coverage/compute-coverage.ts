import type { MatchSettings } from '../anchors/ground-truth.ts';
import { yieldTask } from '../base/yield-task.ts';
import { requireWithin } from '../gpu/input-error.ts';
import { createAnchorLattice, setLatticeInput } from './anchor-lattice.ts';
import { validateAnchorSettings, type AnchorSettings } from './anchor-settings.ts';
import { admitBoxes, type AdmissionOptions, type CoverageBoxes } from './coverage-boxes.ts';
import { ImageCover } from './cover-image.ts';

/** How a box is covered, the worst first; the values in `Coverage.covers` are places in this list. */
export const coverKinds = ['none', 'low-quality', 'covered'] as const;
export type CoverKind = (typeof coverKinds)[number];

/** The part of the rules of matching that decides which anchors are foreground. */
export type CoverMatching = Pick<MatchSettings, 'foregroundIou' | 'allowLowQualityMatches'>;

export interface CoverageOptions extends AdmissionOptions {
  readonly signal?: AbortSignal;
  /** Boxes measured so far, of all that take part; called between slices, and at the end. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * How N boxes are covered, in the order they were given. Two views of it:
 *
 * - By IoU alone, each box as if it were the only one of its image: `bestIou`, `anchors`, `levelAnchors`, `covers`.
 * - After assignment: an anchor trains only the box that it overlaps most (the first of equals), so that a box can
 *   lose anchors to its neighbours: `assigned`, `assignedForeground`, `assignedCovers`.
 *
 * A box is `covered` with at least one anchor at the foreground threshold or above, `low-quality` where only the rule
 * that gives every box the anchors of its best IoU finds it any (torchvision, detectron2), else `none`.
 */
export interface Coverage {
  readonly settings: AnchorSettings;
  readonly matching: CoverMatching;
  /** `[N]` best IoU with any anchor of the grid, 0 for a refused box. */
  readonly bestIou: Float32Array<ArrayBuffer>;
  /** `[N]` index of the level of the anchor with the best IoU, the finest of equals; −1 for none. */
  readonly bestLevel: Int8Array<ArrayBuffer>;
  /** `[N]` anchors at the foreground threshold or above. */
  readonly anchors: Uint32Array<ArrayBuffer>;
  /** `[N, L]` the same by level. */
  readonly levelAnchors: Uint32Array<ArrayBuffer>;
  /** `[N]` anchors that train the box. */
  readonly assigned: Uint32Array<ArrayBuffer>;
  /** `[N]` those of them at the foreground threshold or above; the others are low-quality matches. */
  readonly assignedForeground: Uint32Array<ArrayBuffer>;
  /** `[N]` places in `coverKinds`. */
  readonly covers: Uint8Array<ArrayBuffer>;
  readonly assignedCovers: Uint8Array<ArrayBuffer>;
  /** `[N]` places in `boxRefusals`: why a box took no part, and so is `none`. */
  readonly refusals: Uint8Array<ArrayBuffer>;
  /** `[N, 2]` width and height of each box in pixels of the input, 0 for a refused box. */
  readonly inputSizes: Float32Array<ArrayBuffer>;
  /** `[N]` area in square pixels of the image. */
  readonly imageAreas: Float64Array<ArrayBuffer>;
  /** Number of images whose size had to be assumed. */
  readonly assumedImages: number;
}

/** Long enough not to lose time to the yields, short enough for a cancelled run to end at once. */
const sliceMilliseconds = 12;

/**
 * Measures which boxes the anchors of a setting cover. Cost is some tens of anchors a box, whatever the grid's size;
 * it yields to other tasks between slices.
 *
 * @throws InputError for settings, boxes or a foreground threshold outside (0, 1] that cannot be measured
 * @throws the signal's reason when aborted
 */
export async function computeCoverage(
  boxes: CoverageBoxes,
  settings: AnchorSettings,
  matching: CoverMatching,
  options: CoverageOptions = {},
): Promise<Coverage> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  validateAnchorSettings(settings);
  requireWithin('foregroundIou', matching.foregroundIou, 0.001, 1);
  const admitted = admitBoxes(boxes, settings, options);
  const coverage = createCoverage(boxes.images.length, settings, matching, admitted);
  const lattice = createAnchorLattice(settings);
  const { corners, sources, starts, inputSizes } = admitted;
  const cover = new ImageCover(lattice, corners, sources, matching.foregroundIou, coverage);

  let sliceEnd = performance.now() + sliceMilliseconds;
  const isSliceOver = (): boolean => performance.now() >= sliceEnd;
  const rest = async (done: number): Promise<void> => {
    onProgress?.(done, sources.length);
    await yieldTask(signal);
    sliceEnd = performance.now() + sliceMilliseconds;
  };
  for (let image = 0; image + 1 < starts.length; image++) {
    const first = starts[image] ?? 0;
    const end = starts[image + 1] ?? 0;
    if (first === end) continue;
    const anchorCount = setLatticeInput(lattice, inputSizes[image * 2] ?? 0, inputSizes[image * 2 + 1] ?? 0);
    cover.begin(first, end, anchorCount);
    for (let box = first; box < end; box++) {
      cover.measure(box);
      if (isSliceOver()) await rest(box);
    }
    cover.settleForeground();
    if (!matching.allowLowQualityMatches) continue;
    for (let box = first; box < end; box++) {
      cover.takeBest(box);
      if (isSliceOver()) await rest(end);
    }
  }
  classify(coverage);
  onProgress?.(sources.length, sources.length);
  return coverage;
}

function createCoverage(
  boxCount: number,
  settings: AnchorSettings,
  matching: CoverMatching,
  admitted: ReturnType<typeof admitBoxes>,
): Coverage {
  const inputSizes = new Float32Array(boxCount * 2);
  for (const [index, source] of admitted.sources.entries()) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = admitted.corners.subarray(index * 4, index * 4 + 4);
    inputSizes[source * 2] = x1 - x0;
    inputSizes[source * 2 + 1] = y1 - y0;
  }
  return {
    settings,
    matching,
    bestIou: new Float32Array(boxCount),
    bestLevel: new Int8Array(boxCount).fill(-1),
    anchors: new Uint32Array(boxCount),
    levelAnchors: new Uint32Array(boxCount * settings.strides.length),
    assigned: new Uint32Array(boxCount),
    assignedForeground: new Uint32Array(boxCount),
    covers: new Uint8Array(boxCount),
    assignedCovers: new Uint8Array(boxCount),
    refusals: admitted.refusals,
    inputSizes,
    imageAreas: admitted.imageAreas,
    assumedImages: admitted.assumedImages,
  };
}

function classify(coverage: Coverage): void {
  const { covers, assignedCovers, anchors, assigned, assignedForeground, bestIou } = coverage;
  const takesBest = coverage.matching.allowLowQualityMatches;
  for (let box = 0; box < covers.length; box++) {
    covers[box] = (anchors[box] ?? 0) > 0 ? 2 : takesBest && (bestIou[box] ?? 0) > 0 ? 1 : 0;
    assignedCovers[box] = (assignedForeground[box] ?? 0) > 0 ? 2 : (assigned[box] ?? 0) > 0 ? 1 : 0;
  }
}
