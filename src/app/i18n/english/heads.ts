/** What a model's file answers, and why it may not be of use. */
export const headsEn = {
  'heads.recovered': 'Recovered from probabilities: p near 1 cannot be told apart.',
  'heads.boxesOnly.title': 'Boxes, but no loss',
  'heads.boxesOnly.text':
    'This model suppresses overlapping boxes itself and gives what is left. A training loss is over all anchors, and their scores never leave the model: nothing here could be computed that is true. The boxes with their scores are on the photo.',
  'heads.boxesOnly.next': 'To see its loss, export its raw heads and open that file.',
  'heads.recipes.title': 'Export raw heads',
  'heads.recipes.text':
    'A whole program for each framework. It gives the logits and box deltas of every anchor; resizing, normalising and suppression stay with this page.',
  'heads.recipes.framework': 'Framework',
  'heads.recipes.copy': 'Copy',

  'error.model-not-a-detector.title': '“{fileName}” is not a detector that can be understood.',
  'error.model-not-a-detector.text':
    'Its outputs should be float32 or float16 and fit one of these: {missing}. It has inputs {inputs} and outputs {outputs}. The earlier model stays in use.',
  'error.model-outputs-ambiguous.title': 'What “{fileName}” answers can be read in several ways.',
  'error.model-outputs-ambiguous.text':
    'These readings fit: {readings}. Name the outputs so that they tell boxes from scores (bbox_regression, cls_logits), and export again. It has inputs {inputs} and outputs {outputs}. The earlier model stays in use.',
  'error.model-input-unsupported.title': '“{fileName}” does not take one picture of three channels.',
  'error.model-input-unsupported.text':
    'It should have a single input of float32, float16 or uint8: [1, 3, H, W], [1, H, W, 3], or either without the batch. It has {inputs}. The earlier model stays in use.',
  'error.model-opening-hung.title': 'Opening the model took too long.',
  'error.model-opening-hung.text':
    'ONNX Runtime did not come to an end within {seconds} s and was stopped. The file may be damaged, or too large for this machine.',
  'error.model-class-count.title': '“{fileName}” has another number of classes.',
  'error.model-class-count.text':
    'The list of classes has {expected}, the model’s scores have {actual}. Choose the list that belongs to it. The earlier model stays in use.',
  'error.model-output-not-finite.title': 'The model answers with numbers that are none.',
  'error.model-output-not-finite.text':
    'Output {output} holds {count} values that are infinite or not a number. Weights that were damaged, or cut down to float16 without care, do that. Export the model in float32.',
  'error.model-detections-only.title': '“{fileName}” gives boxes after suppression only.',
  'error.model-detections-only.text':
    'The scores of all anchors stay inside it, so that no loss can be computed. Export its raw heads. Its outputs: {outputs}.',
  'error.model-data-missing.title': 'The weights of “{fileName}” are in another file.',
  'error.model-data-missing.text':
    'The model needs {files}. Choose or drop all files of the model together. The earlier model stays in use.',
} as const;
