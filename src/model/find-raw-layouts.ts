import { mayBe, type TensorSignature } from './graph-signature.ts';
import type { ConcatenatedLayout, LevelMaps, PerLevelLayout } from './head-layout.ts';

/** An output whose numbers a head may be made of. */
function isFloat({ type }: TensorSignature): boolean {
  return type === 'float32' || type === 'float16';
}

/** Every pair of outputs that may be logits `[1, A, K]` and deltas `[1, A, 4]`. */
export function findConcatenated(outputs: readonly TensorSignature[]): readonly ConcatenatedLayout[] {
  const rows = outputs.flatMap((output) => {
    const { name, dims } = output;
    const [batch, anchors, width] = dims ?? [];
    const fits = dims?.length === 3 && isFloat(output) && mayBe(batch, 1);
    return fits && width !== undefined ? [{ name, anchors, width }] : [];
  });
  return rows
    .filter(({ width }) => width === 4)
    .flatMap((deltas) =>
      rows
        .filter(({ name, anchors }) => {
          const isKnown = anchors !== undefined && deltas.anchors !== undefined;
          return name !== deltas.name && (!isKnown || anchors === deltas.anchors);
        })
        .map((logits) => ({
          kind: 'concatenated' as const,
          logits: logits.name,
          deltas: deltas.name,
          classes: logits.width,
          anchors: logits.anchors ?? deltas.anchors,
        })),
    );
}

/** Most levels that a pyramid of maps may have: P3 to P7 are five. */
const mostLevels = 8;

/** A map `[1, channels, height, width]` of known size. */
interface FeatureMap {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Every way in which outputs may be pairs of maps `[1, a·K, H, W]` and `[1, a·4, H, W]`, one pair a level. */
export function findPerLevel(outputs: readonly TensorSignature[]): readonly PerLevelLayout[] {
  const maps = outputs.flatMap((output): FeatureMap[] => {
    const [batch, channels, height, width] = output.dims ?? [];
    const fits = output.dims?.length === 4 && isFloat(output) && mayBe(batch, 1);
    const isKnown = channels !== undefined && height !== undefined && width !== undefined;
    return fits && isKnown ? [{ name: output.name, channels, height, width }] : [];
  });
  const byChannels = groupBy(maps, ({ channels }) => channels);
  const readings: PerLevelLayout[] = [];
  for (const [boxChannels, boxes] of byChannels) {
    for (const [scoreChannels, scores] of byChannels) {
      const anchorsPerCell = boxChannels / 4;
      const classes = scoreChannels / anchorsPerCell;
      if (!Number.isInteger(anchorsPerCell) || !Number.isInteger(classes)) continue;
      // With four classes both kinds of maps have as many channels: either of a level's two may be the scores.
      const pairings: readonly (readonly [FeatureMap[], FeatureMap[]])[] =
        boxChannels === scoreChannels ? splitPairs(boxes) : [[scores, boxes]];
      for (const [logits, deltas] of pairings) {
        const levels = pairLevels(logits, deltas);
        if (levels) readings.push({ kind: 'per-level', levels, classes, anchorsPerCell });
      }
    }
  }
  return readings;
}

/** Finest first. Levels of one size keep the order in which the graph gives them, or its reverse where that is coarse to fine. */
function sortLevels(maps: readonly FeatureMap[]): readonly FeatureMap[] {
  const area = ({ height, width }: FeatureMap): number => height * width;
  const [first, last] = [maps[0], maps.at(-1)];
  const isCoarseFirst = first !== undefined && last !== undefined && area(first) < area(last);
  return (isCoarseFirst ? maps.toReversed() : [...maps]).sort((a, b) => area(b) - area(a));
}

function pairLevels(
  logits: readonly FeatureMap[],
  deltas: readonly FeatureMap[],
): readonly LevelMaps[] | undefined {
  if (logits.length !== deltas.length || logits.length === 0 || logits.length > mostLevels) return undefined;
  const boxes = sortLevels(deltas);
  const levels = sortLevels(logits).map(({ name, height, width }, index) => {
    const box = boxes[index];
    return box?.height === height && box.width === width
      ? { logits: name, deltas: box.name, height, width }
      : undefined;
  });
  return levels.every((level) => level !== undefined) ? levels : undefined;
}

/** Both ways to share out maps that come twice in each size. */
function splitPairs(maps: readonly FeatureMap[]): readonly (readonly [FeatureMap[], FeatureMap[]])[] {
  const bySize = [...groupBy(maps, ({ height, width }) => `${height} ${width}`).values()];
  if (bySize.some((ofSize) => ofSize.length !== 2)) return [];
  const take = (place: number): FeatureMap[] => bySize.flatMap((ofSize) => ofSize.slice(place, place + 1));
  const [first, second] = [take(0), take(1)];
  return [
    [first, second],
    [second, first],
  ];
}

/** In the order of first occurrence. */
function groupBy<Key>(maps: readonly FeatureMap[], keyOf: (map: FeatureMap) => Key): Map<Key, FeatureMap[]> {
  const groups = new Map<Key, FeatureMap[]>();
  for (const map of maps) {
    const key = keyOf(map);
    const group = groups.get(key);
    if (group) group.push(map);
    else groups.set(key, [map]);
  }
  return groups;
}
