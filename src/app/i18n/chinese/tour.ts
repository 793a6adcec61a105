import type { tourEn } from '../english/tour.ts';

/** The guided tour. Figures are those of the photo on the stage. */
export const tourZh: Readonly<Record<keyof typeof tourEn, string>> = {
  'tour.title': '导览',
  'tour.offer': '初次使用？七步快速导览',
  'tour.decline': '不再提示导览',
  'tour.start': '导览',
  'tour.resume': '继续导览（第 {step} 步）',
  'tour.count': '第 {step} 步，共 {steps} 步',
  'tour.next': '下一步',
  'tour.back': '上一步',
  'tour.finish': '完成',
  'tour.leave': '离开导览',
  'tour.leaving.title': '保留哪一份设置？',
  'tour.leaving.text': '您自己的设置和照片原样未动。可以恢复它们，也可以保留导览现在的样子。',
  'tour.giveBack': '恢复我的',
  'tour.keep': '保留导览的',
  'tour.stay': '继续导览',
  'tour.controls': '导览期间所有控件均可使用。',

  'tour.imbalance.title': '凤毛麟角',
  'tour.imbalance.text':
    '检测器要判断这张照片中的 {anchors} 个锚框，其中只有 {foreground} 个落在物体上：每 {ratio} 个中一个，即 {share}。热图现在只显示它们的损失。',
  'tour.fog.title': '迷雾',
  'tour.fog.text':
    '现在是交叉熵下的全部锚框。{anchors} 个锚框中 {share} 是易分背景，每个的损失微乎其微，合起来却占 {crossEntropy}：这就是笼罩照片的迷雾。',
  'tour.gamma.title': 'γ 拨开迷雾',
  'tour.gamma.text':
    '焦点损失乘以 (1 − pₜ)^γ。γ = {gamma} 时，pₜ 为 0.9 的锚框权重缩小 {times} 倍，易分背景的占比从 {crossEntropy} 降到 {focal}。移动 γ 看看。',
  'tour.alpha.title': 'α 调节平衡',
  'tour.alpha.text':
    'α 给前景 {alpha} 的权重，给背景 {rest}。现在前景占焦点损失的 {foreground}，易分背景占 {easy}。有了 γ，最佳的 α 反而较小。',
  'tour.prior.title': 'π 稳住开局',
  'tour.prior.text':
    '训练之前，每个类别的概率都相同。π = {prior} 时，这张照片的交叉熵从 {crossEntropy} 开始；若为 0.5，则从 {half} 开始。训练好的模型为 {trained}。',
  'tour.ohem.title': '从前的办法',
  'tour.ohem.text':
    '分隔线左侧，OHEM 在 {anchors} 个锚框中只保留最难的 {selected} 个（前景 {foreground} 个，背景 {background} 个），其余丢弃。右侧，焦点损失保留全部并加权。拖动分隔线看看。',
  'tour.detections.title': '为了什么',
  'tour.detections.text':
    '这样训练的检测器无需先行筛选，就能在 {anchors} 个候选中找到物体。分数不低于 {threshold} 时，它在这里报告 {count} 个。',
};
