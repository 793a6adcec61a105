export const strides = [8, 16, 32, 64, 128] as const;
export const scales = [1, 2 ** (1 / 3), 2 ** (2 / 3)] as const;
const ratios = [0.5, 1, 2] as const;
export const anchorsPerCell = scales.length * ratios.length;
/** Side of an anchor of scale 1, in strides. */
export const baseSize = 4;
export const mean = [120, 115, 110] as const;
export const std = [60, 58, 56] as const;
export const prior = 0.01;

/** What each class of the tiny model looks for, and on which level: `[r, g, b]` weights of the normalised colour. */
export const tinyClasses = [
  { name: 'red patch', categoryId: 1, stride: 32, colour: [255, 0, 0], weights: [1, -0.5, -0.5] },
  { name: 'green patch', categoryId: 3, stride: 16, colour: [0, 255, 0], weights: [-0.5, 1, -0.5] },
  { name: 'blue patch', categoryId: 18, stride: 64, colour: [0, 0, 255], weights: [-0.5, -0.5, 1] },
] as const;

/** The manifest of a tiny model's file of `bytes` bytes, in the schema of those in `public/models`. */
export function createTinyManifest(bytes: number): Record<string, unknown> {
  return {
    name: 'tiny-retinanet',
    file: 'tiny-retinanet.onnx',
    bytes,
    opset: 17,
    classes: tinyClasses.map(({ name }) => name),
    category_ids: tinyClasses.map(({ categoryId }) => categoryId),
    input: {
      name: 'images',
      shape: [1, 3, 'H', 'W'],
      dtype: 'float32',
      channel_order: 'RGB',
      range: '0..255 before normalising',
      mean,
      std,
    },
    resize: {
      rule: 'longest side to `side`, keeping the aspect ratio, bilinear with antialiasing; then right and bottom padding',
      side: 128,
      pad_to_multiple: 32,
      pad_value_after_normalising: 0,
      also_measured: [64],
    },
    outputs: {
      cls_logits: {
        shape: [1, 'A', tinyClasses.length],
        kind: 'logits, sigmoid per class, no background class',
      },
      box_deltas: { shape: [1, 'A', 4] },
      order: 'levels P3..P7 concatenated; within a level row-major y, x, anchor',
    },
    anchors: {
      strides,
      level_shape: 'ceil(H / stride), ceil(W / stride)',
      base_size: `${baseSize} * stride`,
      scales,
      ratios_h_over_w: ratios,
      per_location: anchorsPerCell,
      order: 'ratio outer, scale inner',
      centre: '((x + 0.5) * stride, (y + 0.5) * stride)',
      size: 'w = base * scale / sqrt(ratio), h = base * scale * sqrt(ratio)',
      rounding: 'none',
    },
    box_coder: {
      deltas: 'dx, dy, dw, dh',
      weights: [1, 1, 1, 1],
      centre: 'c + d * size',
      size: 'size * exp(d)',
      clamp_dw_dh_max: 4.135166556742356,
      clip: 'to the unpadded resized image',
    },
    post: {
      score_threshold: 0.05,
      nms_iou: 0.5,
      nms: 'per class',
      top_k: 1000,
      max_detections: 100,
      display_score_threshold: 0.5,
    },
    loss: {
      cls: 'sigmoid focal, gamma 2, alpha 0.25',
      prior,
      box: 'GIoU',
      match: { foreground: 0.5, background: 0.4, low_quality: true },
    },
  };
}
