/** Drawing and editing the boxes of the ground truth. */
export const groundTruthEn = {
  'groundTruth.help':
    'Drag to draw a box. Click a box to choose it, then drag it or its handles. With the keyboard: n draws a box in the middle, [ and ] choose, arrows move (with Shift by 10), Alt and arrows resize, Delete removes, Control and Z undoes.',
  'groundTruth.hint':
    'Drag on the photo to draw a box. Click one to choose it, drag it or its handles to change it; hold Space to move the photo.',
  'groundTruth.hintTouch':
    'Drag with one finger to draw a box, tap one to choose it. Two fingers move and zoom the photo.',
  'groundTruth.origin.none':
    'No boxes yet: {count} confident detections stand in. Draw a box, or start from the detections.',
  'groundTruth.origin.sample': 'The sample’s own annotations',
  'groundTruth.origin.file': 'From the annotation file',
  'groundTruth.origin.saved': 'As you left them, kept on this computer',
  'groundTruth.origin.drawn': 'Drawn by you',
  'groundTruth.edited': 'Edited',
  'groundTruth.saving.nothing': 'Every edit is kept on this computer.',
  'groundTruth.saving.saved': 'Kept on this computer.',
  'groundTruth.saving.failed':
    'This browser keeps nothing on this computer (private window, or no space left). Export the boxes before you leave.',
  'groundTruth.joined':
    'This photo is open in another tab, too, where its boxes were changed: they are in here now. Undo takes that back, for both.',
  'groundTruth.refusal.too-small':
    'A box needs at least one pixel of the photo in each direction: not drawn.',
  'groundTruth.refusal.off-image':
    'That box would lie outside the photo, where no anchor can match it: not drawn.',
  'groundTruth.undo': 'Undo',
  'groundTruth.redo': 'Redo',
  'groundTruth.new': 'New box',
  'groundTruth.adopt': 'Start from the detections',
  'groundTruth.removeAll': 'Remove all',
  'groundTruth.revert': 'Back to the original',
  'groundTruth.boxes': 'Boxes',
  'groundTruth.box': '{className} {size}, box {number}',
  'groundTruth.empty': 'No boxes: every anchor is background.',
  'groundTruth.none': 'None of its own yet.',
  'groundTruth.class': 'Class',
  'groundTruth.crowd': 'Crowd: ignore this region',
  'groundTruth.remove': 'Remove',
  'groundTruth.x': 'Left',
  'groundTruth.y': 'Top',
  'groundTruth.width': 'Width',
  'groundTruth.height': 'Height',
  'groundTruth.size': '{width} × {height}',
  'groundTruth.missing': 'Missing labels?',
  'groundTruth.missingMeaning':
    'The model is sure of these, but training would punish it: their anchors are background here.',
  'groundTruth.missingNone': 'None: every confident detection lies on a box.',
  'groundTruth.addMissing': 'Add',
  'groundTruth.addMissingLabel': 'Add {className} {score}',
  'groundTruth.count.one': '{count} box',
  'groundTruth.count.other': '{count} boxes',
} as const;
