/** Links to hand on, the menu of help, the keyboard sheet, diagnostics. */
export const guideEn = {
  'help.title': 'Help and sharing',
  'help.share': 'Copy a link…',
  'help.keyboard': 'Keyboard…',
  'help.diagnostics': 'Copy diagnostics…',
  'help.close': 'Close',

  'link.title': 'Settings from a link',
  'link.visit': 'These settings come from a link and hold for this visit. Your own are kept as they were.',
  'link.keep': 'Keep these as mine',
  'link.giveBack': 'Back to mine',
  'link.dropped.one': 'One part of the link means nothing here and was left out: {names}.',
  'link.dropped.other': '{count} parts of the link mean nothing here and were left out: {names}.',
  'link.more.one': '{count} more',
  'link.more.other': '{count} more',
  'link.dismiss': 'Dismiss',

  'share.title': 'Copy a link',
  'share.text': 'The link opens the page as it stands here.',
  'share.label': 'Link',
  'share.copy': 'Copy link',
  'share.in': 'In it: {parts}.',
  'share.settings.one': '{count} setting that differs from its default',
  'share.settings.other': '{count} settings that differ from their defaults',
  'share.noSettings': 'that all settings are at their defaults',
  'share.view': 'the view “{view}”',
  'share.panel': 'the panel “{panel}”',
  'share.sample': 'the sample “{sample}”',
  'share.firstSample': 'the first sample',
  'share.ownPhoto':
    'Not in it: your photo. Whoever opens the link sees the first sample, and can open the photo there.',
  'share.notIn':
    'Not in it: boxes that were drawn, opened annotations, a model of one’s own; language and theme.',
  'share.notPhotos': 'No photo is ever in a link.',
} as const;
