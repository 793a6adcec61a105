/** The view of the plots: why focal loss, step by step; and the frame that all charts have. */
export const plotsEn = {
  'figure.table': 'Table',
  'figure.export': 'Export: {title}',

  'plots.title': 'Why focal loss',
  'plots.lead':
    'A detector looks at some hundred thousand boxes an image, and nearly all are plain background. Under cross entropy those easy boxes, each almost right already, add up to more than the few that matter. Focal loss turns them down. Move γ and every figure follows, and so does the photo.',
  'plots.controls': 'Focal loss',
  'plots.now':
    'γ = {gamma}: an easy element (pₜ = 0.9) counts {easy} times less than under cross entropy, a hard one (pₜ = 0.1) only {hard} times less.',
  'plots.now.zero': 'γ = 0: focal loss is cross entropy; every element counts in full.',
  'plots.waiting': 'This needs a photo. It appears as soon as one has been analysed.',
  'plots.gammaNow': 'γ = {gamma}, now',
  'plots.timesAlpha': 'now × {alpha} (foreground)',
  'plots.timesRest': 'now × {alpha} (background)',

  'plots.section.candidates': 'A hundred thousand boxes, a handful of objects',
  'plots.lead.candidates':
    'A one-stage detector scores a box of every size and shape at every place. Two-stage detectors first throw nearly all of them away; a one-stage detector learns from all of them at once.',
  'plots.section.sum': 'Small losses, large sum',
  'plots.lead.sum':
    'An easy box costs little. But there are a thousand of them for each hard one. Multiply, and see who decides what the network learns.',
  'plots.section.remedy': 'The remedy: a factor that forgets what is easy',
  'plots.lead.remedy':
    'Focal loss multiplies cross entropy by (1 − pₜ) to the power γ. Where the network is sure and right, pₜ is near 1 and the factor near 0; where it is wrong, the factor is near 1 and nothing changes.',
  'plots.section.photo': 'On this photo',
  'plots.lead.photo':
    'The same on what a trained detector says of the photo on the stage: which anchors its loss comes from, under cross entropy and under focal loss.',
  'plots.section.prior': 'Before the first step: start by expecting background',
  'plots.lead.prior':
    'An untrained network that gives every class a probability of one half is wrong about every background box at once. The paper sets the last layer’s bias so that training starts at a probability of π.',
  'plots.section.published': 'What it brought',
  'plots.lead.published':
    'What the authors measured on COCO. Nothing here is computed on this page, and no slider changes it.',

  'plots.candidates.title': 'Boxes an image, by detector',
  'plots.candidates.note':
    'Logarithmic: each line is ten times the one before. More boxes mean more background, not more objects (sections 1 and 2).',
  'plots.candidates.detector': 'Detector',
  'plots.candidates.boxes': 'Boxes',
  'plots.candidates.foreground': 'Foreground anchors of this photo',
  'plots.candidates.sampled': 'Sampled for training, two-stage (RPN)',
  'plots.candidates.yolo': 'YOLOv2: 13 × 13 cells, 5 anchors',
  'plots.candidates.proposals': 'Left by the first stage of two',
  'plots.candidates.here': 'RetinaNet, this photo at {width} × {height}',
  'plots.candidates.hereSoon': 'RetinaNet, this photo',
  'plots.candidates.paper': 'RetinaNet, {width} × {height}: the paper’s “~100k”',
  'plots.candidates.sentence':
    'This photo has {foreground} foreground anchors among {count}: about {ratio} others for each of them.',
  'plots.candidates.waiting': 'With a photo, its own anchors are counted here.',
  'plots.candidates.sources':
    'Computed from the grids of YOLOv2 (Redmon and Farhadi 2017), SSD (Liu et al. 2016) and RetinaNet (Lin et al. 2017, section 4); proposals as in section 1, the 256 sampled as in Ren et al. 2015.',

  'plots.sum.title': '{easy} easy examples against {hard} hard ones',
  'plots.sum.note':
    'Number × loss of each = sum; the bar shows who has how much of it. Change the numbers, or γ above (section 3 and the authors’ talk).',
  'plots.sum.easyCount': 'Easy examples',
  'plots.sum.easyProbability': 'pₜ of an easy one',
  'plots.sum.hardCount': 'Hard examples',
  'plots.sum.hardProbability': 'pₜ of a hard one',
  'plots.sum.easy': 'Easy examples, sum',
  'plots.sum.hard': 'Hard examples, sum',
  'plots.sum.easyEach': 'Each easy one',
  'plots.sum.hardEach': 'Each hard one',
  'plots.sum.times': 'Easy : hard',
  'plots.sum.ratio': 'easy : hard = {ratio}',
  'plots.sum.sentence':
    'Under cross entropy the easy ones make {crossEntropy} times as much loss as the hard ones; under focal loss with γ = {gamma}, {focal} times.',
  'plots.sum.turned':
    'Under cross entropy the easy ones make {crossEntropy} times as much loss as the hard ones. Under focal loss with γ = {gamma} it is the other way round: the hard ones make {focal} times as much.',
  'plots.sum.slide': 'The authors’ slide rounds the first to “40×”.',
  'plots.sum.alpha':
    'With α the hard ones count as foreground (× α), the easy ones as background (× (1 − α)): the larger γ, the smaller the best α (table 1b).',

  'plots.loss.title': 'Loss against pₜ',
  'plots.loss.note':
    'Right is easy. There the curves part by orders of magnitude; on the left, where the network is wrong, they stay close together (figure 1).',
  'plots.gradient.title': 'Gradient against the margin',
  'plots.gradient.note':
    'How hard an element pulls. With y = ±1 for whether the class is there, x the logit: right of 0 it is classified rightly, and with a large γ it soon stops pulling (appendix B, figure 6).',
  'plots.axis.loss': 'Loss',
  'plots.axis.gradient': 'Gradient y · dFL / dx',
  'plots.axis.probability': 'pₜ, probability of the truth',
  'plots.axis.margin': 'Margin y · x',
  'plots.axis.cumulative': 'Share of the loss',
  'plots.axis.foreground': 'Share of the foreground elements, easiest first',
  'plots.axis.background': 'Share of the background elements, easiest first',
  'plots.axis.prior': 'Prior π',
  'plots.axis.normalised': 'Loss per foreground anchor',
  'plots.axis.time': 'Milliseconds an image',
  'plots.axis.ap': 'COCO AP, %',
  'plots.rug.note':
    'Below: this photo’s elements, one for each anchor and class, each row to its own logarithmic height; those beyond an end stand at the end.',
  'plots.elements.foreground': 'Foreground',
  'plots.elements.background': 'Background',
  'plots.elements.counting': 'Counting the elements of the photo…',
  'plots.elements.failed':
    'The elements of this photo could not be counted. Go to another view and come back to try again.',

  'plots.shares.title': 'Where the loss comes from',
  'plots.shares.note':
    'Anchors by kind, and the loss that each kind makes. The grey part shrinks as γ grows (section 3).',
  'plots.shares.sentence':
    '{count} of {all} anchors, {anchorShare}, are easy background. They make {crossEntropyShare} of the cross entropy and {focalShare} of the focal loss.',
  'plots.shares.focal': 'Focal loss, γ = {gamma}',
  'plots.shares.focalAlpha': 'Focal loss, γ = {gamma}, α = {alpha}',

  'plots.cumulative.foreground': '{count} foreground elements, cumulative loss',
  'plots.cumulative.background': '{count} background elements, cumulative loss',
  'plots.cumulative.note':
    'Elements sorted from the easiest to the hardest. The later a curve rises, the more the loss is that of the hardest few (figure 4).',
  'plots.cumulative.none': 'This photo has none.',
  'plots.cumulative.sentence.foreground':
    'The hardest {part} of the foreground elements make {crossEntropy} of their cross entropy and {focal} of their focal loss (γ = {gamma}): for the foreground γ changes little.',
  'plots.cumulative.sentence.background':
    'The hardest {part} of the background elements make {crossEntropy} of their cross entropy and {focal} of their focal loss (γ = {gamma}).',

  'plots.prior.title': 'Loss at the start, by prior',
  'plots.prior.note':
    'The loss of a head that has learnt nothing, all of whose logits are b, on this photo’s anchors; dashed, that of the trained one. Logarithmic both ways (section 4.1).',
  'plots.prior.slider': 'Prior π',
  'plots.prior.number': 'π as a number',
  'plots.prior.bias': 'Bias b',
  'plots.prior.crossEntropy': 'Cross entropy, untrained',
  'plots.prior.focal': 'Focal loss, untrained, γ = {gamma}',
  'plots.prior.trainedCrossEntropy': 'Cross entropy, trained',
  'plots.prior.trainedFocal': 'Focal loss, trained',
  'plots.prior.backgroundShare': 'of it background',
  'plots.prior.sentence':
    'At π = {prior} training starts with a cross entropy of {crossEntropy} per foreground anchor, {share} of it background, and a focal loss of {focal}, {focalShare} of it background. At π = 0.5 the cross entropy is {half}, {times} times as much; trained, it is {trained}. The paper takes π = 0.01: without it, training with cross entropy diverges (section 5.1).',
} as const;
