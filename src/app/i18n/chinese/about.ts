import type { aboutEn } from '../english/about.ts';

/** “What am I looking at?”: two sentences for every view, panel and plot. */
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
