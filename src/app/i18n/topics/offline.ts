/** The page as something that is installed, kept and updated. */
export const offlineEn = {
  'offline.title': 'This page',
  'offline.keeping': 'Being kept for offline use: {kept} of {total} MB',
  'offline.kept': 'Works offline: everything built in is kept here ({total} MB).',
  'offline.partly': 'Your browser saves data: only what was used is kept ({kept} of {total} MB).',
  'offline.failed':
    'Not everything could be kept for offline use ({kept} of {total} MB). It is tried again at the next visit.',
  'offline.keepAll': 'Keep everything',
  'offline.install': 'Install as an app',
  'offline.threads': 'Faster on this host: use threads',
  'offline.threadsHint':
    'The host sends no headers for isolation. With this on, the page’s own service worker adds them, and the model can run on several processors.',
  'offline.threadsReload': 'Takes effect when the page is loaded again. Drawn boxes are kept.',
  'offline.reload': 'Reload now',
  'update.title': 'New version',
  'update.ready': 'A new version is ready.',
  'update.note': 'Drawn boxes and settings are kept; photos of your own have to be opened again.',
  'update.reload': 'Reload',
  'update.later': 'Later',
  'error.share-empty.title': 'Nothing that can be opened was shared.',
  'error.share-empty.text':
    'Only pictures can be taken from other apps. Share a photo itself, not a link to it.',
} as const;

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
