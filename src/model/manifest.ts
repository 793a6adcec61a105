import * as v from 'valibot';
import { FocalScopeError } from '../base/errors.ts';
import type { DetectorConventions } from './detector-conventions.ts';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const triple = v.tuple([v.number(), v.number(), v.number()]);
const positives = v.pipe(v.array(positive), v.minLength(1));

/** `"4 * stride"` → 4 */
const strideMultiple = v.pipe(
  v.string(),
  v.regex(/^\d+(\.\d+)? \* stride$/),
  v.transform((text) => Number.parseFloat(text)),
);

/** `"((x + 0.5) * stride, (y + 0.5) * stride)"` → 0.5 */
const cellOffset = v.pipe(
  v.string(),
  v.regex(/^\(\(x \+ (\d+(?:\.\d+)?)\) \* stride, \(y \+ \1\) \* stride\)$/),
  v.transform((text) => Number.parseFloat(text.slice('((x + '.length))),
);

const manifestSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.onnx$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  classes: v.pipe(v.array(v.string()), v.minLength(1)),
  category_ids: v.array(v.pipe(v.number(), v.integer())),
  input: v.object({
    name: v.string(),
    dtype: v.literal('float32'),
    channel_order: v.picklist(['RGB', 'BGR']),
    range: v.literal('0..255 before normalising'),
    mean: triple,
    std: v.tuple([positive, positive, positive]),
  }),
  resize: v.object({
    side: v.pipe(positive, v.integer()),
    pad_to_multiple: v.pipe(positive, v.integer()),
    pad_value_after_normalising: v.number(),
  }),
  outputs: v.object({
    cls_logits: v.object({ shape: v.array(v.union([v.number(), v.string()])) }),
    box_deltas: v.object({ shape: v.array(v.union([v.number(), v.string()])) }),
  }),
  anchors: v.object({
    strides: v.pipe(v.array(v.pipe(positive, v.integer())), v.minLength(1)),
    level_shape: v.literal('ceil(H / stride), ceil(W / stride)'),
    base_size: strideMultiple,
    scales: positives,
    ratios_h_over_w: positives,
    per_location: v.number(),
    order: v.picklist(['ratio outer, scale inner', 'scale outer, ratio inner']),
    centre: cellOffset,
    rounding: v.literal('none'),
  }),
  box_coder: v.object({
    weights: v.tuple([positive, positive, positive, positive]),
    clamp_dw_dh_max: positive,
  }),
  post: v.object({
    score_threshold: fraction,
    nms_iou: fraction,
    top_k: v.pipe(positive, v.integer()),
    max_detections: v.pipe(positive, v.integer()),
    display_score_threshold: fraction,
  }),
  loss: v.object({
    prior: fraction,
    match: v.object({ foreground: fraction, background: fraction, low_quality: v.boolean() }),
  }),
});

/** All that the page knows of a model that it fetches; nothing of it is in the code. */
export interface ModelManifest extends DetectorConventions {
  readonly name: string;
  /** File name of the ONNX file, beside the manifest. */
  readonly file: string;
  readonly bytes: number;
  readonly inputName: string;
  readonly logitsName: string;
  readonly deltasName: string;
}

/**
 * Reads a model's manifest.
 *
 * @param value parsed JSON
 * @throws FocalScopeError `manifest-invalid`, with the path of the first fault
 */
export function parseManifest(value: unknown): ModelManifest {
  const result = v.safeParse(manifestSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new FocalScopeError('manifest-invalid', { path: v.getDotPath(issue) ?? '', reason: issue.message });
  }
  const file = result.output;
  const refuse = (path: string, reason: string): never => {
    throw new FocalScopeError('manifest-invalid', { path, reason });
  };
  if (file.category_ids.length !== file.classes.length) refuse('category_ids', 'one id a class');
  if (file.anchors.per_location !== file.anchors.scales.length * file.anchors.ratios_h_over_w.length) {
    refuse('anchors.per_location', 'scales × ratios');
  }
  if (file.loss.match.background > file.loss.match.foreground)
    refuse('loss.match', 'background ≤ foreground');
  return {
    name: file.name,
    file: file.file,
    bytes: file.bytes,
    preset: 'built-in',
    activation: 'logits',
    classes: file.classes,
    categoryIds: file.category_ids,
    inputName: file.input.name,
    inputRule: {
      padToMultiple: file.resize.pad_to_multiple,
      padValue: file.resize.pad_value_after_normalising,
      channelOrder: file.input.channel_order,
      mean: file.input.mean,
      std: file.input.std,
    },
    defaultSide: file.resize.side,
    logitsName: 'cls_logits',
    deltasName: 'box_deltas',
    anchors: {
      strides: file.anchors.strides,
      firstLevel: Math.round(Math.log2(file.anchors.strides[0] ?? 1)),
      baseSizeInStrides: file.anchors.base_size,
      scales: file.anchors.scales,
      ratios: file.anchors.ratios_h_over_w,
      order: file.anchors.order === 'ratio outer, scale inner' ? 'ratio-outer' : 'scale-outer',
      centreOffset: file.anchors.centre,
    },
    boxCoding: { weights: file.box_coder.weights, maxLogSize: file.box_coder.clamp_dw_dh_max },
    scoreThreshold: file.post.score_threshold,
    displayScoreThreshold: file.post.display_score_threshold,
    nmsIou: file.post.nms_iou,
    topKPerLevel: file.post.top_k,
    maxDetections: file.post.max_detections,
    matching: {
      foregroundIou: file.loss.match.foreground,
      backgroundIou: file.loss.match.background,
      allowLowQualityMatches: file.loss.match.low_quality,
    },
    prior: file.loss.prior,
  };
}
