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

/**
 * How large a photo becomes in the network's input. The page's input size is the longest side in the first two; the
 * second is torchvision's and detectron2's rule, 800 and 1333 there, of which it keeps the proportion.
 */
export type ResizeRule =
  | { readonly kind: 'longest-side' }
  | { readonly kind: 'shorter-side'; readonly shorter: number; readonly longer: number }
  /** Whatever the photo's shape: stretched to it, or kept in proportion and padded. */
  | {
      readonly kind: 'fixed';
      readonly width: number;
      readonly height: number;
      readonly fit: 'contain' | 'stretch';
    };

/** How a model wants its input; what is left out is as the built-in model has it. */
export interface InputRule {
  /** The padded sides are multiples of this. */
  readonly padToMultiple: number;
  readonly padValue: number;
  readonly channelOrder: 'RGB' | 'BGR';
  /** Per channel of the input, in its order: `(x − mean) / std`, x in `range`. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** What a channel's values are before normalising. Default `0..255`. */
  readonly range?: '0..255' | '0..1';
  /** Default `longest-side`. */
  readonly resize?: ResizeRule;
  /** How a resized side becomes whole pixels. Default `round`, halves up. */
  readonly sizeRounding?: 'round' | 'floor';
  /** `always` adds a whole multiple where a side divides already, as yhenon's code does. Default `to-multiple`. */
  readonly padding?: 'to-multiple' | 'always';
  /** Whether `padValue` is a value of the normalised input or of the picture. Default `after-normalising`. */
  readonly padOrder?: 'after-normalising' | 'before-normalising';
  /** Whether a reduced photo is antialiased, as Pillow does it and OpenCV and torch do not. Default `antialiased`. */
  readonly filter?: 'antialiased' | 'bilinear';
}

/** Normalising with all defaults worked out, for values 0 to 255. */
export interface Normalising {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Per channel, after normalising. */
  readonly padValues: readonly [number, number, number];
}

export function resolveNormalising(rule: InputRule): Normalising {
  const unit = rule.range === '0..1' ? 255 : 1;
  const [m0, m1, m2] = rule.mean;
  const [s0, s1, s2] = rule.std;
  const pad = (mean: number, std: number): number =>
    rule.padOrder === 'before-normalising' ? (rule.padValue - mean) / std : rule.padValue;
  return {
    mean: [m0 * unit, m1 * unit, m2 * unit],
    std: [s0 * unit, s1 * unit, s2 * unit],
    padValues: [pad(m0, s0), pad(m1, s1), pad(m2, s2)],
  };
}

/**
 * Lays a photo into the input as its model's rule says.
 *
 * @param width and `height` of the upright original
 * @param side longest side, of which a fixed input takes no notice
 */
export function layOutInput(width: number, height: number, side: number, rule: InputRule): InputGeometry {
  const { resize = { kind: 'longest-side' }, sizeRounding = 'round', padding = 'to-multiple' } = rule;
  const whole = (length: number): number =>
    Math.max(1, sizeRounding === 'floor' ? Math.floor(length) : Math.round(length));
  if (resize.kind === 'fixed') {
    const scale = Math.min(resize.width / width, resize.height / height);
    const stretches = resize.fit === 'stretch';
    const resizedWidth = stretches ? resize.width : Math.min(resize.width, whole(width * scale));
    const resizedHeight = stretches ? resize.height : Math.min(resize.height, whole(height * scale));
    return describeGeometry(width, height, resizedWidth, resizedHeight, resize.width, resize.height);
  }
  const longest = side / Math.max(width, height);
  const scale =
    resize.kind === 'longest-side'
      ? longest
      : Math.min((side * resize.shorter) / resize.longer / Math.min(width, height), longest);
  const resizedWidth = whole(width * scale);
  const resizedHeight = whole(height * scale);
  const { padToMultiple } = rule;
  const pad = (length: number): number =>
    padding === 'always'
      ? length + padToMultiple - (length % padToMultiple)
      : Math.ceil(length / padToMultiple) * padToMultiple;
  return describeGeometry(width, height, resizedWidth, resizedHeight, pad(resizedWidth), pad(resizedHeight));
}

function describeGeometry(
  width: number,
  height: number,
  resizedWidth: number,
  resizedHeight: number,
  inputWidth: number,
  inputHeight: number,
): InputGeometry {
  const [scaleX, scaleY] = [resizedWidth / width, resizedHeight / height];
  return { inputWidth, inputHeight, resizedWidth, resizedHeight, scaleX, scaleY };
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
  const rule = { padToMultiple, padValue: 0, channelOrder: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] } as const;
  return layOutInput(width, height, side, rule);
}
