import type { headsEn } from '../english/heads.ts';

/** What a model's file answers, and why it may not be of use. */
export const headsZh: Readonly<Record<keyof typeof headsEn, string>> = {
  'heads.recovered': '由概率还原：接近 1 的 p 无法区分。',
  'heads.boxesOnly.title': '只有框，没有损失',
  'heads.boxesOnly.text':
    '这个模型自行抑制重叠的框，只给出剩下的框。训练损失要对所有锚框计算，而它们的分数不会离开模型，因此这里算不出任何真实的数值。框与分数显示在照片上。',
  'heads.boxesOnly.next': '要查看它的损失，请导出原始输出头，再打开该文件。',
  'heads.recipes.title': '导出原始输出头',
  'heads.recipes.text':
    '每个框架都有一个完整的程序，给出所有锚框的 logits 和框偏移；缩放、归一化和抑制由本页完成。',
  'heads.recipes.framework': '框架',
  'heads.recipes.copy': '复制',

  'error.model-not-a-detector.title': '“{fileName}”不是可以理解的检测器。',
  'error.model-not-a-detector.text':
    '它的输出应为 float32 或 float16，并符合以下形式之一：{missing}。它的输入为 {inputs}，输出为 {outputs}。继续使用之前的模型。',
  'error.model-outputs-ambiguous.title': '“{fileName}”的输出有多种解读方式。',
  'error.model-outputs-ambiguous.text':
    '以下解读都成立：{readings}。请为输出取能区分框与分数的名称（bbox_regression、cls_logits），然后重新导出。它的输入为 {inputs}，输出为 {outputs}。继续使用之前的模型。',
  'error.model-input-unsupported.title': '“{fileName}”的输入不是一张三通道图片。',
  'error.model-input-unsupported.text':
    '它应只有一个 float32、float16 或 uint8 输入：[1, 3, H, W] 或 [1, H, W, 3]，也可以没有批次维。它的输入为 {inputs}。继续使用之前的模型。',
  'error.model-opening-hung.title': '打开模型的时间过长。',
  'error.model-opening-hung.text':
    'ONNX Runtime 在 {seconds} 秒内未能完成，已被停止。文件可能已损坏，或对这台设备来说太大。',
  'error.model-class-count.title': '“{fileName}”的类别数量不同。',
  'error.model-class-count.text':
    '类别列表有 {expected} 项，而模型的分数有 {actual} 项。请选择与它对应的列表。继续使用之前的模型。',
  'error.model-output-not-finite.title': '模型的输出不是有效数值。',
  'error.model-output-not-finite.text':
    '输出 {output} 中有 {count} 个值为无穷大或非数。权重损坏，或未加处理就转换为 float16，会造成这种情况。请以 float32 导出模型。',
  'error.model-detections-only.title': '“{fileName}”只给出抑制后的框。',
  'error.model-detections-only.text':
    '所有锚框的分数都留在模型内部，因此无法计算损失。请导出它的原始输出头。它的输出为：{outputs}。',
  'error.model-data-missing.title': '“{fileName}”的权重在另一个文件中。',
  'error.model-data-missing.text': '模型需要 {files}。请同时选择或拖入该模型的所有文件。继续使用之前的模型。',
};
