/** “What am I looking at?”: two sentences for every view, panel and plot. */
export const aboutEn = {
  'about.title': 'What am I looking at?',
  'about.label': 'What am I looking at? {name}',
  'about.paper': 'Lin et al. 2017: {place}',
  'about.section': 'section {number}',
  'about.equation': 'equation {number}',
  'about.figure': 'figure {number}',
  'about.table': 'table {number}',
  'about.appendix': 'appendix {number}',

  'about.name.stage': 'Photo',
  'about.stage':
    'The photo, the boxes that the detector found in it, and over it the training loss of every anchor, added up in cells as large as the anchors’ spacing. Bright cells are what training would work on; everything dark is next to free.',
  'about.name.loss': 'Loss',
  'about.loss':
    'Cross entropy counts every anchor’s mistake at full weight; focal loss turns down the anchors that are right already, by (1 − pₜ)^γ, and weighs foreground by α. Move either slider, and map and figures follow at once.',
  'about.name.compare': 'Compare',
  'about.compare':
    'Any two losses on the same photo, with the same anchors and boxes: halved by a divider, side by side, or as their difference or ratio. OHEM is the older way to meet the imbalance, FL* a variant of focal loss.',
  'about.name.readouts': 'Where it comes from',
  'about.readouts':
    'Both losses in all, and how much of each comes from anchors on objects, from easy background and from hard background. Under cross entropy the many easy ones outweigh the rest; under focal loss they do not.',
  'about.name.detections': 'Detections',
  'about.detections':
    'What the detector reports: candidates above the score threshold, without those that overlap a better one of their class by more than the NMS IoU. The loss on this page is not computed from these boxes, but from all anchors.',
  'about.name.heatmap': 'Heatmap',
  'about.heatmap':
    'How the map is drawn: which anchors are in it, of which level of the pyramid and of which shape, and in which colours. None of it changes the loss.',
  'about.name.run': 'Model and machine',
  'about.run':
    'Which network looks at the photo, at what size, and whether it runs on the GPU or on the CPU, with the reason. The times are of the last photo, on this machine.',
  'about.name.inspect': 'Anchors at a place',
  'about.inspect':
    'The anchors over the place that you point at, with all that makes their loss: class, pₜ, overlap with the ground truth, both losses. The one with the largest loss comes first.',
  'about.name.hardest': 'Hardest anchors',
  'about.hardest':
    'The anchors with the largest loss of all, in order. They show what the detector gets wrong, or what the annotations lack.',
  'about.name.ground-truth': 'Ground truth',
  'about.ground-truth':
    'The boxes that count as right. An anchor that overlaps one by an IoU of at least 0.5 is foreground, below 0.4 it is background, and between the two it is ignored; edit a box, and the loss follows.',
  'about.name.anchors': 'Anchors',
  'about.anchors':
    'Which annotated boxes the anchors reach: a box that none overlaps by enough can hardly be learnt. Sizes, ratios and levels can be changed here, and a search proposes better ones.',
  'about.name.kernels': 'Kernels',
  'about.kernels':
    'The programs that compute the loss of all anchors on your GPU, with the time of each and their source. The benchmark compares the loss kernel with the ways it is usually written.',
  'about.name.models': 'Models',
  'about.models':
    'The networks that can look at the photo, with where they come from and how well they do. All are RetinaNets: a pyramid of features with one head for classes and one for boxes.',
  'about.name.plot-candidates': 'Candidates',
  'about.plot-candidates':
    'How many boxes each kind of detector has to judge in one image, on a logarithmic axis. One-stage detectors see some hundred thousand, nearly all of them background: that is the imbalance.',
  'about.name.plot-sum': 'Easy against hard',
  'about.plot-sum':
    'A made-up case to reckon with: many easy examples, each with a tiny loss, against few hard ones. Change the counts, and see who decides the sum under either loss.',
  'about.name.plot-loss': 'Loss curves',
  'about.plot-loss':
    'The loss of one example against the probability of the right answer, for several γ; the larger γ, the flatter the curve for examples that are right. The marks below are this photo’s own elements.',
  'about.name.plot-shares': 'Shares',
  'about.plot-shares':
    'From which anchors each loss comes, for the photo on the stage. The bars are as long as the shares, so that losses of different size can be compared.',
  'about.name.plot-cumulative': 'Cumulative loss',
  'about.plot-cumulative':
    'All examples from the easiest to the hardest, and how much of the loss has come together by then. The lower the curve for background, the more the loss is about its hardest few.',
  'about.name.plot-prior': 'Prior',
  'about.plot-prior':
    'The loss before the first step of training, against the probability π that every class starts with. With π of 0.01 the background starts nearly right, and training does not begin with a blow.',
  'about.name.table_1a': 'Table 1a',
  'about.table_1a':
    'What the paper measured with cross entropy weighted by α. Balance alone helps, but little.',
  'about.name.table_1b': 'Table 1b',
  'about.table_1b':
    'What the paper measured for different γ, each with its best α. Most is gained by γ = 2, and the larger γ, the smaller the best α.',
  'about.name.table_1c': 'Table 1c',
  'about.table_1c':
    'What the paper measured with more or fewer anchors at each place. Three scales and three ratios do best; more add nothing.',
  'about.name.table_1d': 'Table 1d',
  'about.table_1d':
    'What the paper measured for OHEM in its best settings, against focal loss. Focal loss, which drops no example, is ahead by more than three points.',
  'about.name.table_1e': 'Table 1e',
  'about.table_1e':
    'What the paper measured for networks of two depths at five input sizes. Larger inputs find more and take longer.',
  'about.name.table_2': 'Table 2',
  'about.table_2':
    'The paper’s RetinaNet beside the detectors of its time, on COCO. It was the first with one stage that was ahead of those with two.',
  'about.name.figure_2': 'Figure 2',
  'about.figure_2':
    'Accuracy against time for one image, as the paper measured them. Up and to the left is better.',
} as const;

export const aboutZh: Readonly<Record<keyof typeof aboutEn, string>> = {
  'about.title': '我看到的是什么？',
  'about.label': '我看到的是什么？{name}',
  'about.paper': 'Lin 等，2017：{place}',
  'about.section': '第 {number} 节',
  'about.equation': '公式 {number}',
  'about.figure': '图 {number}',
  'about.table': '表 {number}',
  'about.appendix': '附录 {number}',

  'about.name.stage': '照片',
  'about.stage':
    '照片、检测器找到的框，以及叠加其上的每个锚框的训练损失，按锚框间距大小的单元格累加。明亮的单元格正是训练要下功夫的地方；暗处几乎不费代价。',
  'about.name.loss': '损失',
  'about.loss':
    '交叉熵对每个锚框的错误一视同仁；焦点损失按 (1 − pₜ)^γ 压低已经判断正确的锚框，并以 α 给前景加权。移动任一滑块，热图和数字随即更新。',
  'about.name.compare': '对比',
  'about.compare':
    '同一张照片、同样的锚框和框上的任意两种损失：用分隔线对半、并排，或看差值与比值。OHEM 是应对失衡的旧方法，FL* 是焦点损失的变体。',
  'about.name.readouts': '损失来自哪里',
  'about.readouts':
    '两种损失的总量，以及各有多少来自物体上的锚框、易分背景和难分背景。交叉熵下，众多易分背景压过其余；焦点损失下则不然。',
  'about.name.detections': '检测结果',
  'about.detections':
    '检测器的报告：分数高于阈值的候选，去掉与同类更好的框重叠超过 NMS IoU 的那些。本页的损失并不由这些框计算，而是由全部锚框计算。',
  'about.name.heatmap': '热图',
  'about.heatmap': '热图如何绘制：包含哪些锚框、哪一层金字塔、哪种形状，以及用什么颜色。这些都不改变损失。',
  'about.name.run': '模型与设备',
  'about.run':
    '由哪个网络、以多大的输入尺寸处理照片，运行在 GPU 还是 CPU 上，以及原因。耗时是本机处理上一张照片的用时。',
  'about.name.inspect': '此处的锚框',
  'about.inspect':
    '您所指位置上的锚框，以及构成其损失的一切：类别、pₜ、与真值框的重叠、两种损失。损失最大的排在最前。',
  'about.name.hardest': '最难的锚框',
  'about.hardest': '全部锚框中损失最大的那些，按大小排列。它们显示检测器错在哪里，或标注缺了什么。',
  'about.name.ground-truth': '真值框',
  'about.ground-truth':
    '被当作正确答案的框。与某个框的 IoU 不低于 0.5 的锚框是前景，低于 0.4 的是背景，介于两者之间的忽略；编辑一个框，损失随之变化。',
  'about.name.anchors': '锚框',
  'about.anchors':
    '锚框能覆盖哪些标注框：若没有锚框与之充分重叠，这个框就很难学会。尺寸、比例和层级都可在此更改，搜索会给出更好的建议。',
  'about.name.kernels': '内核',
  'about.kernels':
    '在您的 GPU 上计算全部锚框损失的程序，附有各自的耗时和源代码。基准测试把损失内核与常见写法作比较。',
  'about.name.models': '模型',
  'about.models':
    '可以用来看照片的网络，以及它们的来历和表现。它们都是 RetinaNet：一座特征金字塔，加上一个分类头和一个框回归头。',
  'about.name.plot-candidates': '候选框',
  'about.plot-candidates':
    '各类检测器在一张图中要判断多少个框，坐标轴为对数。单阶段检测器要看约十万个，几乎全是背景：这就是失衡。',
  'about.name.plot-sum': '易与难',
  'about.plot-sum':
    '一个供计算的假想例子：许多损失极小的易分样本，对少数难分样本。改变数目，看看两种损失下由谁决定总和。',
  'about.name.plot-loss': '损失曲线',
  'about.plot-loss':
    '不同 γ 下，单个样本的损失与正确答案概率的关系；γ 越大，判断正确的样本处曲线越平。下方的标记是这张照片自己的元素。',
  'about.name.plot-shares': '占比',
  'about.plot-shares': '舞台上的照片中，每种损失来自哪些锚框。条的长度就是占比，因此大小不同的损失也能比较。',
  'about.name.plot-cumulative': '累积损失',
  'about.plot-cumulative':
    '从最易到最难排列全部样本，看损失累积了多少。背景的曲线越低，损失就越集中于最难的少数。',
  'about.name.plot-prior': '先验',
  'about.plot-prior':
    '训练第一步之前的损失，与每个类别起始概率 π 的关系。π 为 0.01 时，背景一开始就几乎正确，训练不会以猛烈冲击开场。',
  'about.name.table_1a': '表 1a',
  'about.table_1a': '论文对以 α 加权的交叉熵的测量结果。仅靠平衡有帮助，但不大。',
  'about.name.table_1b': '表 1b',
  'about.table_1b': '论文对不同 γ 的测量结果，各配其最佳 α。γ = 2 收益最大；γ 越大，最佳 α 越小。',
  'about.name.table_1c': '表 1c',
  'about.table_1c': '论文对每个位置上不同数目锚框的测量结果。三种尺度配三种比例最好；再多无益。',
  'about.name.table_1d': '表 1d',
  'about.table_1d': '论文对 OHEM 最佳设置与焦点损失的测量结果。不丢弃任何样本的焦点损失领先三个多百分点。',
  'about.name.table_1e': '表 1e',
  'about.table_1e': '论文对两种深度的网络在五种输入尺寸下的测量结果。输入越大，找到的越多，用时也越长。',
  'about.name.table_2': '表 2',
  'about.table_2':
    '论文的 RetinaNet 与同时代检测器在 COCO 上的对照。它是第一个超过两阶段检测器的单阶段检测器。',
  'about.name.figure_2': '图 2',
  'about.figure_2': '论文测得的精度与单张图像耗时的关系。越靠左上越好。',
};
