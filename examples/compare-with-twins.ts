import type { DenseLossParams } from 'focalscope/loss';
import {
  categoriseAnchorsReference,
  computeBoxLossReference,
  computeDenseLossReference,
  computeElementHistogramReference,
  computeLossByClassReference,
  computeLossStatisticsReference,
  computeOhemReference,
  computeSoftmaxLossReference,
  decodeBoxesReference,
  findHardestAnchorsReference,
} from 'focalscope/loss/reference';
import { explain, mineHard, sumBoxes, sumSoftmax, type Head } from './more-losses.js';

/** What a kernel found, and what its twin did. */
export interface Comparison {
  readonly kernel: unknown;
  readonly twin: unknown;
}

const anchors = 240;
const classes = 5;
const focal: DenseLossParams = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' };
const crossEntropy: DenseLossParams = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' };

const wave = (length: number, step: number, scale: number, shift = 0) =>
  Float32Array.from({ length }, (_, index) => Math.sin(index * step + 1) * scale + shift);

const logits = wave(anchors * classes, 1.7, 4, -2);
const softmaxLogits = wave(anchors * (classes + 1), 2.3, 3);
const deltas = wave(anchors * 4, 0.9, 0.2);
const anchorBoxes = Float32Array.from({ length: anchors * 4 }, (_, index) => {
  const anchor = Math.floor(index / 4);
  return (index % 2 === 0 ? (anchor % 20) * 8 : Math.floor(anchor / 20) * 8) + (index % 4 < 2 ? 0 : 24);
});
const groundTruth = Float32Array.of(10, 12, 40, 44, 90, 30, 120, 50);
const groundTruthCount = 2;
const targets = Int32Array.from({ length: anchors }, (_, anchor) =>
  anchor % 12 === 0 ? anchor % classes : anchor % 31 === 5 ? -2 : -1,
);
const matched = targets.map((label, anchor) => (label < 0 ? -1 : anchor % groundTruthCount));

/** Runs the kernels of `more-losses.ts` on a head of 240 anchors, and their twins on the same numbers. */
export async function compareWithTwins(device: GPUDevice): Promise<Record<string, Comparison>> {
  const upload = (data: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>): GPUBuffer => {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: data.byteLength, usage });
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const buffers = {
    logits: upload(logits),
    targets: upload(targets),
    deltas: upload(deltas),
    anchorBoxes: upload(anchorBoxes),
    matched: upload(matched),
    groundTruth: upload(groundTruth),
  };
  const makeHead = (): Head => {
    const encoder = device.createCommandEncoder();
    return { device, encoder, anchors, classes, groundTruthCount, ...buffers };
  };

  const hard = computeOhemReference(
    {
      perAnchor: computeDenseLossReference(logits, targets, classes, crossEntropy).perAnchor,
      boxes: Float32Array.from(decodeBoxesReference(deltas, anchorBoxes)),
      targets,
    },
    { count: 64, iou: 0.5, negativesPerPositive: 3 },
  );
  const { perAnchor } = computeDenseLossReference(logits, targets, classes, focal);
  const categories = categoriseAnchorsReference(logits, targets, classes);
  const levels = [{ firstAnchor: 0, anchorCount: anchors }];
  const kernels = {
    softmax: await sumSoftmax({ ...makeHead(), logits: upload(softmaxLogits) }),
    box: await sumBoxes(makeHead()),
    ohem: await mineHard(makeHead()),
    statistics: await explain(makeHead()),
  };
  return {
    softmax: {
      kernel: kernels.softmax,
      twin: computeSoftmaxLossReference(softmaxLogits, targets, classes, {
        background: 'last',
        normaliser: 'foreground',
      }).totals(),
    },
    box: {
      kernel: kernels.box,
      twin: computeBoxLossReference(
        { deltas, anchorBoxes, targets, matched, groundTruth },
        { kind: 'giou', normaliser: 'foreground', groundTruthCount },
      ).totals,
    },
    ohem: { kernel: kernels.ohem.selection.anchors, twin: hard.anchors },
    'dense loss of the selection': {
      kernel: kernels.ohem.totals,
      twin: computeDenseLossReference(logits, hard.targets, classes, {
        ...crossEntropy,
        normaliser: 64,
      }).totals(),
    },
    statistics: {
      kernel: kernels.statistics.breakdown,
      twin: computeLossStatisticsReference(perAnchor, categories, levels).breakdown,
    },
    'own class': {
      kernel: kernels.statistics.own,
      twin: [...computeLossByClassReference(logits, targets, classes, focal).own],
    },
    'hardest anchors': {
      kernel: kernels.statistics.hard.map(({ anchor }) => anchor),
      twin: findHardestAnchorsReference(Float32Array.from(perAnchor), targets, 'background', 10).map(
        ({ anchor }) => anchor,
      ),
    },
    elements: {
      kernel: kernels.statistics.elements,
      twin: computeElementHistogramReference(logits, targets, classes).background.reduce(
        (sum, count) => sum + count,
        0,
      ),
    },
  };
}
