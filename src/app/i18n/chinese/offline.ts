import type { offlineEn } from '../english/offline.ts';

/** The page as something that is installed, kept and updated. */
export const offlineZh: Readonly<Record<keyof typeof offlineEn, string>> = {
  'offline.title': '本页面',
  'offline.keeping': '正在保存以供离线使用：{kept} / {total} MB',
  'offline.kept': '可离线使用：所有内置内容都已保存在本机（{total} MB）。',
  'offline.partly': '浏览器正在节省流量：只保存了用过的内容（{kept} / {total} MB）。',
  'offline.failed': '未能保存全部离线内容（{kept} / {total} MB），下次访问时会重试。',
  'offline.keepAll': '全部保存',
  'offline.install': '安装为应用',
  'offline.threads': '在此主机上更快：使用多线程',
  'offline.threadsHint':
    '主机没有发送隔离所需的响应头。开启后由页面自己的 Service Worker 添加，模型便可使用多个处理器核心。',
  'offline.threadsReload': '重新加载页面后生效。已绘制的框会保留。',
  'offline.reload': '立即重新加载',
  'update.title': '新版本',
  'update.ready': '新版本已就绪。',
  'update.note': '已绘制的框和设置会保留；您自己的照片需要重新打开。',
  'update.reload': '重新加载',
  'update.later': '稍后',
  'error.share-empty.title': '分享的内容中没有可打开的东西。',
  'error.share-empty.text': '只能接收其他应用分享的图片。请分享照片本身，而不是链接。',
};
