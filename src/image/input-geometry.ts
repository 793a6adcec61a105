/** How a photo is laid into the network's input: resized to the upper left corner, padded right and below. */
export interface InputGeometry {
  /** The padded input, in pixels. */
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** The part of it that the photo covers. */
  readonly resizedWidth: number;
  readonly resizedHeight: number;
  /** Input pixels per pixel of the upright original. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/** What the model's manifest says of its input. */
export interface InputRule {
  /** The padded sides are multiples of this. */
  readonly padToMultiple: number;
  readonly padValue: number;
  readonly channelOrder: 'RGB' | 'BGR';
  /** Per channel of the input, in its order, for values 0 to 255: `(x − mean) / std`. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * The longest side takes `side` pixels, the other keeps the aspect ratio (at least one pixel).
 *
 * @param width and `height` of the upright original
 */
export function createInputGeometry(
  width: number,
  height: number,
  side: number,
  padToMultiple: number,
): InputGeometry {
  const scale = side / Math.max(width, height);
  const resizedWidth = Math.max(1, Math.round(width * scale));
  const resizedHeight = Math.max(1, Math.round(height * scale));
  const pad = (length: number): number => Math.ceil(length / padToMultiple) * padToMultiple;
  return {
    inputWidth: pad(resizedWidth),
    inputHeight: pad(resizedHeight),
    resizedWidth,
    resizedHeight,
    scaleX: resizedWidth / width,
    scaleY: resizedHeight / height,
  };
}
