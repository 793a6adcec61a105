/** What a model's outputs mean, while it is found out and where it cannot be. */
export const conventionsEn = {
  'conventions.ranking.running': 'Trying conventions: run {done} of {total}…',
  'phase.probing': 'Trying conventions…',
  'error.model-anchors-unknown.title': 'The anchors of “{fileName}” could not be worked out.',
  'error.model-anchors-unknown.text':
    'It answers an input of {width} × {height} with {anchors} anchors. No pyramid that exporters use has that many. Give a .retinanet.json with its strides, scales and ratios. The earlier model stays in use.',
  'error.sidecar-invalid.title': '“{fileName}” cannot be used as it is.',
  'error.sidecar-invalid.text': 'At {path}: {reason}. Nothing was changed.',
  'error.labels-invalid.title': 'The class names of “{fileName}” do not fit the model.',
  'error.labels-invalid.text':
    'The model has {expected} classes, the file {found} names. It takes one name a line, or JSON: a list, or COCO’s categories. Nothing was changed.',
} as const;
