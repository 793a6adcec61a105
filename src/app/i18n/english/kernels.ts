/** The view of the kernels: their speed, their source, their use elsewhere. */
export const kernelsEn = {
  'kernels.lead':
    'Everything after the model runs in WebGPU kernels of this page. Here is how long each of them takes on this machine, how the loss compares with other ways of computing it, and their whole source.',
  'kernels.adapter': 'Adapter',
  'kernels.runsOn': 'Kernels run on',
  'kernels.unknownAdapter': 'an adapter without a name',
  'kernels.busy': 'The photo is being analysed; this can be started when it is done.',
  'kernels.noGpu':
    'Without WebGPU there are no passes to time: losses and drawing run on the CPU. Open this page in a browser with WebGPU, without ?cpu in its address.',
  'kernels.noPhoto': 'Open a photo first: its anchors are what is measured.',
  'kernels.cancel': 'Cancel',
  'kernels.cancelled': 'Cancelled; nothing was kept.',
  'kernels.failed': 'This was broken off.',
  'kernels.tooLarge': 'This adapter cannot hold so many logits in one buffer. Choose a smaller size.',
  'kernels.lost':
    'The GPU was lost while it was measured. The engine has been started anew and the photo opened again; a smaller size may go through.',
  'kernels.progress': '{done} of {total}',
  'kernels.copy': 'Copy',
  'kernels.copied': 'Copied',
  'kernels.copyFailed': 'The browser did not allow copying.',

  'kernels.passes.title': 'Time of each pass',
  'kernels.passes.meaning':
    'The targets, cross entropy, focal loss and frame of the photo that is open, repeated with the current settings. Meanwhile the photo view waits.',
  'kernels.passes.repetitions': 'Repetitions',
  'kernels.passes.start': 'Measure passes',
  'kernels.passes.again': 'Measure again',
  'kernels.passes.running': 'Measuring passes…',
  'kernels.passes.done': 'Passes measured.',
  'kernels.passes.caption': '{anchors} anchors × {classes} classes, {repetitions} repetitions',
  'kernels.passes.noTimestamps':
    'This adapter gives no timestamps (timestamp-query): only the time of each step is known, from its submission until the GPU has done it.',
  'kernels.passes.rounded':
    'The browser rounds the GPU’s timestamps, here to {resolution} ms: a median of 0 is a pass shorter than that. The mean over many repetitions tells more.',
  'kernels.passes.exact':
    'The GPU’s timestamps come in steps of {resolution} ns here. Most browsers round them to about 0.1 ms.',
  'kernels.passes.allZero':
    'Every pass is shorter than what the browser rounds the GPU’s timestamps to, which is about 0.1 ms.',
  'kernels.passes.wait':
    'A step’s own time runs on the CPU’s clock until the GPU is done, and holds the wait for it; that of the frame holds its way to the canvas.',
  'kernels.passes.untimed': '{count} more passes were not timed: there are more than queries.',
  'kernels.passes.pass': 'Pass',
  'kernels.passes.workgroups': 'Workgroups',
  'kernels.passes.median': 'Median ms',
  'kernels.passes.mean': 'Mean ms',
  'kernels.passes.bytes': 'Bytes',
  'kernels.passes.bandwidth': 'GB/s',
  'kernels.passes.render': 'render',
  'kernels.passes.step': '{step}, from submission to done',
  'kernels.passes.noFrame': '{step}: open the photo view once, so that there is one',
  'kernels.step.targets': 'Targets and cross entropy',
  'kernels.step.focal': 'Focal loss',
  'kernels.step.frame': 'Frame',

  'kernels.benchmark.title': 'Benchmark this machine',
  'kernels.benchmark.meaning':
    'The focal loss over random logits: our kernel beside a naive one, a copy of the same bytes, the least arithmetic that a loss needs, and two loops on the CPU. Every answer is checked before it is timed.',
  'kernels.benchmark.size': 'Anchors × classes',
  'kernels.benchmark.start': 'Run the benchmark',
  'kernels.benchmark.again': 'Run again',
  'kernels.benchmark.preparing': 'Preparing the logits and their exact answer…',
  'kernels.benchmark.running': 'Running {name}…',
  'kernels.benchmark.done': 'Benchmark done.',
  'kernels.benchmark.noGpu':
    'The benchmark needs WebGPU: every contender takes its logits from the GPU, and is compared with a kernel on it.',
  'kernels.benchmark.measuredNow':
    'Measured just now on this machine: {adapter}. Other machines, browsers and loads give other figures.',
  'kernels.benchmark.software': 'This adapter computes in software, on the CPU: a GPU is many times quicker.',
  'kernels.benchmark.missing':
    'TensorFlow.js, jax-js and ONNX Runtime are compared too, but are not shipped with this page. In a copy of the project:',
  'kernels.benchmark.gradient': 'Loss and gradient',
  'kernels.benchmark.forward': 'Loss alone',
  'kernels.benchmark.caption': '{mode}, {anchors} × {classes}, medians of {repetitions}',
  'kernels.benchmark.contender': 'Contender',
  'kernels.benchmark.on': 'On',
  'kernels.benchmark.median': 'Median ms',
  'kernels.benchmark.ratio': '× ours',
  'kernels.benchmark.bandwidth': 'GB/s',
  'kernels.benchmark.answer': 'Answer',
  'kernels.benchmark.right': 'right',
  'kernels.benchmark.wrong': 'wrong: {place}',
  'kernels.benchmark.leftOut': 'left out: {reason}',
  'kernels.benchmark.copyText': 'Copy as text',
  'kernels.benchmark.copyMarkdown': 'Copy as Markdown',

  'kernels.about.title': 'The loss kernel elsewhere',
  'kernels.about.pass':
    'One fused pass reads each logit once and writes the loss of every anchor and, where it is wanted, the gradient of every logit. A short second one does the few rows again that need care.',
  'kernels.about.exact':
    'Exact for large margins: log(1 + exp(−|x|)) comes from the argument itself, not from a probability that has rounded to 1, so that the loss of an easy background of 10⁻⁹ keeps its digits.',
  'kernels.about.deterministic':
    'Sums are made in a fixed order with compensation, without atomics on floats: the same inputs give the same bits at every run.',
  'kernels.about.library':
    'The losses are a library of their own. {command} in a copy of the project builds it; it needs a GPUDevice and nothing else of the page:',
  'kernels.about.example': 'Example: a focal loss on your own buffers',

  'kernels.sources.title': 'The WGSL in use',
  'kernels.sources.meaning':
    'Every kernel of the page and of the benchmark. What kernels share lies in files of their own, to which the includes link.',
  'kernels.sources.list': 'Kernel files',
  'kernels.sources.kernels': 'Kernels',
  'kernels.sources.benchmark': 'Of the benchmark',
  'kernels.sources.shared': 'Shared',
  'kernels.sources.entryPoints': 'Entry points',
  'kernels.sources.code': 'Source of {file}',
  'kernels.sources.lines': '{count} lines',
} as const;
