/** “What am I looking at?”: two sentences for every view, panel and plot. */
export const aboutEn = {
  'about.title': 'What am I looking at?',
  'about.label': 'What am I looking at? {name}',
  'about.paper': 'Lin et al. 2017: {place}',
  'about.section': 'section {number}',
  'about.equation': 'equation {number}',
  'about.figure': 'figure {number}',
  'about.table': 'table {number}',
  'about.appendix': 'appendix {number}',

  'about.name.stage': 'Photo',
  'about.stage':
    'The photo, the boxes that the detector found in it, and over it the training loss of every anchor, added up in cells as large as the anchors’ spacing. Bright cells are what training would work on; everything dark is next to free.',
  'about.name.loss': 'Loss',
  'about.loss':
    'Cross entropy counts every anchor’s mistake at full weight; focal loss turns down the anchors that are right already, by (1 − pₜ)^γ, and weighs foreground by α. Move either slider, and map and figures follow at once.',
  'about.name.compare': 'Compare',
  'about.compare':
    'Any two losses on the same photo, with the same anchors and boxes: halved by a divider, side by side, or as their difference or ratio. OHEM is the older way to meet the imbalance, FL* a variant of focal loss.',
  'about.name.readouts': 'Where it comes from',
  'about.readouts':
    'Both losses in all, and how much of each comes from anchors on objects, from easy background and from hard background. Under cross entropy the many easy ones outweigh the rest; under focal loss they do not.',
  'about.name.detections': 'Detections',
  'about.detections':
    'What the detector reports: candidates above the score threshold, without those that overlap a better one of their class by more than the NMS IoU. The loss on this page is not computed from these boxes, but from all anchors.',
  'about.name.heatmap': 'Heatmap',
  'about.heatmap':
    'How the map is drawn: which anchors are in it, of which level of the pyramid and of which shape, and in which colours. None of it changes the loss.',
  'about.name.run': 'Model and machine',
  'about.run':
    'Which network looks at the photo, at what size, and whether it runs on the GPU or on the CPU, with the reason. The times are of the last photo, on this machine.',
  'about.name.inspect': 'Anchors at a place',
  'about.inspect':
    'The anchors over the place that you point at, with all that makes their loss: class, pₜ, overlap with the ground truth, both losses. The one with the largest loss comes first.',
  'about.name.hardest': 'Hardest anchors',
  'about.hardest':
    'The anchors with the largest loss of all, in order. They show what the detector gets wrong, or what the annotations lack.',
  'about.name.ground-truth': 'Ground truth',
  'about.ground-truth':
    'The boxes that count as right. An anchor that overlaps one by an IoU of at least 0.5 is foreground, below 0.4 it is background, and between the two it is ignored; edit a box, and the loss follows.',
  'about.name.anchors': 'Anchors',
  'about.anchors':
    'Which annotated boxes the anchors reach: a box that none overlaps by enough can hardly be learnt. Sizes, ratios and levels can be changed here, and a search proposes better ones.',
  'about.name.kernels': 'Kernels',
  'about.kernels':
    'The programs that compute the loss of all anchors on your GPU, with the time of each and their source. The benchmark compares the loss kernel with the ways it is usually written.',
  'about.name.models': 'Models',
  'about.models':
    'The networks that can look at the photo, with where they come from and how well they do. All are RetinaNets: a pyramid of features with one head for classes and one for boxes.',
  'about.name.plot-candidates': 'Candidates',
  'about.plot-candidates':
    'How many boxes each kind of detector has to judge in one image, on a logarithmic axis. One-stage detectors see some hundred thousand, nearly all of them background: that is the imbalance.',
  'about.name.plot-sum': 'Easy against hard',
  'about.plot-sum':
    'A made-up case to reckon with: many easy examples, each with a tiny loss, against few hard ones. Change the counts, and see who decides the sum under either loss.',
  'about.name.plot-loss': 'Loss curves',
  'about.plot-loss':
    'The loss of one example against the probability of the right answer, for several γ; the larger γ, the flatter the curve for examples that are right. The marks below are this photo’s own elements.',
  'about.name.plot-shares': 'Shares',
  'about.plot-shares':
    'From which anchors each loss comes, for the photo on the stage. The bars are as long as the shares, so that losses of different size can be compared.',
  'about.name.plot-cumulative': 'Cumulative loss',
  'about.plot-cumulative':
    'All examples from the easiest to the hardest, and how much of the loss has come together by then. The lower the curve for background, the more the loss is about its hardest few.',
  'about.name.plot-prior': 'Prior',
  'about.plot-prior':
    'The loss before the first step of training, against the probability π that every class starts with. With π of 0.01 the background starts nearly right, and training does not begin with a blow.',
  'about.name.table_1a': 'Table 1a',
  'about.table_1a':
    'What the paper measured with cross entropy weighted by α. Balance alone helps, but little.',
  'about.name.table_1b': 'Table 1b',
  'about.table_1b':
    'What the paper measured for different γ, each with its best α. Most is gained by γ = 2, and the larger γ, the smaller the best α.',
  'about.name.table_1c': 'Table 1c',
  'about.table_1c':
    'What the paper measured with more or fewer anchors at each place. Three scales and three ratios do best; more add nothing.',
  'about.name.table_1d': 'Table 1d',
  'about.table_1d':
    'What the paper measured for OHEM in its best settings, against focal loss. Focal loss, which drops no example, is ahead by more than three points.',
  'about.name.table_1e': 'Table 1e',
  'about.table_1e':
    'What the paper measured for networks of two depths at five input sizes. Larger inputs find more and take longer.',
  'about.name.table_2': 'Table 2',
  'about.table_2':
    'The paper’s RetinaNet beside the detectors of its time, on COCO. It was the first with one stage that was ahead of those with two.',
  'about.name.figure_2': 'Figure 2',
  'about.figure_2':
    'Accuracy against time for one image, as the paper measured them. Up and to the left is better.',
} as const;
