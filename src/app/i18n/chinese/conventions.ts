import type { conventionsEn } from '../english/conventions.ts';

/** What a model's outputs mean, while it is found out and where it cannot be. */
export const conventionsZh: Readonly<Record<keyof typeof conventionsEn, string>> = {
  'conventions.ranking.running': '正在尝试约定：第 {done} 次运行，共 {total} 次…',
  'phase.probing': '正在尝试约定…',
  'error.model-anchors-unknown.title': '无法推断“{fileName}”的锚框。',
  'error.model-anchors-unknown.text':
    '它对 {width} × {height} 的输入给出 {anchors} 个锚框，常见导出工具的金字塔都没有这个数量。请提供写明步长、尺度和高宽比的 .retinanet.json。继续使用之前的模型。',
  'error.sidecar-invalid.title': '“{fileName}”无法照此使用。',
  'error.sidecar-invalid.text': '位于 {path}：{reason}。未作任何更改。',
  'error.labels-invalid.title': '“{fileName}”的类别名称与模型不符。',
  'error.labels-invalid.text':
    '模型有 {expected} 个类别，文件有 {found} 个名称。可以每行一个名称，或使用 JSON：列表，或 COCO 的 categories。未作任何更改。',
};
