/** Taking numbers and pictures away, and narrowing the picture to the hardest anchors. */
export const exportsEn = {
  'hardest.title': 'Hardest anchors shown',
  'hardest.all': 'All',
  'hardest.hint': 'To the right only the anchors of the greatest losses stay in the picture.',
  'hardest.note': '{loss}: the hardest {count} anchors, each at {least} or more, make {share} of the loss.',
  'hardest.legend': '{title}, hardest {share}',

  'copy.values': 'Copy the numbers: {title}',
  'copy.done': 'Copied',
  'copy.failed': 'The browser did not let the numbers be copied.',

  'picture.save': 'Save the picture with its legend (PNG)',
  'picture.running': 'Making the picture…',
  'picture.done': 'Saved as {fileName}',
  'picture.failed': 'The picture could not be saved: {reason}',
  'picture.parameters': 'γ = {gamma}, α = {alpha}',
  'picture.scale.linear': 'linear',
  'picture.scale.log': 'logarithmic',
  'picture.made': 'input {width} × {height}, {count} anchors',
} as const;
