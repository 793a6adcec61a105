import { levelName } from './anchor-settings.ts';
import type { Coverage } from './compute-coverage.ts';

/** Boxes of one kind, and how they are covered. */
export interface CoverageGroup {
  /** What the group is of: a name, or empty where the bounds say it. */
  readonly name: string;
  /** From this size, area or ratio on, up to below the next; the level's own number in `byLevel`. */
  readonly from: number;
  readonly to: number;
  readonly boxes: number;
  /** By IoU alone; the three make up `boxes`. */
  readonly covered: number;
  readonly lowQuality: number;
  readonly none: number;
  /** After every anchor went to the box it overlaps most. */
  readonly assignedCovered: number;
  readonly assignedLowQuality: number;
  readonly assignedNone: number;
  /** Over the group's boxes, 0 where there is none. */
  readonly meanBestIou: number;
  /** Anchors a box, at the foreground threshold or above, by IoU alone. */
  readonly meanAnchors: number;
}

/** Coverage in groups; boxes that took no part are in `refused` alone, by reason as in `boxRefusals`. */
export interface CoverageSummary {
  readonly all: CoverageGroup;
  /** COCO's small, medium and large: by area in pixels of the image, below 32², below 96², and above. */
  readonly byCocoSize: readonly CoverageGroup[];
  /** By √(width · height) in pixels of the input, which is what anchors see: half octaves, the ends open. */
  readonly bySize: readonly CoverageGroup[];
  /** By height over width: half octaves around 1, the ends open. */
  readonly byRatio: readonly CoverageGroup[];
  /** By the level whose anchor has the best IoU; a box that overlaps no anchor is on none. */
  readonly byLevel: readonly CoverageGroup[];
  /** Anchors at the foreground threshold or above on each level, over all boxes. */
  readonly anchorsByLevel: readonly number[];
  /** Boxes by place in `boxRefusals`; the first took part. */
  readonly refusals: readonly number[];
}

/** 4, 5.66, 8 … 1024 */
const sizeEdges = Array.from({ length: 17 }, (_, index) => 2 ** (2 + index / 2));
/** 2^±0.25 is the group around 1, then half an octave each. */
const ratioEdges = Array.from({ length: 12 }, (_, index) => 2 ** (-2.75 + index / 2));

/** Adds up the boxes of one group. */
class GroupSums {
  boxes = 0;
  readonly covers = [0, 0, 0];
  readonly assignedCovers = [0, 0, 0];
  iou = 0;
  anchors = 0;

  add(coverage: Coverage, box: number): void {
    const cover = coverage.covers[box] ?? 0;
    const assigned = coverage.assignedCovers[box] ?? 0;
    this.boxes++;
    this.covers[cover] = (this.covers[cover] ?? 0) + 1;
    this.assignedCovers[assigned] = (this.assignedCovers[assigned] ?? 0) + 1;
    this.iou += coverage.bestIou[box] ?? 0;
    this.anchors += coverage.anchors[box] ?? 0;
  }

  group(name: string, from: number, to: number): CoverageGroup {
    const [none = 0, lowQuality = 0, covered = 0] = this.covers;
    const [assignedNone = 0, assignedLowQuality = 0, assignedCovered = 0] = this.assignedCovers;
    const mean = (sum: number): number => (this.boxes === 0 ? 0 : sum / this.boxes);
    return {
      name,
      from,
      to,
      boxes: this.boxes,
      covered,
      lowQuality,
      none,
      assignedCovered,
      assignedLowQuality,
      assignedNone,
      meanBestIou: mean(this.iou),
      meanAnchors: mean(this.anchors),
    };
  }
}

/** Sorts the boxes of a coverage into groups. */
export function summariseCoverage(coverage: Coverage): CoverageSummary {
  const { settings, refusals, inputSizes, imageAreas, bestLevel, levelAnchors } = coverage;
  const levelCount = settings.strides.length;
  const all = new GroupSums();
  const cocoSizes = sumsFor(3);
  const sizes = sumsFor(sizeEdges.length + 1);
  const ratios = sumsFor(ratioEdges.length + 1);
  const levels = sumsFor(levelCount);
  const anchorsByLevel = new Array<number>(levelCount).fill(0);
  const refusalCounts = [0, 0, 0, 0, 0];
  for (const [box, refusal] of refusals.entries()) {
    refusalCounts[refusal] = (refusalCounts[refusal] ?? 0) + 1;
    if (refusal !== 0) continue;
    const width = inputSizes[box * 2] ?? 0;
    const height = inputSizes[box * 2 + 1] ?? 0;
    all.add(coverage, box);
    cocoSizes[binOf([32 ** 2, 96 ** 2], imageAreas[box] ?? 0)]?.add(coverage, box);
    sizes[binOf(sizeEdges, Math.sqrt(width * height))]?.add(coverage, box);
    ratios[binOf(ratioEdges, height / width)]?.add(coverage, box);
    levels[bestLevel[box] ?? -1]?.add(coverage, box);
    for (let level = 0; level < levelCount; level++) {
      const anchors = levelAnchors[box * levelCount + level] ?? 0;
      anchorsByLevel[level] = (anchorsByLevel[level] ?? 0) + anchors;
    }
  }
  return {
    all: all.group('all', 0, Infinity),
    byCocoSize: groupsBetween(cocoSizes, [32 ** 2, 96 ** 2], ['small', 'medium', 'large']),
    bySize: groupsBetween(sizes, sizeEdges),
    byRatio: groupsBetween(ratios, ratioEdges),
    byLevel: levels.map((sums, level) => sums.group(levelName(settings, level), level, level + 1)),
    anchorsByLevel,
    refusals: refusalCounts,
  };
}

function sumsFor(count: number): GroupSums[] {
  return Array.from({ length: count }, () => new GroupSums());
}

/** Number of edges at or below a value. */
function binOf(edges: readonly number[], value: number): number {
  const bin = edges.findIndex((edge) => value < edge);
  return bin < 0 ? edges.length : bin;
}

function groupsBetween(
  sums: readonly GroupSums[],
  edges: readonly number[],
  names: readonly string[] = [],
): CoverageGroup[] {
  return sums.map((each, bin) =>
    each.group(names[bin] ?? '', bin === 0 ? 0 : (edges[bin - 1] ?? 0), edges[bin] ?? Infinity),
  );
}
