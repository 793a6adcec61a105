import type { guideEn } from '../english/guide.ts';

/** Links to hand on, the menu of help, the keyboard sheet, diagnostics. */
export const guideZh: Readonly<Record<keyof typeof guideEn, string>> = {
  'help.title': '帮助与分享',
  'help.share': '复制链接…',
  'help.keyboard': '键盘操作…',
  'help.diagnostics': '复制诊断信息…',
  'help.close': '关闭',

  'link.title': '来自链接的设置',
  'link.visit': '当前设置来自链接，仅在本次访问中有效。您自己的设置保持原样。',
  'link.keep': '保留为我的设置',
  'link.giveBack': '恢复我的设置',
  'link.dropped.one': '链接中有一处在此无法识别，已略去：{names}。',
  'link.dropped.other': '链接中有 {count} 处在此无法识别，已略去：{names}。',
  'link.more.one': '另有 {count} 处',
  'link.more.other': '另有 {count} 处',
  'link.dismiss': '关闭提示',

  'share.title': '复制链接',
  'share.text': '打开此链接，页面会与现在一样。',
  'share.label': '链接',
  'share.copy': '复制链接',
  'share.in': '包含：{parts}。',
  'share.settings.one': '{count} 项与默认值不同的设置',
  'share.settings.other': '{count} 项与默认值不同的设置',
  'share.noSettings': '所有设置均为默认值',
  'share.view': '视图“{view}”',
  'share.panel': '面板“{panel}”',
  'share.sample': '示例“{sample}”',
  'share.firstSample': '第一张示例',
  'share.ownPhoto': '不包含：您的照片。打开链接的人会看到第一张示例，可以在那里自行打开照片。',
  'share.notIn': '不包含：手绘的框、已打开的标注、自带的模型；语言和主题。',
  'share.notPhotos': '链接中绝不包含照片。',
};
