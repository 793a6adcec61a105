import type { exportsEn } from '../english/exports.ts';

/** Taking numbers and pictures away, and narrowing the picture to the hardest anchors. */
export const exportsZh: Readonly<Record<keyof typeof exportsEn, string>> = {
  'hardest.title': '显示最难的锚框',
  'hardest.all': '全部',
  'hardest.hint': '向右拖动，图中只留下损失最大的锚框。',
  'hardest.note': '{loss}：最难的 {count} 个锚框（每个损失不小于 {least}）占总损失的 {share}。',
  'hardest.legend': '{title}，最难的 {share}',

  'copy.values': '复制数值：{title}',
  'copy.done': '已复制',
  'copy.failed': '浏览器不允许复制这些数值。',

  'picture.save': '保存带图例的图片 (PNG)',
  'picture.running': '正在生成图片…',
  'picture.done': '已保存为 {fileName}',
  'picture.failed': '无法保存图片：{reason}',
  'picture.parameters': 'γ = {gamma}，α = {alpha}',
  'picture.scale.linear': '线性',
  'picture.scale.log': '对数',
  'picture.made': '输入 {width} × {height}，{count} 个锚框',
};
