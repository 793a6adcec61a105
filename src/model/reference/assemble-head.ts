import { halvesToFloats } from '../half-float.ts';

/** Bounds of a probability that can be turned back into a logit, as float32: 1e-7 and 1 − 1e-7. */
const leastProbability = Math.fround(1e-7);
const mostProbability = Math.fround(1 - 1e-7);

/** One output of a head on the CPU. */
export interface HeadMapValues {
  /** `[channels, cells]`; `Uint16Array`: the bits of float16. Rows that are in order already have one cell. */
  readonly values: Float32Array | Uint16Array;
  readonly channels: number;
  readonly cells: number;
}

/** log(p) − log(1 − p), of p held between 1e-7 and 1 − 1e-7; what is not finite stays as it is. */
function recoverLogit(probability: number): number {
  if (!Number.isFinite(probability)) return probability;
  const held = Math.min(Math.max(probability, leastProbability), mostProbability);
  return Math.log(held) - Math.log1p(-held);
}

/**
 * The twin of the kernel `assemble-head`, exact where nothing is recovered, else worked out in float64 and rounded
 * once: the transpose `[cells, channels]` of each map, one after the other.
 *
 * @param recovers whether the values are probabilities whose logits are wanted
 * @returns float32 of all maps together
 */
export function assembleHeadReference(
  maps: readonly HeadMapValues[],
  recovers: boolean,
): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(maps.reduce((size, { channels, cells }) => size + channels * cells, 0));
  let start = 0;
  for (const { values, channels, cells } of maps) {
    const floats = values instanceof Uint16Array ? halvesToFloats(values) : values;
    if (cells === 1) rows.set(floats.subarray(0, channels), start);
    else {
      for (let channel = 0; channel < channels; channel++) {
        const from = channel * cells;
        for (let cell = 0, to = start + channel; cell < cells; cell++, to += channels)
          rows[to] = floats[from + cell] ?? NaN;
      }
    }
    start += channels * cells;
  }
  if (recovers)
    for (let index = 0; index < rows.length; index++) rows[index] = recoverLogit(rows[index] ?? NaN);
  return rows;
}
