import type { kernelsEn } from '../english/kernels.ts';

/** The view of the kernels: their speed, their source, their use elsewhere. */
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
