import type { Box } from '../base/box.ts';

/**
 * How an anchor's sides become numbers. `none` keeps them as the formula gives them. `half-extents` is torchvision's
 * way: the size is cut to whole pixels, and half of each side is rounded to whole pixels, halves to the even one.
 * `whole-base` is that of ODTK's release 19.04: the cell's own width and height are rounded before they are scaled, and
 * the far corner lies one pixel nearer.
 */
export type ShapeRounding = 'none' | 'half-extents' | 'whole-base';

/** The part of an anchor configuration that the shapes of a cell follow from. */
export interface AnchorRule {
  /** Side of the square anchor of scale 1, in strides. */
  readonly baseSizeInStrides: number;
  readonly scales: readonly number[];
  /** Sides of the square anchors of each level, in pixels, one a scale: in place of base and scales. */
  readonly sizes?: readonly (readonly number[])[];
  /** Height over width. */
  readonly ratios: readonly number[];
  readonly order: 'ratio-outer' | 'scale-outer';
  /** Default `none`. */
  readonly rounding?: ShapeRounding;
}

/**
 * Each shape of a level as corners from its centre, in the order of the head's channels.
 *
 * @param level index of the level, for rules with sizes of each level
 * @param stride of the level, in pixels of the input
 */
export function anchorShapes(rule: AnchorRule, level: number, stride: number): readonly Box[] {
  const { scales, ratios, order, rounding = 'none' } = rule;
  const base = rule.baseSizeInStrides * stride;
  const shape = (scale: number, scaleIndex: number, ratio: number): Box => {
    const size = rule.sizes?.[level]?.[scaleIndex] ?? base * scale;
    switch (rounding) {
      case 'none':
        return centred(size / Math.sqrt(ratio), size * Math.sqrt(ratio));
      case 'half-extents': {
        const whole = Math.trunc(size);
        const half = (side: number): number => 2 * roundHalfToEven(side / 2);
        return centred(half(whole / Math.sqrt(ratio)), half(whole * Math.sqrt(ratio)));
      }
      case 'whole-base': {
        const width = roundHalfToEven(stride / Math.sqrt(ratio));
        const height = roundHalfToEven(width * ratio);
        const factor = size / stride;
        const [x0, y0, x1, y1] = centred(width * factor, height * factor);
        return [x0, y0, x1 - 1, y1 - 1];
      }
    }
  };
  return order === 'ratio-outer'
    ? ratios.flatMap((ratio) => scales.map((scale, index) => shape(scale, index, ratio)))
    : scales.flatMap((scale, index) => ratios.map((ratio) => shape(scale, index, ratio)));
}

function centred(width: number, height: number): Box {
  return [-width / 2, -height / 2, width / 2, height / 2];
}

/** To the nearest whole number; of two, the even one. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
