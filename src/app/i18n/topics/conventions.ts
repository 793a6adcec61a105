/** What a model's outputs mean, while it is found out and where it cannot be. */
export const conventionsEn = {
  'conventions.ranking.running': 'Trying conventions: run {done} of {total}…',
  'phase.probing': 'Trying conventions…',
  'error.model-anchors-unknown.title': 'The anchors of “{fileName}” could not be worked out.',
  'error.model-anchors-unknown.text':
    'It answers an input of {width} × {height} with {anchors} anchors. No pyramid that exporters use has that many. Give a .retinanet.json with its strides, scales and ratios. The earlier model stays in use.',
  'error.sidecar-invalid.title': '“{fileName}” cannot be used as it is.',
  'error.sidecar-invalid.text': 'At {path}: {reason}. Nothing was changed.',
  'error.labels-invalid.title': 'The class names of “{fileName}” do not fit the model.',
  'error.labels-invalid.text':
    'The model has {expected} classes, the file {found} names. It takes one name a line, or JSON: a list, or COCO’s categories. Nothing was changed.',
} as const;

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
