/** The guided tour. Figures are those of the photo on the stage. */
export const tourEn = {
  'tour.title': 'Guided tour',
  'tour.offer': 'New here? Seven short steps',
  'tour.decline': 'Do not offer the tour again',
  'tour.start': 'Guided tour',
  'tour.resume': 'Go on with the tour (step {step})',
  'tour.count': 'Step {step} of {steps}',
  'tour.next': 'Next',
  'tour.back': 'Back',
  'tour.finish': 'Finish',
  'tour.leave': 'Leave the tour',
  'tour.leaving.title': 'Whose settings shall stay?',
  'tour.leaving.text':
    'Your own settings and photo are as you left them. You can go back to them, or keep what the tour shows now.',
  'tour.giveBack': 'Back to mine',
  'tour.keep': 'Keep the tour’s',
  'tour.stay': 'Go on',
  'tour.controls': 'All controls work meanwhile.',

  'tour.imbalance.title': 'Few among many',
  'tour.imbalance.text':
    'The detector judges {anchors} anchors in this photo, and {foreground} of them lie on an object: one in {ratio}, or {share}. The map shows the loss of these alone.',
  'tour.fog.title': 'The fog',
  'tour.fog.text':
    'Now all anchors, under cross entropy. {share} of {anchors} anchors are easy background, each with next to no loss, and together they make {crossEntropy} of it: the fog over the photo.',
  'tour.gamma.title': 'γ lifts it',
  'tour.gamma.text':
    'Focal loss multiplies by (1 − pₜ)^γ. With γ = {gamma}, an anchor that is 90% right counts {times} times less, and the share of easy background falls from {crossEntropy} to {focal}. Move γ and watch.',
  'tour.alpha.title': 'α balances',
  'tour.alpha.text':
    'α weighs the foreground with {alpha} and the background with {rest}. Foreground now makes {foreground} of the focal loss, easy background {easy}. With γ at work, the best α is small.',
  'tour.prior.title': 'π calms the start',
  'tour.prior.text':
    'Before training, every class gets the same probability. With π = {prior} this photo’s cross entropy starts at {crossEntropy}; with 0.5 it would start at {half}. The trained model has {trained}.',
  'tour.ohem.title': 'The older way',
  'tour.ohem.text':
    'Left of the divider, OHEM keeps the {selected} hardest of {anchors} anchors ({foreground} foreground, {background} background) and drops the rest. Right of it, focal loss keeps all and weighs them. Drag the divider.',
  'tour.detections.title': 'What it is for',
  'tour.detections.text':
    'A detector trained so finds objects among {anchors} candidates without a first stage that sorts them out. With a score of at least {threshold}, it reports {count} here.',
} as const;
