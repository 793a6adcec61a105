/** Cameras, videos, and the ways that pictures come in. */
export const videoEn = {
  'open.more': 'More ways to open',
  'open.camera': 'Live camera',
  'open.takePhoto': 'Take photo',
  'open.paste': 'Paste picture',
  'video.title': 'Live picture',
  'video.starting': 'Starting the camera…',
  'video.startingFile': 'Opening {fileName}…',
  'video.playing': 'Live: {name}',
  'video.framesPerSecond': '{rate} frames/s',
  'video.paused.person': 'Paused. The frame is a photo: everything works on it.',
  'video.paused.hidden': 'Stopped while the page was out of sight.',
  'video.paused.ended': 'The video is over. Its last frame is a photo.',
  'video.paused.lost': 'The camera is gone. Its last frame is a photo.',
  'video.pause': 'Pause',
  'video.resume': 'Go on',
  'video.stop': 'Stop',
  'video.switch': 'Other camera',
  'error.camera-unsupported.title': 'This browser gives the page no camera.',
  'error.camera-unsupported.text':
    'Cameras need a current browser and a page served over https or from localhost. Open a photo or a video instead.',
  'error.camera-denied.title': 'The camera was not allowed.',
  'error.camera-denied.text':
    'Allow it in the browser’s site settings, next to the address, and start it again. The picture never leaves this computer.',
  'error.camera-none.title': 'No camera was found.',
  'error.camera-none.text': 'Connect one, or switch it on, and start again; or open a photo or a video.',
  'error.camera-busy.title': 'The camera could not be started.',
  'error.camera-busy.text':
    'Another program or page may be using it, or the system keeps it off. Close that and start again.',
  'error.camera-lost.title': 'The camera was taken away.',
  'error.camera-lost.text':
    'It was unplugged, switched off, or given to another program. The last frame stays; press “Go on” to try again.',
  'error.video-unsupported.title': '“{fileName}” cannot be played here.',
  'error.video-unsupported.text':
    'The browser does not know its format or codec, it is damaged, or it has no picture. MP4 with H.264 and WebM work in most browsers.',
  'error.clipboard-denied.title': 'The clipboard may not be read.',
  'error.clipboard-denied.text':
    'The browser did not allow it. Press Ctrl+V (⌘V on a Mac) instead, which needs no permission.',
  'error.clipboard-empty.title': 'There is no picture in the clipboard.',
  'error.clipboard-empty.text': 'Copy a picture itself, not its address or its file’s name, and paste again.',
  'error.link-not-a-file.title': 'Only the address of a picture was dropped.',
  'error.link-not-a-file.text':
    'This page fetches nothing from other sites. Save the picture and drop the file, or copy the picture itself and paste it here.',
} as const;
