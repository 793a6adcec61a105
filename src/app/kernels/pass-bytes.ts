/** A and K of the photo that passes were measured on. */
export interface MeasuredShape {
  readonly anchors: number;
  readonly classes: number;
}

/** Bytes that a pass has to read and write, by its label: A × K float32 logits, A values of 4 bytes, A corners of 16. */
const bytesByLabel: Readonly<Record<string, (shape: MeasuredShape) => number>> = {
  // Corners in; target, box and overlap out.
  'match-anchors.wgsl matchAnchors': ({ anchors }) => anchors * (16 + 12),
  // Logits and target in, category out.
  'anchor-categories.wgsl categoriseByQuads': ({ anchors, classes }) => anchors * (4 * classes + 8),
  'anchor-categories.wgsl categoriseBySingles': ({ anchors, classes }) => anchors * (4 * classes + 8),
  // Logits and target in, loss out.
  'dense-loss.wgsl denseLoss': ({ anchors, classes }) => anchors * (4 * classes + 8),
  // Loss and category in.
  'loss-statistics.wgsl sumLevels': ({ anchors }) => anchors * 8,
};

/** What a pass has to read and write, whatever caches spare it; undefined where it follows from more than the shape. */
export function bytesOfPass(label: string, shape: MeasuredShape): number | undefined {
  return bytesByLabel[label]?.(shape);
}

/** A time of fewer steps of the clock than these is more rounding than time. */
const fewestClockSteps = 10;

/**
 * 10⁹ bytes a second; undefined where the bytes are not known, or where so few steps of the clock lie behind the mean
 * that it would be a guess.
 *
 * @param mean milliseconds of one run
 * @param resolution one step of the clock, in milliseconds
 */
export function passBandwidth(
  bytes: number | undefined,
  mean: number,
  repetitions: number,
  resolution: number,
): number | undefined {
  if (bytes === undefined || mean <= 0 || mean * repetitions < fewestClockSteps * resolution)
    return undefined;
  return bytes / mean / 1e6;
}
