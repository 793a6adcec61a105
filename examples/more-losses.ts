import {
  createAnchorCategories,
  createBoxLoss,
  createDecodeBoxes,
  createDenseLoss,
  createElementHistogram,
  createHardestAnchors,
  createLossByClass,
  createLossStatistics,
  createOhem,
  createSoftmaxLoss,
  evenFractions,
  prepareElementLosses,
  priorBias,
  untrainedLoss,
} from 'focalscope/loss';

/** Storage buffers of a head's outputs and its targets, A anchors and K classes. */
export interface Head {
  readonly device: GPUDevice;
  readonly encoder: GPUCommandEncoder;
  readonly anchors: number;
  readonly classes: number;
  /** float32 `[A, K]`, for the softmax `[A, K + 1]` */
  readonly logits: GPUBuffer;
  /** int32 `[A]` */
  readonly targets: GPUBuffer;
  /** float32 `[A, 4]` */
  readonly deltas: GPUBuffer;
  /** float32 `[A, 4]` */
  readonly anchorBoxes: GPUBuffer;
  /** int32 `[A]` */
  readonly matched: GPUBuffer;
  /** float32 `[G, 4]` */
  readonly groundTruth: GPUBuffer;
  /** G */
  readonly groundTruthCount: number;
}

export async function sumSoftmax({ device, encoder, anchors, classes, logits, targets }: Head) {
  // #region softmax
  const softmax = await createSoftmaxLoss(device, { anchors, classes });
  softmax.encode(encoder, { logits, targets }, { background: 'last', normaliser: 'foreground' });
  device.queue.submit([encoder.finish()]);
  const totals = await softmax.readTotals();
  softmax.dispose();
  // #endregion
  return totals;
}

export async function sumBoxes({ device, encoder, anchors, targets, ...head }: Head) {
  const { deltas, anchorBoxes, matched, groundTruth, groundTruthCount } = head;
  // #region box
  const giou = { kind: 'giou', normaliser: 'foreground', groundTruthCount } as const;
  const boxLoss = await createBoxLoss(device, { anchors });
  boxLoss.encode(encoder, { deltas, anchorBoxes, targets, matched, groundTruth }, giou);
  device.queue.submit([encoder.finish()]);
  const totals = await boxLoss.readTotals();
  boxLoss.dispose();
  // #endregion
  return totals;
}

export async function mineHard({ device, encoder, anchors, classes, logits, targets, ...head }: Head) {
  const { deltas, anchorBoxes } = head;
  const dense = await createDenseLoss(device, { anchors, classes });
  const decoder = await createDecodeBoxes(device, { anchors });
  const ohem = await createOhem(device, { anchors });
  // #region ohem
  const crossEntropy = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' } as const;
  dense.encode(encoder, { logits, targets }, crossEntropy, { gradient: false });
  decoder.encode(encoder, { deltas, anchorBoxes });
  const scored = { perAnchor: dense.perAnchor, boxes: decoder.boxes, targets };
  ohem.encode(encoder, scored, { count: 64, iou: 0.5, negativesPerPositive: 3 });
  dense.encode(encoder, { logits, targets: ohem.targets }, { ...crossEntropy, normaliser: 64 });
  // #endregion
  device.queue.submit([encoder.finish()]);
  const result = { selection: await ohem.readSelection(), totals: await dense.readTotals() };
  for (const owner of [dense, decoder, ohem]) owner.dispose();
  return result;
}

export async function explain({ device, encoder, anchors, classes, logits, targets }: Head) {
  const focal = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' } as const;
  const levels = [{ firstAnchor: 0, anchorCount: anchors }];
  const shape = { anchors, classes };
  const dense = await createDenseLoss(device, shape, { gradient: false });
  const categories = await createAnchorCategories(device, shape);
  const statistics = await createLossStatistics(device, levels);
  const byClass = await createLossByClass(device, shape);
  const hardest = await createHardestAnchors(device, { anchors, most: 100 });
  const histogram = await createElementHistogram(device, shape);
  // #region statistics
  dense.encode(encoder, { logits, targets }, focal);
  categories.encode(encoder, { logits, targets });
  statistics.encode(encoder, { perAnchor: dense.perAnchor, categories: categories.categories });
  byClass.encode(encoder, { logits, targets }, focal);
  hardest.encode(encoder, { values: dense.perAnchor, targets }, { among: 'background', count: 10 });
  histogram.encode(encoder, { logits, targets });
  device.queue.submit([encoder.finish()]);
  const { breakdown } = await statistics.read(); // by level and category
  const { own, others } = await byClass.read(); // by class
  const hard = await hardest.read(); // [{ anchor, value }, …]
  const background = prepareElementLosses((await histogram.read()).background);
  const curve = background.cumulate(focal, evenFractions(100)); // figure 4 of the paper, for any γ
  // #endregion
  for (const owner of [dense, categories, statistics, byClass, hardest, histogram]) owner.dispose();
  return { breakdown, own: [...own], others: [...others], hard, elements: background.elements, curve };
}

export function startTraining(anchors: number, classes: number, foreground: number) {
  // #region prior
  const bias = priorBias(0.01); // −4.595…
  const focal = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' } as const;
  const { total } = untrainedLoss({ anchors, classes, foreground, start: { prior: 0.01 }, ...focal });
  // #endregion
  return { bias, total };
}
