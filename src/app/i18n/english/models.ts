/** The view of the models: which one is in use, and which others there are. */
export const modelsEn = {
  'models.lead':
    'The page comes with a small RetinaNet, and runs others: your own exports and public ones. A model file is read in this page alone; nothing of it is sent anywhere.',

  'models.inUse.title': 'In use',
  'models.inUse.builtIn': 'Comes with the page',
  'models.inUse.own': 'Your file',
  'models.inUse.classes': 'Classes (K)',
  'models.inUse.anchors': 'Anchors',
  'models.inUse.anchorsAt': '{anchors} at {width} × {height}',
  'models.inUse.anchorsLater': '{perCell} per cell, on {levels}',
  'models.inUse.provider': 'Runs on',
  'models.inUse.size': 'File size',
  'models.inUse.megabytes': '{megabytes} MB',
  'models.inUse.backToBuiltIn': 'Back to the built-in model',
  'models.inUse.classNames': 'Class names',

  'models.open.title': 'Open a model',
  'models.open.meaning':
    'An ONNX file from this computer. It can be dropped anywhere on the page as well; the earlier model stays in use until the new one has answered.',
  'models.open.file': 'Choose a file',

  'models.download': 'Download',
  'models.open.address': 'Address of an ONNX file',
  'models.transfer.downloading': 'Downloading {fileName}…',
  'models.transfer.keeping': 'Keeping a copy of {fileName} in this browser…',
  'models.transfer.speed': '{megabytes} MB/s',
  'models.transfer.seconds.one': '{count} second left',
  'models.transfer.seconds.other': '{count} seconds left',
  'models.transfer.minutes.one': '{count} minute left',
  'models.transfer.minutes.other': '{count} minutes left',
  'models.transfer.done': '{fileName} has arrived whole. Choose “Use” in the list below to run it.',
  'models.transfer.cancelled': '{fileName}: cancelled. What has arrived is kept, and can be gone on with.',
  'models.library.title': 'Kept in this browser',
  'models.library.meaning':
    'Models that were opened or downloaded stay here until you delete them. The one used last is opened again at the next visit.',
  'models.library.memory':
    'This browser keeps no files for this page (a private window, or an insecure address): models stay in memory, and go when the page is closed.',
  'models.library.none': 'Nothing is kept yet.',
  'models.library.use': 'Use',
  'models.library.opening': 'Opening…',
  'models.library.inUse': 'In use',
  'models.library.resume': 'Resume',
  'models.library.delete': 'Delete',
  'models.library.deleteNamed': 'Delete {fileName}',
  'models.library.deleteAll': 'Delete all',
  'models.library.deleteAllAsk': 'Delete all kept models?',
  'models.library.keepAll': 'Keep them',
  'models.library.partial': 'Incomplete: {loaded} of {total} MB',
  'models.library.fromFile': 'from this computer',
  'models.library.fromAddress': 'downloaded',
  'models.library.hashed': 'SHA-256 {hash}…, not compared with anything',
  'models.library.verified': 'SHA-256 {hash}…, as its source says',
  'models.library.room':
    'Models take {own} MB. This page uses {used} MB of the {quota} MB that the browser allows.',
  'models.library.place.opfs': 'Kept in the private file system of this site (OPFS).',
  'models.library.place.cache':
    'Kept in the browser’s cache storage: this browser has no file system to write in.',
  'models.library.place.memory': 'Kept in memory alone.',
  'models.catalogue.title': 'Public RetinaNets',
  'models.catalogue.meaning':
    'Trained on COCO by others, and downloaded from where they put them, only when you click. Size and hash are what the source says; a file that differs is not used.',
  'models.catalogue.untried': 'not tried here',
  'models.catalogue.source': 'Source:',
  'models.catalogue.kept': 'Kept',
  'models.catalogue.classes': '{classes} classes',
  'models.catalogue.fixed': 'input fixed at {width} × {height}',
  'models.catalogue.opset': 'opset {opset}',
  'models.catalogue.licence': 'licence {licence}',
  'models.catalogue.hash': 'SHA-256 {hash}…',
  'models.catalogue.noHash': 'no hash known',

  'error.model-url-malformed.title': '“{fileName}” is not a web address.',
  'error.model-url-malformed.text':
    'A whole one is needed, with https:// at its beginning and the file’s own name at its end.',
  'error.model-url-insecure.title': 'Models are downloaded over https alone.',
  'error.model-url-insecure.text':
    '“{url}” could be changed on its way. Ask for it by https, or download it by hand and drop the file on the page.',
  'error.model-url-credentials.title': 'An address with a name or password in it is not used.',
  'error.model-url-credentials.text':
    'It would be kept with the model. Download the file by hand and drop it on the page.',
  'error.model-offline.title': 'There is no connection to the network.',
  'error.model-offline.text': 'What has arrived is kept. Go online and choose “Resume”.',
  'error.model-unreachable.title': '{host} cannot be reached from this page.',
  'error.model-unreachable.text':
    'The server is down, the address is wrong, or it does not allow other sites’ pages to read its files. Open the address in a tab of its own; where that downloads the file, drop it on this page.',
  'error.model-no-cors.title': '{host} does not allow this page to read the file.',
  'error.model-no-cors.text':
    'It answers, but without the header that lets other sites’ pages in (CORS). Download the file by hand in a tab of its own, and drop it on this page.',
  'error.model-not-found.title': 'There is no such file at {host}.',
  'error.model-not-found.text': 'The server says {status}. Check the address; the file may have been moved.',
  'error.model-forbidden.title': '{host} does not give the file to everybody.',
  'error.model-forbidden.text':
    'The server says {status}: it wants a login or an agreement. Log in there, download the file by hand and drop it on this page.',
  'error.model-is-html.title': 'A web page came in place of a model.',
  'error.model-is-html.text':
    'The address is that of a page about the file, or of a login. Copy the address of its download link.',
  'error.model-is-pointer.title': 'A pointer came in place of a model.',
  'error.model-is-pointer.text':
    'The repository keeps the file elsewhere (Git LFS), and gave the note that says so. Copy the address of its download link.',
  'error.model-download-cut.title': 'The download broke off.',
  'error.model-download-cut.text': 'What has arrived is kept, but not used. Choose “Resume” to go on.',
  'error.model-wrong-hash.title': '“{fileName}” is not the file that it should be.',
  'error.model-wrong-hash.text':
    'Its SHA-256 is {actual}, and should be {expected}. It was thrown away: somebody has changed the file, or it was damaged on its way.',
  'error.model-no-room.title': 'The browser has no room for this model.',
  'error.model-no-room.text':
    'It keeps only so much for one page, and less in a private window. Delete kept models, or free space on the disk; a model file can still be opened without being kept.',
  'error.model-busy.title': 'Another tab is busy with this file.',
  'error.model-busy.text': 'Wait until it has finished there, or close that tab, and try again.',
  'error.model-in-use.title': '“{fileName}” is in use in another tab.',
  'error.model-in-use.text': 'Choose another model there, or close that tab; then it can be deleted.',
  'error.model-gone.title': 'The model is no longer kept.',
  'error.model-gone.text':
    'It was deleted in another tab, or by the browser when it needed room. Download or open it again.',
  'error.model-damaged.title': '“{fileName}” is no longer what was kept.',
  'error.model-damaged.text':
    '{actual} of {expected} bytes are there. Delete it, and download or open it again.',
  'error.model-library-failed.title': 'The kept models cannot be reached.',
  'error.model-library-failed.text':
    'The browser’s storage did not answer. Models can still be opened from files; reload the page to try again.',
} as const;
