import * as v from 'valibot';
import { FocalScopeError } from '../base/errors.ts';
import type { DetectorConventions } from './detector-conventions.ts';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.gtValue(0));
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const factors = v.pipe(v.array(v.pipe(positive, v.maxValue(1000))), v.minLength(1), v.maxLength(32));
const threePositive = v.tuple([positive, positive, positive]);
const text = (most: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(most));
/** JSON has no infinity: null is none. */
const bound = v.nullable(finite);

const sidecarSchema = v.object({
  format: v.literal('focalscope-retinanet'),
  version: v.literal(1),
  model: v.optional(v.object({ file: text(1000) })),
  preset: text(100),
  input: v.object({
    channel_order: v.picklist(['RGB', 'BGR']),
    range: v.picklist(['0..255', '0..1']),
    mean: v.tuple([finite, finite, finite]),
    std: threePositive,
    resize: v.variant('kind', [
      v.object({ kind: v.literal('longest-side') }),
      v.object({ kind: v.literal('shorter-side'), shorter: whole(1, 16_384), longer: whole(1, 16_384) }),
      v.object({
        kind: v.literal('fixed'),
        width: whole(1, 16_384),
        height: whole(1, 16_384),
        fit: v.picklist(['contain', 'stretch']),
      }),
    ]),
    size_rounding: v.picklist(['round', 'floor']),
    filter: v.picklist(['antialiased', 'bilinear']),
    pad_to_multiple: whole(1, 4096),
    padding: v.picklist(['to-multiple', 'always']),
    pad_value: finite,
    pad_order: v.picklist(['after-normalising', 'before-normalising']),
  }),
  default_side: whole(16, 16_384),
  anchors: v.object({
    strides: v.pipe(v.array(whole(1, 4096)), v.minLength(1), v.maxLength(16)),
    first_level: whole(0, 20),
    base_size_in_strides: v.pipe(positive, v.maxValue(1000)),
    scales: factors,
    sizes: v.optional(v.array(factors)),
    ratios: factors,
    order: v.picklist(['ratio-outer', 'scale-outer']),
    centre_offset: fraction,
    rounding: v.picklist(['none', 'half-extents', 'whole-base']),
    stride_rule: v.picklist(['fixed', 'padded-over-grid']),
    level_shape: v.picklist(['ceil', 'floor']),
  }),
  box_coding: v.object({
    kind: v.picklist(['centre', 'corners']),
    weights: v.tuple([positive, positive, positive, positive]),
    max_log_size: bound,
    min_log_size: bound,
    extra_pixel: v.picklist([0, 1]),
  }),
  activation: v.picklist(['logits', 'probabilities']),
  classes: v.pipe(v.array(text(200)), v.minLength(1), v.maxLength(100_000)),
  category_ids: v.array(whole(-1, 2 ** 31 - 1)),
  score_threshold: fraction,
  display_score_threshold: fraction,
  nms_iou: fraction,
  top_k: whole(1, 1_000_000),
  max_detections: whole(1, 100_000),
  matching: v.object({ foreground_iou: fraction, background_iou: fraction, low_quality: v.boolean() }),
  prior: fraction,
});

type Sidecar = v.InferInput<typeof sidecarSchema>;

/**
 * Reads a `*.retinanet.json`.
 *
 * @param value parsed JSON
 * @throws FocalScopeError `sidecar-invalid`, with the path of the first fault
 */
export function readSidecar(value: unknown): DetectorConventions {
  const result = v.safeParse(sidecarSchema, value);
  const refuse = (path: string, reason: string): never => {
    throw new FocalScopeError('sidecar-invalid', { path: path === '' ? '$' : path, reason });
  };
  if (!result.success) {
    const [issue] = result.issues;
    return refuse(v.getDotPath(issue) ?? '', issue.message);
  }
  const { input, anchors, box_coding: coding, matching, ...file } = result.output;
  if (file.category_ids.length !== file.classes.length) refuse('category_ids', 'one id a class');
  if (matching.background_iou > matching.foreground_iou)
    refuse('matching.background_iou', 'at most foreground_iou');
  const { sizes } = anchors;
  if (sizes && sizes.length !== anchors.strides.length) refuse('anchors.sizes', 'one list a stride');
  const odd = sizes?.findIndex((ofLevel) => ofLevel.length !== anchors.scales.length) ?? -1;
  if (odd >= 0) refuse(`anchors.sizes.${odd}`, 'one size a scale');
  return {
    preset: file.preset,
    inputRule: {
      channelOrder: input.channel_order,
      range: input.range,
      mean: input.mean,
      std: input.std,
      resize: input.resize,
      sizeRounding: input.size_rounding,
      filter: input.filter,
      padToMultiple: input.pad_to_multiple,
      padding: input.padding,
      padValue: input.pad_value,
      padOrder: input.pad_order,
    },
    defaultSide: file.default_side,
    anchors: {
      strides: anchors.strides,
      firstLevel: anchors.first_level,
      baseSizeInStrides: anchors.base_size_in_strides,
      scales: anchors.scales,
      ...(sizes && { sizes }),
      ratios: anchors.ratios,
      order: anchors.order,
      centreOffset: anchors.centre_offset,
      rounding: anchors.rounding,
      strideRule: anchors.stride_rule,
      levelShape: anchors.level_shape,
    },
    boxCoding: {
      kind: coding.kind,
      weights: coding.weights,
      maxLogSize: coding.max_log_size ?? Infinity,
      minLogSize: coding.min_log_size ?? -Infinity,
      extraPixel: coding.extra_pixel,
    },
    activation: file.activation,
    classes: file.classes,
    categoryIds: file.category_ids,
    scoreThreshold: file.score_threshold,
    displayScoreThreshold: file.display_score_threshold,
    nmsIou: file.nms_iou,
    topKPerLevel: file.top_k,
    maxDetections: file.max_detections,
    matching: {
      foregroundIou: matching.foreground_iou,
      backgroundIou: matching.background_iou,
      allowLowQualityMatches: matching.low_quality,
    },
    prior: file.prior,
  };
}

/** Conventions as the text of a `*.retinanet.json`; {@link readSidecar} reads them back. */
export function writeSidecar(conventions: DetectorConventions, modelFile: string): string {
  const { inputRule: input, anchors, boxCoding: coding, matching } = conventions;
  const orNone = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const sidecar: Sidecar = {
    format: 'focalscope-retinanet',
    version: 1,
    model: { file: modelFile },
    preset: conventions.preset,
    input: {
      channel_order: input.channelOrder,
      range: input.range ?? '0..255',
      mean: [...input.mean],
      std: [...input.std],
      resize: input.resize ?? { kind: 'longest-side' },
      size_rounding: input.sizeRounding ?? 'round',
      filter: input.filter ?? 'antialiased',
      pad_to_multiple: input.padToMultiple,
      padding: input.padding ?? 'to-multiple',
      pad_value: input.padValue,
      pad_order: input.padOrder ?? 'after-normalising',
    },
    default_side: conventions.defaultSide,
    anchors: {
      strides: [...anchors.strides],
      first_level: anchors.firstLevel,
      base_size_in_strides: anchors.baseSizeInStrides,
      scales: [...anchors.scales],
      ...(anchors.sizes && { sizes: anchors.sizes.map((ofLevel) => [...ofLevel]) }),
      ratios: [...anchors.ratios],
      order: anchors.order,
      centre_offset: anchors.centreOffset,
      rounding: anchors.rounding ?? 'none',
      stride_rule: anchors.strideRule ?? 'fixed',
      level_shape: anchors.levelShape ?? 'ceil',
    },
    box_coding: {
      kind: coding.kind ?? 'centre',
      weights: [...coding.weights],
      max_log_size: orNone(coding.maxLogSize),
      min_log_size: orNone(coding.minLogSize ?? -Infinity),
      extra_pixel: coding.extraPixel ?? 0,
    },
    activation: conventions.activation,
    classes: [...conventions.classes],
    category_ids: [...conventions.categoryIds],
    score_threshold: conventions.scoreThreshold,
    display_score_threshold: conventions.displayScoreThreshold,
    nms_iou: conventions.nmsIou,
    top_k: conventions.topKPerLevel,
    max_detections: conventions.maxDetections,
    matching: {
      foreground_iou: matching.foregroundIou,
      background_iou: matching.backgroundIou,
      low_quality: matching.allowLowQualityMatches,
    },
    prior: conventions.prior,
  };
  return `${JSON.stringify(sidecar, undefined, 1)}\n`;
}

/** A model file's name as its sidecar is called: `mine.onnx` → `mine.retinanet.json`. */
export function sidecarName(modelFile: string): string {
  return `${modelFile.replace(/\.onnx$/i, '')}.retinanet.json`;
}
