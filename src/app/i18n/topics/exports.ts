/** Taking numbers and pictures away, and narrowing the picture to the hardest anchors. */
export const exportsEn = {
  'hardest.title': 'Hardest anchors shown',
  'hardest.all': 'All',
  'hardest.hint': 'To the right only the anchors of the greatest losses stay in the picture.',
  'hardest.note': '{loss}: the hardest {count} anchors, each at {least} or more, make {share} of the loss.',
  'hardest.legend': '{title}, hardest {share}',

  'copy.values': 'Copy the numbers: {title}',
  'copy.done': 'Copied',
  'copy.failed': 'The browser did not let the numbers be copied.',

  'picture.save': 'Save the picture with its legend (PNG)',
  'picture.running': 'Making the picture…',
  'picture.done': 'Saved as {fileName}',
  'picture.failed': 'The picture could not be saved: {reason}',
  'picture.parameters': 'γ = {gamma}, α = {alpha}',
  'picture.scale.linear': 'linear',
  'picture.scale.log': 'logarithmic',
  'picture.made': 'input {width} × {height}, {count} anchors',
} as const;

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
