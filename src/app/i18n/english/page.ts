/** Every sentence of the page in English. `{name}` stands for a value; `.one` and `.other` are plural forms. */
export const en = {
  'page.tagline': 'Where the training loss of a photo comes from, anchor by anchor',
  'page.controls': 'Controls',
  'page.stage': 'Stage',
  'page.openPhoto': 'Open photo',
  'page.language': 'Language',
  'page.languageSwitch': '中文',
  'page.theme.auto': 'Theme: as the system',
  'page.theme.light': 'Theme: light',
  'page.theme.dark': 'Theme: dark',
  'page.drop': 'Drop photos or annotations anywhere',
  'page.dropHint':
    'JPEG, PNG, WebP, AVIF or GIF; a video; COCO, VOC, YOLO or CSV; a folder of them. Nothing leaves this computer.',
  'page.sheet.expand': 'Show all controls',
  'page.sheet.collapse': 'Show fewer controls',
  'page.title': 'FocalScope',
  'page.titleWithPhoto': '{photo} – FocalScope',

  'preview.badge': 'Preview',
  'preview.note':
    'Made earlier from the first sample. The live picture appears as soon as the model is ready.',
  'preview.crossEntropyAlt':
    'The first sample under cross entropy: a fog of loss from easy background lies over the whole photo.',
  'preview.focalAlt': 'The first sample under focal loss: a few hard spots are left on the objects.',

  'samples.title': 'Samples',

  'loss.title': 'Loss',
  'loss.crossEntropy': 'Cross entropy',
  'loss.focal': 'Focal loss',
  'loss.crossEntropyShort': 'CE',
  'loss.focalShort': 'FL',

  'control.gamma': 'Focusing γ',
  'control.gammaNumber': 'γ as a number',
  'control.gammaHint': 'How strongly easy anchors are turned down. 0 leaves them as they are.',
  'control.alpha': 'Balance α',
  'control.alphaNumber': 'α as a number',
  'control.alphaSwitch': 'Use α',
  'control.alphaHint': 'Weight of the foreground; the background has 1 − α.',
  'control.score': 'Score threshold',
  'control.scoreNumber': 'Score as a number',
  'control.nms': 'NMS IoU',
  'control.nmsNumber': 'IoU as a number',
  'control.opacity': 'Heatmap opacity',
  'control.opacityNumber': 'Opacity as a number',
  'control.model': 'Model',
  'control.modelLoading': 'Loading…',
  'control.inputSize': 'Input size',
  'control.inputSizeOption': '{size} px',
  'control.level': 'Level',
  'control.levelAll': 'All',
  'control.runOn': 'Run on',
  'control.runOn.auto': 'Auto',
  'control.runOn.webgpu': 'WebGPU',
  'control.runOn.wasm': 'WASM',
  'control.reduce': 'Anchors of a cell',
  'control.reduce.sum': 'Sum',
  'control.reduce.max': 'Maximum',
  'control.colormap': 'Colours',
  'control.colormap.viridis': 'Viridis',
  'control.colormap.magma': 'Magma',
  'control.colormap.cividis': 'Cividis',
  'control.scale': 'Colour scale',
  'control.scale.linear': 'Linear',
  'control.scale.log': 'Logarithmic',
  'control.lockScale': 'Same scale for both',
  'control.showBoxes': 'Show boxes',
  'control.showGroundTruth': 'Show ground truth',
  'control.suppressAcrossClasses': 'Suppress across classes',
  'control.reset': 'Reset all settings',
  'control.more': 'More',
  'control.download': 'Download results (JSON)',

  'section.where': 'Where it comes from',
  'section.detections': 'Detections',
  'section.heatmap': 'Heatmap',
  'section.run': 'Model and machine',

  'stage.help':
    'Drag to move, scroll or pinch to zoom, double-click to fit. With the keyboard: arrows move, + and − zoom, 0 fits.',
  'stage.zoomIn': 'Zoom in',
  'stage.zoomOut': 'Zoom out',
  'stage.fit': 'Fit the photo',
  'stage.zoomLevel': 'Zoom',
  'stage.photoAlt': 'Photo {fileName} with heatmap and boxes.',
  'stage.none': 'No detection passes the threshold of {threshold}.',
  'stage.noneAction': 'Change the threshold',

  'legend.crossEntropy': 'Cross entropy per cell',
  'legend.focal': 'Focal loss per cell',
  'legend.range': 'Colours from {minimum} to {maximum}',

  'readouts.total': 'Total',
  'readouts.source': 'Part',
  'readouts.anchors': 'Anchors',
  'readouts.foreground': 'Foreground',
  'readouts.hardBackground': 'Hard background',
  'readouts.easyBackground': 'Easy background',
  'readouts.ignored': 'Ignored',
  'readouts.waiting': 'The figures appear with the first photo.',
  'readouts.sentence':
    '{anchorShare} of the anchors are easy background. They make {crossEntropyShare} of the cross entropy and {focalShare} of the focal loss.',
  'readouts.easyMeaning': 'Easy: the smallest pₜ over the classes exceeds 0.9.',
  'readouts.truth.annotations': 'Ground truth: the sample’s annotations.',
  'readouts.truth.detections': 'Confident detections (≥ 0.5) stand in for ground truth.',
  'readouts.truth.none': 'No ground truth: no detection scores 0.5 or more, so every anchor is background.',
  'readouts.refused.one': '{count} ground-truth box is degenerate or off the image and matches nothing.',
  'readouts.refused.other': '{count} ground-truth boxes are degenerate or off the image and match nothing.',

  'detections.none': 'None at this threshold',
  'detections.waiting': 'None yet',

  'step.decode': 'Decode',
  'step.preprocess': 'Preprocess',
  'step.sessionRun': 'Model run',
  'step.postprocess': 'Boxes',
  'step.loss': 'Loss',
  'step.milliseconds': '{value} ms',
  'step.title': 'Milliseconds per step',

  'placement.model': 'Model on {place}',
  'placement.kernels': 'Loss and drawing on {place}',
  'placement.webgpu': 'WebGPU',
  'placement.wasmAlone': 'WASM',
  'placement.wasm.one': 'WASM, {count} thread',
  'placement.wasm.other': 'WASM, {count} threads',
  'placement.cpu': 'CPU',
  'placement.adapter': 'Adapter: {adapter}',
  'placement.reason.hardware-gpu': 'This machine has a GPU that WebGPU can use.',
  'placement.reason.software-gpu':
    'WebGPU is computed in software here, where a network would take far longer than on WASM.',
  'placement.reason.no-webgpu': 'This browser offers no WebGPU.',
  'placement.reason.chosen-by-person': 'As you chose.',
  'placement.reason.device-lost': 'The GPU was lost more than once, so the page stays off it.',
  'placement.reason.out-of-memory':
    'The GPU ran out of memory more than once, so the page stays off it. With a smaller input size it may serve again after a reload.',
  'placement.reason.webgpu-session-failed': 'The model could not run on WebGPU here.',

  'phase.idle': 'Ready',
  'phase.starting': 'Starting…',
  'phase.downloading': 'Downloading the model',
  'phase.downloadingBytes': '{loaded} of {total} MB',
  'phase.compiling': 'Compiling the model…',
  'phase.decoding': 'Opening {fileName}…',
  'phase.running': 'Looking for objects in {fileName}…',
  'phase.analysingAgain': 'Running the model again…',
  'phase.restarting': 'Starting the engine anew…',
  'phase.cancel': 'Cancel',

  'status.found.one': '{fileName}: {count} object found',
  'status.found.other': '{fileName}: {count} objects found',
  'status.foundNone': '{fileName}: no detection passes the threshold',

  'message.dismiss': 'Dismiss',
  'message.retry': 'Try again',
  'message.useSize': 'Use {size} px',
  'message.reload': 'Reload the page',
  'message.details': 'Technical details',

  'error.image-empty.title': '“{fileName}” is empty.',
  'error.image-empty.text':
    'The file has no bytes; a download or a copy may have broken off. Fetch it again, or open another photo.',
  'error.image-not-an-image.title': '“{fileName}” is not a picture.',
  'error.image-not-an-image.text':
    'Its contents are not those of any picture format, whatever its name says. Open a JPEG, PNG, WebP, AVIF or GIF file.',
  'error.image-unsupported-format.title': '“{fileName}” is a {format} file, which cannot be opened here.',
  'error.image-unsupported-format.text':
    'Browsers cannot decode this format reliably. Save it as JPEG, PNG or WebP and open that.',
  'error.image-vector.title': '“{fileName}” is a vector drawing.',
  'error.image-vector.text':
    'An SVG has no pixels of its own and can carry programs, so it is refused. Export it as PNG and open that.',
  'error.image-broken.title': '“{fileName}” is damaged.',
  'error.image-broken.text':
    'Its beginning looks like a picture, but the rest could not be read: it may be cut off. Open the original again, or another photo.',
  'error.image-too-large.title': '“{fileName}” is too large: {width} × {height} pixels.',
  'error.image-too-large.text':
    'At most {maximumMegapixels} megapixels and {maximumSide} pixels a side can be opened. Reduce the photo and open that.',
  'error.image-no-memory.title': 'There is not enough memory for “{fileName}”.',
  'error.image-no-memory.text':
    'The browser could not set the pixels aside. Close other tabs, or open a smaller photo.',
  'error.model-download-failed.title': 'The model could not be downloaded.',
  'error.model-download-failed.text':
    'The connection or the server failed. Check the connection and try again.',
  'error.model-wrong-length.title': 'The model arrived incomplete.',
  'error.model-wrong-length.text':
    '{actual} of {expected} bytes came. Something between here and the server changed the file; try again.',
  'error.model-not-readable.title': '“{fileName}” is not a model that can be read.',
  'error.model-not-readable.text':
    'ONNX Runtime refused it: it is damaged, or not an ONNX file. The earlier model stays in use.',
  'error.model-run-failed.title': 'The model run failed.',
  'error.model-run-failed.text':
    'ONNX Runtime gave up on this input. Try a smaller input size, or choose WASM under “Run on”.',
  'error.manifest-invalid.title': 'The model’s description is wrong.',
  'error.manifest-invalid.text':
    'The file that says how to use the model does not hold what it must. This is a fault of the site: tell whoever runs it.',
  'error.annotations-invalid.title': 'The annotations could not be read.',
  'error.annotations-invalid.text':
    '“{fileName}” could not be fetched, or does not hold what it must. You can still open photos of your own.',
  'error.annotations-file-empty.title': '“{fileName}” is empty.',
  'error.annotations-file-empty.text':
    'An annotation file without a character says nothing about any photo. Export it again.',
  'error.annotations-file-too-large.title': '“{fileName}” is too large: {megabytes} MB.',
  'error.annotations-file-too-large.text':
    'At most {maximumMegabytes} MB can be read at once. Split it, or leave out the masks.',
  'error.annotations-encoding.title': '“{fileName}” is not in a readable encoding.',
  'error.annotations-encoding.text':
    'The first broken character is at {place} (line:column). Save the file as UTF-8.',
  'error.annotations-format-unknown.title': '“{fileName}” is not an annotation file that can be read.',
  'error.annotations-format-unknown.text':
    'COCO JSON, Pascal VOC XML, YOLO text files with a classes.txt, and CSV with path,x1,y1,x2,y2,class_name can be.',
  'error.annotations-formats-mixed.title': 'These are annotations of different formats.',
  'error.annotations-formats-mixed.text':
    '“{fileName}” is {found}, the ones before it are {expected}. Open one format at a time. Nothing was imported.',
  'error.annotations-syntax.title': '“{fileName}” breaks off or is malformed.',
  'error.annotations-syntax.text':
    'At {place} (line:column), expected: {expected} – found: {found}. Nothing was imported.',
  'error.annotations-xml-entity.title': '“{fileName}” defines or uses entities of its own.',
  'error.annotations-xml-entity.text':
    'A document type or an entity at {place} (line:column): {found}. These are never followed. Remove them; nothing was imported.',
  'error.annotations-value.title': '“{fileName}” holds a value that cannot be right.',
  'error.annotations-value.text': 'At {place}, expected: {expected} – found: {found}. Nothing was imported.',
  'error.annotations-reference.title': '“{fileName}” refers to something that it does not hold.',
  'error.annotations-reference.text': 'At {place}: {found} is none of {expected}. Nothing was imported.',
  'error.annotations-duplicate.title': '“{fileName}” names two things alike.',
  'error.annotations-duplicate.text':
    'At {place}: {found} was there before. Which one is meant cannot be told, so nothing was imported.',
  'error.annotations-class-unnamed.title': '“{fileName}” uses a class that has no name.',
  'error.annotations-class-unnamed.text':
    'At {place}: class {found} is not in the list of classes. Open the list that belongs to these files; nothing was imported.',
  'error.annotations-classes-missing.title': 'The class names are missing.',
  'error.annotations-classes-missing.text':
    '“{fileName}” names its classes by number. Open it together with its classes.txt.',
  'error.annotations-image-size-missing.title': 'The photo of “{fileName}” is missing.',
  'error.annotations-image-size-missing.text':
    'YOLO counts in fractions of the photo, and the size of “{image}” is not known. Open the photo first, or together with the file.',
  'error.annotations-name-clash.title': 'Two photos would share one annotation file.',
  'error.annotations-name-clash.text':
    '“{fileName}” would be written twice. Rename one of the photos, or choose COCO or CSV.',
  'error.photo-not-kept.title': '“{fileName}” was open here.',
  'error.photo-not-kept.text':
    'Photos are never kept, so a reload closes them. Open it again: boxes that were drawn on it come back with it.',
  'error.language-not-loaded.title': 'The page’s words in this language could not be loaded.',
  'error.language-not-loaded.text': 'Check the connection and switch the language again.',
  'error.webgpu-device-lost.title': 'The GPU was lost.',
  'error.webgpu-device-lost.text':
    'The driver restarted or the system took the GPU away. The page starts its engine anew; after a second loss it goes on without the GPU.',
  'error.webgpu-out-of-memory.title': 'The GPU is out of memory.',
  'error.webgpu-out-of-memory.text':
    'The page starts its engine anew; after a second time it goes on without the GPU. Choose a smaller input size, or close other pages that use the GPU.',
  'error.webgpu-limit-exceeded.title': 'This is more than the GPU can hold in one piece.',
  'error.webgpu-limit-exceeded.text':
    'A buffer or picture would exceed the adapter’s limit. Choose a smaller input size.',
  'error.run-too-large.title': 'An input of {size} px needs more memory than there is.',
  'error.run-too-large.text':
    'It takes at least {needed} MB of {place} memory in one piece, where {limit} MB is the most. The largest input size that fits is {fitting} px.',
  'error.run-too-large-always.title': 'This model needs more memory than there is.',
  'error.run-too-large-always.text':
    'An input of {width} × {height} takes at least {needed} MB of {place} memory in one piece, where {limit} MB is the most; no input size on offer fits. Export the model with a smaller input or fewer classes.',
  'error.run-out-of-memory.title': 'The model ran out of memory.',
  'error.run-out-of-memory.text':
    'What the network computes from an input of {width} × {height} did not fit into WebAssembly’s memory, 4 GB at the most. Choose a smaller input size where there is one, or export the model with a smaller input.',
  'error.shader-invalid.title': 'A GPU program does not compile here.',
  'error.shader-invalid.text':
    'The browser refused “{shader}”. Update the browser, or add ?cpu to the address to work without the GPU.',
  'error.coverage-hung.title': 'Measuring the anchors’ coverage took too long.',
  'error.coverage-hung.text':
    'It was ended. Change a setting to try again; fewer boxes or coarser levels are quicker.',
  'error.coverage-failed.title': 'The anchors’ coverage could not be measured.',
  'error.coverage-failed.text':
    'Go back to the model’s own anchors, or choose other boxes. The photo view is not affected.',
  'error.engine-hung.title': 'The engine no longer answered.',
  'error.engine-hung.text':
    'It was ended. Open the photo again; if it happens once more, choose a smaller input size.',
  'error.engine-crashed.title': 'The engine stopped.',
  'error.engine-crashed.text':
    'Its worker ended or could not start: memory may have run out, or the browser blocks workers. Reload the page.',
  'error.internal.title': 'Something went wrong in the page itself.',
  'error.internal.text':
    'This is a fault of FocalScope. What is on the stage is still right; reload the page if it no longer reacts.',
} as const;
