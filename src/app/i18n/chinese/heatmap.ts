import type { heatmapEn } from '../english/heatmap.ts';

/** What a heatmap is of, beside a loss, and which anchors it is narrowed to. */
export const heatmapZh: Readonly<Record<keyof typeof heatmapEn, string>> = {
  'quantity.p-t': 'p_t，每格最低值',
  'quantity.assignment': '锚框的分配',
  'quantity.ohem': 'OHEM 选取，最难的 N 个',
  'quantity.ohem-1-3': 'OHEM 选取，至多 1:3',
  'quantity.legend.p-t': '格内最低 p_t',
  'quantity.legend.assignment': '分配',
  'quantity.legend.ohem': 'OHEM 选取',
  'quantity.legend.ohem-1-3': 'OHEM 1:3 选取',
  'quantity.note.p-t':
    '前景：其自身类别的 p_t。背景：各类别中最小的 p_t。每格显示最难的锚框，不含忽略的锚框。',
  'quantity.note.assignment': '同一格内，前景先于忽略，忽略先于背景。',
  'quantity.note.ohem': '同一格内，OHEM 选取的锚框优先显示。',
  'quantity.note.ohem-1-3': '同一格内，OHEM 选取的锚框优先显示。',
  'marks.foreground': '前景',
  'marks.background': '背景',
  'marks.ignored': '忽略',
  'marks.selected-background': '背景',
  'marks.unselected': '未选取',
  'marks.counted': '{name} {count}',
  'marks.legend': '{title}，按全部锚框计数',
  'filter.class': '类别',
  'filter.class.all': '全部类别',
  'filter.class.legend': '{title}，{name}',
  'filter.hardest': '最难的 {share}',
  'filter.separator': '、',
  'filter.note': '总损失包括全部锚框和类别。热力图只显示：{filters}。',
  'filter.note.sides': '总损失包括全部锚框。热力图只显示：{filters}。',
  'filter.note.class': '总损失只计“{name}”：分类损失取其一列，边框损失取其自身的锚框。',
};
