import type { plotsEn } from '../english/plots.ts';

/** The view of the plots: why focal loss, step by step; and the frame that all charts have. */
export const plotsZh: Readonly<Record<keyof typeof plotsEn, string>> = {
  'figure.table': '表格',
  'figure.export': '导出：{title}',

  'plots.title': '为什么需要焦点损失',
  'plots.lead':
    '检测器在每张图像上要判断约十万个框，几乎全是普通背景。在交叉熵下，这些几乎已判断正确的简单框加起来，比少数真正重要的框还多。焦点损失把它们压低。移动 γ，所有图表随之变化，照片也一样。',
  'plots.controls': '焦点损失',
  'plots.now':
    'γ = {gamma}：简单元素（pₜ = 0.9）的分量比交叉熵下小 {easy} 倍，困难元素（pₜ = 0.1）只小 {hard} 倍。',
  'plots.now.zero': 'γ = 0：焦点损失就是交叉熵，每个元素都全额计入。',
  'plots.waiting': '这里需要一张照片。分析完成后即会显示。',
  'plots.gammaNow': 'γ = {gamma}，当前',
  'plots.timesAlpha': '当前 × {alpha}（前景）',
  'plots.timesRest': '当前 × {alpha}（背景）',

  'plots.section.candidates': '十万个框，寥寥几个物体',
  'plots.lead.candidates':
    '单阶段检测器在每个位置对各种大小和形状的框打分。两阶段检测器先丢掉其中绝大部分；单阶段检测器则要同时从全部框中学习。',
  'plots.section.sum': '单个损失很小，总和很大',
  'plots.lead.sum':
    '一个简单框的损失很小，但每个困难框对应着上千个简单框。乘起来看看，究竟是谁决定网络学什么。',
  'plots.section.remedy': '对策：让简单样本淡出的因子',
  'plots.lead.remedy':
    '焦点损失把交叉熵乘以 (1 − pₜ) 的 γ 次方。网络既确定又正确时，pₜ 接近 1，因子接近 0；网络判断错误时，因子接近 1，几乎不变。',
  'plots.section.photo': '在这张照片上',
  'plots.lead.photo': '再看训练好的检测器对当前照片的判断：在交叉熵和焦点损失下，损失分别来自哪些锚框。',
  'plots.section.prior': '第一步之前：先假定是背景',
  'plots.lead.prior':
    '未训练的网络若给每个类别一半的概率，就会在所有背景框上同时出错。论文设置最后一层的偏置，使训练从概率 π 开始。',
  'plots.section.published': '带来了什么',
  'plots.lead.published': '作者在 COCO 上测得的结果。这里没有任何数值由本页计算，滑块也不会改变它们。',

  'plots.candidates.title': '各检测器每张图像的框数',
  'plots.candidates.note':
    '对数坐标：每条竖线是前一条的十倍。框越多，增加的是背景，而不是物体（第 1、2 节）。',
  'plots.candidates.detector': '检测器',
  'plots.candidates.boxes': '框数',
  'plots.candidates.foreground': '这张照片的前景锚框',
  'plots.candidates.sampled': '两阶段训练时的采样数（RPN）',
  'plots.candidates.yolo': 'YOLOv2：13 × 13 个格子，5 种锚框',
  'plots.candidates.proposals': '两阶段检测器第一阶段之后剩余',
  'plots.candidates.here': 'RetinaNet，这张照片，{width} × {height}',
  'plots.candidates.hereSoon': 'RetinaNet，这张照片',
  'plots.candidates.paper': 'RetinaNet，{width} × {height}：论文所说的“约 10 万”',
  'plots.candidates.sentence':
    '这张照片的 {count} 个锚框中有 {foreground} 个前景锚框：每一个对应约 {ratio} 个其他锚框。',
  'plots.candidates.waiting': '打开照片后，这里会数出它自己的锚框。',
  'plots.candidates.sources':
    '由 YOLOv2（Redmon 与 Farhadi 2017）、SSD（Liu 等 2016）和 RetinaNet（Lin 等 2017，第 4 节）的网格计算；候选框数见第 1 节，采样数 256 见 Ren 等 2015。',

  'plots.sum.title': '{easy} 个简单样本对 {hard} 个困难样本',
  'plots.sum.note':
    '数量 × 每个的损失 = 总和；条形显示各占多少。可修改数字，或移动上方的 γ（第 3 节与作者的报告）。',
  'plots.sum.easyCount': '简单样本数',
  'plots.sum.easyProbability': '简单样本的 pₜ',
  'plots.sum.hardCount': '困难样本数',
  'plots.sum.hardProbability': '困难样本的 pₜ',
  'plots.sum.easy': '简单样本总和',
  'plots.sum.hard': '困难样本总和',
  'plots.sum.easyEach': '每个简单样本',
  'plots.sum.hardEach': '每个困难样本',
  'plots.sum.times': '简单 : 困难',
  'plots.sum.ratio': '简单 : 困难 = {ratio}',
  'plots.sum.sentence':
    '在交叉熵下，简单样本的损失是困难样本的 {crossEntropy} 倍；在 γ = {gamma} 的焦点损失下是 {focal} 倍。',
  'plots.sum.turned':
    '在交叉熵下，简单样本的损失是困难样本的 {crossEntropy} 倍。在 γ = {gamma} 的焦点损失下正好反过来：困难样本的损失是简单样本的 {focal} 倍。',
  'plots.sum.slide': '作者的幻灯片把前者约为“40×”。',
  'plots.sum.alpha':
    '使用 α 时，困难样本按前景计（× α），简单样本按背景计（× (1 − α)）：γ 越大，最佳 α 越小（表 1b）。',

  'plots.loss.title': '损失与 pₜ',
  'plots.loss.note': '右侧是简单样本，各曲线在那里相差几个数量级；左侧网络判断错误，曲线彼此接近（图 1）。',
  'plots.gradient.title': '梯度与间隔',
  'plots.gradient.note':
    '元素的拉力有多大。y = ±1 表示类别是否存在，x 是 logit：0 的右侧分类正确，γ 较大时很快就不再拉动（附录 B，图 6）。',
  'plots.axis.loss': '损失',
  'plots.axis.gradient': '梯度 y · dFL / dx',
  'plots.axis.probability': 'pₜ，真实类别的概率',
  'plots.axis.margin': '间隔 y · x',
  'plots.axis.cumulative': '损失占比',
  'plots.axis.foreground': '前景元素占比，从易到难',
  'plots.axis.background': '背景元素占比，从易到难',
  'plots.axis.prior': '先验 π',
  'plots.axis.normalised': '每个前景锚框的损失',
  'plots.axis.time': '每张图像的毫秒数',
  'plots.axis.ap': 'COCO AP（%）',
  'plots.rug.note':
    '下方是这张照片的元素，每个锚框与类别各一个，各行高度为各自的对数刻度；超出两端的计在端点处。',
  'plots.elements.foreground': '前景',
  'plots.elements.background': '背景',
  'plots.elements.counting': '正在统计照片的元素…',
  'plots.elements.failed': '无法统计这张照片的元素。切换到其他视图再返回即可重试。',

  'plots.shares.title': '损失来自哪里',
  'plots.shares.note': '各类锚框的数量，以及各类产生的损失。γ 越大，灰色部分越小（第 3 节）。',
  'plots.shares.sentence':
    '{all} 个锚框中有 {count} 个（{anchorShare}）是简单背景，它们占交叉熵的 {crossEntropyShare}，占焦点损失的 {focalShare}。',
  'plots.shares.focal': '焦点损失，γ = {gamma}',
  'plots.shares.focalAlpha': '焦点损失，γ = {gamma}，α = {alpha}',

  'plots.cumulative.foreground': '{count} 个前景元素的累积损失',
  'plots.cumulative.background': '{count} 个背景元素的累积损失',
  'plots.cumulative.note': '元素从最简单到最困难排序。曲线上升得越晚，损失就越集中于最困难的少数（图 4）。',
  'plots.cumulative.none': '这张照片没有。',
  'plots.cumulative.sentence.foreground':
    '最困难的 {part} 前景元素占其交叉熵的 {crossEntropy}，占其焦点损失的 {focal}（γ = {gamma}）：对前景而言 γ 影响很小。',
  'plots.cumulative.sentence.background':
    '最困难的 {part} 背景元素占其交叉熵的 {crossEntropy}，占其焦点损失的 {focal}（γ = {gamma}）。',

  'plots.prior.title': '起始损失与先验',
  'plots.prior.note':
    '尚未学习、所有 logit 都为 b 的检测头在这张照片锚框上的损失；虚线是训练后的损失。两轴均为对数（第 4.1 节）。',
  'plots.prior.slider': '先验 π',
  'plots.prior.number': '输入 π 的数值',
  'plots.prior.bias': '偏置 b',
  'plots.prior.crossEntropy': '交叉熵，未训练',
  'plots.prior.focal': '焦点损失，未训练，γ = {gamma}',
  'plots.prior.trainedCrossEntropy': '交叉熵，已训练',
  'plots.prior.trainedFocal': '焦点损失，已训练',
  'plots.prior.backgroundShare': '其中背景',
  'plots.prior.sentence':
    'π = {prior} 时，训练开始的交叉熵为每个前景锚框 {crossEntropy}，其中 {share} 来自背景；焦点损失为 {focal}，其中 {focalShare} 来自背景。π = 0.5 时交叉熵为 {half}，是前者的 {times} 倍；训练后为 {trained}。论文取 π = 0.01：否则用交叉熵训练会发散（第 5.1 节）。',
};
