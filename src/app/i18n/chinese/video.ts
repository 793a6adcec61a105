import type { videoEn } from '../english/video.ts';

/** Cameras, videos, and the ways that pictures come in. */
export const videoZh: Readonly<Record<keyof typeof videoEn, string>> = {
  'open.more': '其他打开方式',
  'open.camera': '实时摄像头',
  'open.takePhoto': '拍照',
  'open.paste': '粘贴图片',
  'video.title': '实时画面',
  'video.starting': '正在启动摄像头…',
  'video.startingFile': '正在打开 {fileName}…',
  'video.playing': '实时：{name}',
  'video.framesPerSecond': '{rate} 帧/秒',
  'video.paused.person': '已暂停。这一帧就是一张照片，所有功能均可使用。',
  'video.paused.hidden': '页面不可见时已停止。',
  'video.paused.ended': '视频已结束，最后一帧作为照片保留。',
  'video.paused.lost': '摄像头已断开，最后一帧作为照片保留。',
  'video.pause': '暂停',
  'video.resume': '继续',
  'video.stop': '停止',
  'video.switch': '切换摄像头',
  'error.camera-unsupported.title': '此浏览器不向页面提供摄像头。',
  'error.camera-unsupported.text':
    '使用摄像头需要较新的浏览器，且页面须通过 https 或 localhost 访问。请改为打开照片或视频。',
  'error.camera-denied.title': '未获准使用摄像头。',
  'error.camera-denied.text': '请在地址栏旁的网站设置中允许使用摄像头，然后重新启动。画面不会离开本机。',
  'error.camera-none.title': '未找到摄像头。',
  'error.camera-none.text': '请连接或打开摄像头后重试，或打开照片或视频。',
  'error.camera-busy.title': '无法启动摄像头。',
  'error.camera-busy.text': '可能有其他程序或页面正在使用它，或已被系统关闭。请关闭后重试。',
  'error.camera-lost.title': '摄像头已断开。',
  'error.camera-lost.text': '它被拔出、关闭或被其他程序占用。最后一帧会保留；按“继续”重试。',
  'error.video-unsupported.title': '无法播放“{fileName}”。',
  'error.video-unsupported.text':
    '浏览器不支持其格式或编码，文件已损坏，或其中没有画面。多数浏览器支持 H.264 的 MP4 和 WebM。',
  'error.clipboard-denied.title': '无法读取剪贴板。',
  'error.clipboard-denied.text': '浏览器未允许读取。请改按 Ctrl+V（Mac 上为 ⌘V），这样无需授权。',
  'error.clipboard-empty.title': '剪贴板中没有图片。',
  'error.clipboard-empty.text': '请复制图片本身，而不是其地址或文件名，然后再次粘贴。',
  'error.link-not-a-file.title': '只拖入了图片的地址。',
  'error.link-not-a-file.text':
    '本页面不会从其他网站获取任何内容。请先保存图片再拖入文件，或复制图片本身后粘贴到此处。',
};
