/** What a model's outputs mean, while it is found out and where it cannot be. */
export const conventionsEn = {
  'conventions.title': 'How its outputs are read',
  'conventions.meaning':
    'A model file says neither where its anchors lie nor how its boxes are coded, nor what its input should look like. Each exporter has its own conventions.',
  'conventions.builtIn':
    'The model that comes with the page brings its own description: nothing has to be found out.',
  'conventions.waiting': 'Being found out…',
  'conventions.news.title': 'How the model is read',
  'conventions.news.link': 'How it is read',
  'conventions.news.dismiss': 'Dismiss',
  'conventions.found.sidecar': 'Read as its .retinanet.json says: conventions of {preset}.',
  'conventions.found.by-hand': 'Read as {preset}: chosen by hand.',
  'conventions.found.ranking':
    'Read as {preset}: of all conventions that its shape leaves, they agree best with what is on the photos.',
  'conventions.found.close':
    'Read as {preset}, which agrees best with what is on the photos; others come close.',
  'conventions.found.undecided':
    'Read as {preset}; nothing told the conventions apart. Look at the boxes before you believe the losses.',
  'conventions.found.layout':
    'Its input is made as {preset} does. It gives boxes after suppression, so that nothing else had to be found out.',
  'conventions.preset.built-in': 'the built-in model',
  'conventions.margin': 'Agreement {agreement} of 20, ahead by {margin}.',
  'conventions.preset': 'Conventions of',
  'conventions.anchors': 'Anchors',
  'conventions.anchorsText':
    '{perCell} per cell, strides {strides}; sizes {base} × stride; centres at {offset} of a cell',
  'conventions.order.ratio-outer': 'by ratio, then size',
  'conventions.order.scale-outer': 'by size, then ratio',
  'conventions.coding': 'Box coding',
  'conventions.coding.centre': 'centre and size, weights {weights}',
  'conventions.coding.corners': 'corners, weights {weights}',
  'conventions.coding.extraPixel': 'the last pixel counts',
  'conventions.input': 'Input',
  'conventions.input.text': '{order}, {range}, mean {mean}, deviation {std}',
  'conventions.resize.longest-side': 'longest side as set',
  'conventions.resize.shorter-side': 'trained at a shorter side of {shorter}, {longer} at most',
  'conventions.resize.fixed': '{width} × {height}',
  'conventions.padding': 'padded to {multiple}',
  'conventions.classes': 'Classes',
  'conventions.classesText': '{count}; index 0 is “{name}”, id {id}',
  'conventions.scores': 'Scores',
  'conventions.scores.logits': 'logits',
  'conventions.scores.probabilities': 'probabilities',
  'conventions.table': 'Candidates',
  'conventions.table.caption': 'Agreement of the twenty most confident boxes with what is on {photos}',
  'conventions.table.agreement': 'Agreement',
  'conventions.table.chosen': 'in use',
  'conventions.table.anyClass': 'Its classes have no names: boxes were compared whatever their class.',
  'conventions.table.ruledOut': 'Ruled out by the number of anchors: {presets}.',
  'conventions.table.none':
    'There was no photo with known objects of its classes: its outputs’ layout alone decided. Give names of its classes, or draw ground truth on a photo and open the model again.',
  'conventions.override': 'Read as',
  'conventions.override.asNow': '{preset} (as now)',
  'conventions.apply': 'Apply',
  'conventions.applying': 'Trying it on the photo…',
  'conventions.download': 'Download sidecar',
  'conventions.open': 'Open labels or sidecar…',
  'conventions.files':
    'A sidecar (.retinanet.json) holds all of this: drop it together with the model, and nothing is guessed. A labels file has one name a line, or JSON.',
  'conventions.rules':
    '{preset} trains with rules of its own: IoU thresholds, low-quality matches, box loss.',
  'conventions.rules.use': 'Use its training rules',
  'conventions.rules.inUse': 'Losses follow the training rules of {preset}.',
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
  'error.sidecar-without-model.title': '“{fileName}” says something of a model that is not in use.',
  'error.sidecar-without-model.text':
    'It is about a model of your own: drop it together with the .onnx file, or open the model first.',
} as const;
