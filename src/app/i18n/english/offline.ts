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
