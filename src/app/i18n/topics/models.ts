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
} as const;

export const modelsZh: Readonly<Record<keyof typeof modelsEn, string>> = {
  'models.lead':
    '本页自带一个小型 RetinaNet，也能运行其他模型：您自己导出的，以及公开的。模型文件只在本页内读取，不会发送到任何地方。',

  'models.inUse.title': '正在使用',
  'models.inUse.builtIn': '本页自带',
  'models.inUse.own': '您的文件',
  'models.inUse.classes': '类别数（K）',
  'models.inUse.anchors': '锚框',
  'models.inUse.anchorsAt': '{width} × {height} 时 {anchors} 个',
  'models.inUse.anchorsLater': '{levels} 层每格 {perCell} 个',
  'models.inUse.provider': '运行于',
  'models.inUse.size': '文件大小',
  'models.inUse.megabytes': '{megabytes} MB',
  'models.inUse.backToBuiltIn': '换回内置模型',
  'models.inUse.classNames': '类别名称',

  'models.open.title': '打开模型',
  'models.open.meaning':
    '本机上的 ONNX 文件，也可以拖放到页面任意位置；在新模型给出结果之前，原有模型继续使用。',
  'models.open.file': '选择文件',
};
