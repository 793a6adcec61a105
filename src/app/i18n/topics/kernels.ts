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

export const kernelsZh: Readonly<Record<keyof typeof kernelsEn, string>> = {
  'kernels.lead':
    '模型之后的一切都在本页的 WebGPU 内核中运行。这里列出每个内核在本机上的耗时、损失内核与其他计算方式的比较，以及全部源代码。',
  'kernels.adapter': '适配器',
  'kernels.runsOn': '内核运行于',
  'kernels.unknownAdapter': '未命名的适配器',
  'kernels.busy': '正在分析照片，完成后即可开始。',
  'kernels.noGpu':
    '没有 WebGPU 就没有可计时的通道：损失与绘制都在 CPU 上运行。请用支持 WebGPU 的浏览器打开本页，且地址中不带 ?cpu。',
  'kernels.noPhoto': '请先打开一张照片：测量的对象是它的锚框。',
  'kernels.cancel': '取消',
  'kernels.cancelled': '已取消，未保留任何结果。',
  'kernels.failed': '测量已中断。',
  'kernels.tooLarge': '此适配器无法在一个缓冲区中容纳这么多 logit。请选择较小的规模。',
  'kernels.lost': '测量过程中 GPU 丢失。引擎已重新启动，照片也已重新打开；较小的规模也许可以完成。',
  'kernels.progress': '{done} / {total}',
  'kernels.copy': '复制',
  'kernels.copied': '已复制',
  'kernels.copyFailed': '浏览器不允许复制。',

  'kernels.passes.title': '每个通道的耗时',
  'kernels.passes.meaning':
    '以当前设置重复计算已打开照片的目标、交叉熵、焦点损失和画面。期间照片视图会等待。',
  'kernels.passes.repetitions': '重复次数',
  'kernels.passes.start': '测量通道',
  'kernels.passes.again': '重新测量',
  'kernels.passes.running': '正在测量通道…',
  'kernels.passes.done': '通道测量完成。',
  'kernels.passes.caption': '{anchors} 个锚框 × {classes} 个类别，重复 {repetitions} 次',
  'kernels.passes.noTimestamps':
    '此适配器不提供时间戳（timestamp-query）：只能得知每个步骤从提交到 GPU 完成的时间。',
  'kernels.passes.rounded':
    '浏览器会对 GPU 时间戳取整，此处精度为 {resolution} 毫秒：中位数为 0 表示该通道比这更短。多次重复的平均值更有参考价值。',
  'kernels.passes.exact': '此处 GPU 时间戳的步长为 {resolution} 纳秒。多数浏览器会取整到约 0.1 毫秒。',
  'kernels.passes.allZero': '所有通道都短于浏览器对 GPU 时间戳的取整精度（约 0.1 毫秒）。',
  'kernels.passes.wait':
    '步骤本身的时间由 CPU 时钟计到 GPU 完成为止，其中包含等待；画面的时间还包含送到画布的过程。',
  'kernels.passes.untimed': '另有 {count} 个通道未计时：通道数多于查询数。',
  'kernels.passes.pass': '通道',
  'kernels.passes.workgroups': '工作组',
  'kernels.passes.median': '中位数（毫秒）',
  'kernels.passes.mean': '平均（毫秒）',
  'kernels.passes.bytes': '字节',
  'kernels.passes.bandwidth': '带宽 GB/s',
  'kernels.passes.render': '渲染',
  'kernels.passes.step': '{step}，从提交到完成',
  'kernels.passes.noFrame': '{step}：请先打开一次照片视图，才会有画面',
  'kernels.step.targets': '目标与交叉熵',
  'kernels.step.focal': '焦点损失',
  'kernels.step.frame': '画面',

  'kernels.benchmark.title': '在本机上运行基准测试',
  'kernels.benchmark.meaning':
    '对随机 logit 计算焦点损失：我们的内核、朴素内核、相同字节数的复制、损失所需的最少运算，以及 CPU 上的两种循环。每个结果先核对，再计时。',
  'kernels.benchmark.size': '锚框 × 类别',
  'kernels.benchmark.start': '运行基准测试',
  'kernels.benchmark.again': '再次运行',
  'kernels.benchmark.preparing': '正在准备 logit 及其精确答案…',
  'kernels.benchmark.running': '正在运行 {name}…',
  'kernels.benchmark.done': '基准测试完成。',
  'kernels.benchmark.noGpu': '基准测试需要 WebGPU：所有参与者都从 GPU 读取 logit，并与 GPU 上的内核比较。',
  'kernels.benchmark.measuredNow': '刚刚在本机上测得：{adapter}。换一台机器、浏览器或负载，数字会不同。',
  'kernels.benchmark.software': '此适配器由 CPU 以软件方式计算，真正的 GPU 要快许多倍。',
  'kernels.benchmark.missing':
    '与 TensorFlow.js、jax-js 和 ONNX Runtime 的比较也有，但它们不随本页发布。请在项目副本中运行：',
  'kernels.benchmark.gradient': '损失与梯度',
  'kernels.benchmark.forward': '仅损失',
  'kernels.benchmark.caption': '{mode}，{anchors} × {classes}，{repetitions} 次的中位数',
  'kernels.benchmark.contender': '参与者',
  'kernels.benchmark.on': '运行于',
  'kernels.benchmark.median': '中位数（毫秒）',
  'kernels.benchmark.ratio': '× 我们',
  'kernels.benchmark.bandwidth': '带宽 GB/s',
  'kernels.benchmark.answer': '结果',
  'kernels.benchmark.right': '正确',
  'kernels.benchmark.wrong': '错误：{place}',
  'kernels.benchmark.leftOut': '未参与：{reason}',
  'kernels.benchmark.copyText': '复制为文本',
  'kernels.benchmark.copyMarkdown': '复制为 Markdown',

  'kernels.about.title': '在别处使用损失内核',
  'kernels.about.pass':
    '一个融合的通道只读取每个 logit 一次，写出每个锚框的损失，需要时还写出每个 logit 的梯度。随后一个很短的通道重新处理少数需要小心对待的行。',
  'kernels.about.exact':
    '在大间隔处依然精确：log(1 + exp(−|x|)) 直接由自变量求得，而不是由已舍入为 1 的概率求得，因此 10⁻⁹ 量级的简单背景损失也保留有效数字。',
  'kernels.about.deterministic':
    '求和按固定顺序并带补偿进行，不使用浮点原子操作：相同的输入每次运行得到完全相同的位。',
  'kernels.about.library':
    '这些损失本身就是一个库。在项目副本中运行 {command} 即可构建；它只需要一个 GPUDevice，不需要页面的其他部分：',
  'kernels.about.example': '示例：在自己的缓冲区上计算焦点损失',

  'kernels.sources.title': '正在使用的 WGSL',
  'kernels.sources.meaning':
    '本页和基准测试的全部内核。内核之间共享的部分在单独的文件中，include 行链接到那里。',
  'kernels.sources.list': '内核文件',
  'kernels.sources.kernels': '内核',
  'kernels.sources.benchmark': '基准测试所用',
  'kernels.sources.shared': '共享',
  'kernels.sources.entryPoints': '入口点',
  'kernels.sources.code': '{file} 的源代码',
  'kernels.sources.lines': '{count} 行',
};
