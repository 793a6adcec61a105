import type { navigationEn } from '../english/navigation.ts';

/** The ways through the page. */
export const navigationZh: Readonly<Record<keyof typeof navigationEn, string>> = {
  'navigation.title': '视图',
  'navigation.microscope': '照片',
  'navigation.plots': '图表',
  'navigation.anchors': '锚框',
  'navigation.models': '模型',
  'navigation.kernels': '内核',
  'navigation.loading': '加载中…',
  'navigation.failed': '无法加载此视图。请检查网络连接后重新打开。',
  'panel.title': '面板',
  'panel.loss': '损失',
  'panel.inspect': '检视',
  'panel.ground-truth': '真值框',
};
