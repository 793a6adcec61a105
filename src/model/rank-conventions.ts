import { createAnchorGrid } from '../anchors/anchor-grid.ts';
import { proposeClassMapping } from '../annotations/class-mapping.ts';
import type { Box } from '../base/box.ts';
import {
  layOutInput,
  resolveNormalising,
  type InputGeometry,
  type InputRule,
} from '../image/input-geometry.ts';
import type { Photo } from '../image/photo.ts';
import { preprocessReference } from '../image/reference/preprocess.ts';
import type { ExporterConventions } from './exporters/exporter.ts';
import { fitConventions, type AnsweredSize } from './fit-grid.ts';
import type { NetworkInput } from './model-session.ts';
import {
  findTopPairs,
  measureAgreement,
  probedBoxes,
  type KnownObject,
  type ProbedHead,
  type ProbedPair,
} from './probe-agreement.ts';

/** Longest side of the input for models that take any: a multiple of every exporter's padding. */
const probeSide = 512;
const probePadding = 128;

/** Below this lead, in boxes of twenty, the ranking is a guess and says so. */
export const clearLead = 1;

/** What a graph says of itself counts no more than this much agreement. */
const evidenceWorth = 0.04;

/** What is known of a model before anything is decoded. */
export interface ProbedModel {
  /** Runs it on the CPU; `data` may be taken over. */
  readonly run: (input: NetworkInput & { readonly place: 'cpu' }, signal: AbortSignal) => Promise<ProbedHead>;
  /** The input's size where the graph has only one. */
  readonly fixedSize: { readonly width: number; readonly height: number } | undefined;
  readonly layout: 'concatenated' | 'per-level';
  readonly activation: 'logits' | 'probabilities';
  readonly classes: readonly string[];
  /** What a blank image was answered with. */
  readonly answered: AnsweredSize;
}

/** A decoded photo with what is known to be on it. */
export interface ProbedPhoto {
  readonly photo: Photo;
  readonly boxes: readonly { readonly box: Box; readonly label: string }[];
}

/** One way to read the model, and how well it agrees with the photo. */
export interface RankedConventions {
  readonly conventions: ExporterConventions;
  /** Mean over the photos of the sum of greatest IoUs: 0 to {@link probedBoxes}. */
  readonly agreement: number;
  /** The number of what the graph itself says for it: layout, activation, K. */
  readonly evidence: number;
}

export interface ConventionsRanking {
  /** Best first; those whose grid the head's number of anchors rules out are left out. */
  readonly rows: readonly RankedConventions[];
  /** The exporters that the head's number of anchors rules out. */
  readonly ruledOut: readonly string[];
  /** The winner's agreement less that of the best row that reads other boxes; the winner's own where there is none. */
  readonly margin: number;
  /** The presets that read exactly the winner's boxes from this photo. */
  readonly equals: readonly string[];
  /** Whether classes had to agree as well: not where the model's are not named. */
  readonly comparesClasses: boolean;
  readonly photos: readonly string[];
}

/** The layouts that each exporter's users meet. */
const perLevel = new Set(['detectron2', 'mmdetection', 'mmdetection-caffe', 'odtk', 'odtk-19.04']);
const presetOfCount = new Map([
  [91, 'torchvision'],
  [264, 'mlperf'],
]);

function countEvidence(conventions: ExporterConventions, model: ProbedModel): number {
  const { preset, activation } = conventions;
  const fits = [
    perLevel.has(preset) === (model.layout === 'per-level'),
    activation === model.activation,
    presetOfCount.get(model.classes.length) === preset,
  ];
  return fits.filter(Boolean).length;
}

interface ProbeRun {
  readonly head: ProbedHead;
  readonly pairs: readonly ProbedPair[];
  readonly geometry: InputGeometry;
}

/**
 * Ranks conventions by how well the boxes that they read from photos agree with what is known to be there. The model
 * runs once for each distinct way to prepare its input, and its answers are decoded many times.
 *
 * @param photos without any, what the graph says of itself decides alone
 * @param onRun hears of each run before it begins
 */
export async function rankConventions(
  model: ProbedModel,
  photos: readonly ProbedPhoto[],
  exporters: readonly ExporterConventions[],
  onRun: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<ConventionsRanking> {
  const rules: InputRule[] = [];
  for (const { inputRule } of exporters)
    if (!rules.some((rule) => isSameInput(rule, inputRule))) rules.push(inputRule);
  const objects = photos.map(({ boxes }) => findObjects(boxes, model.classes));
  const comparesClasses = objects.some((known) => known.some(({ classIndex }) => classIndex !== undefined));
  const sums = exporters.map(() => 0);
  const fitted = exporters.map((exporter) => fitConventions(exporter, model.answered));
  const isOut = fitted.map((fit) => !fit);
  const total = rules.length * photos.length;
  let done = 0;
  for (const [index, { photo }] of photos.entries()) {
    for (const rule of rules) {
      onRun(done++, total);
      signal.throwIfAborted();
      const run = await runOnce(model, photo, rule, signal);
      for (const [place, conventions] of exporters.entries()) {
        if (!isSameInput(rule, conventions.inputRule)) continue;
        const { geometry, head, pairs } = run;
        const { inputWidth, inputHeight } = geometry;
        const fit = fitConventions(conventions, { inputWidth, inputHeight, anchors: head.anchors });
        if (!fit) {
          isOut[place] = true;
          continue;
        }
        fitted[place] = fit;
        const grid = createAnchorGrid(fit.anchors, inputWidth, inputHeight);
        const reading = { grid, coding: fit.boxCoding, geometry };
        sums[place] = (sums[place] ?? 0) + measureAgreement(head, pairs, objects[index] ?? [], reading);
      }
    }
  }
  const rows = exporters.flatMap((exporter, place): RankedConventions[] => {
    const conventions = fitted[place];
    if (!conventions || isOut[place]) return [];
    const agreement = (sums[place] ?? 0) / Math.max(1, photos.length);
    return [{ conventions, agreement, evidence: countEvidence(exporter, model) }];
  });
  const worth = ({ agreement, evidence }: RankedConventions): number => agreement + evidence * evidenceWorth;
  rows.sort((first, second) => worth(second) - worth(first));
  const ruledOut = exporters.filter((_, place) => isOut[place]).map(({ preset }) => preset);
  return {
    rows,
    ruledOut,
    ...measureLead(rows),
    comparesClasses,
    photos: photos.map(({ photo }) => photo.fileName),
  };
}

function measureLead(rows: readonly RankedConventions[]): Pick<ConventionsRanking, 'margin' | 'equals'> {
  const [winner, ...others] = rows;
  if (!winner) return { margin: 0, equals: [] };
  const isEqual = (row: RankedConventions): boolean => Math.abs(row.agreement - winner.agreement) < 1e-9;
  const rival = Math.max(0, ...others.filter((row) => !isEqual(row)).map(({ agreement }) => agreement));
  return {
    margin: winner.agreement - rival,
    equals: others.filter(isEqual).map(({ conventions }) => conventions.preset),
  };
}

async function runOnce(
  model: ProbedModel,
  photo: Photo,
  rule: InputRule,
  signal: AbortSignal,
): Promise<ProbeRun> {
  const { fixedSize } = model;
  const probeRule: InputRule = {
    ...rule,
    resize: fixedSize ? { kind: 'fixed', ...fixedSize, fit: 'contain' } : { kind: 'longest-side' },
    padToMultiple: probePadding,
    padding: 'to-multiple',
    sizeRounding: 'round',
    filter: 'antialiased',
  };
  const geometry = layOutInput(photo.width, photo.height, probeSide, probeRule);
  const data = preprocessReference(photo.pixels, geometry, probeRule);
  const { inputWidth: width, inputHeight: height } = geometry;
  const head = await model.run({ place: 'cpu', width, height, data }, signal);
  return { head, pairs: findTopPairs(head), geometry };
}

/** Whether two rules make inputs so alike that one run answers for both: a step of 8-bit colour at most apart. */
function isSameInput(first: InputRule, second: InputRule): boolean {
  if (first.channelOrder !== second.channelOrder) return false;
  const [a, b] = [resolveNormalising(first), resolveNormalising(second)];
  return a.mean.every((mean, channel) => {
    const [std, other] = [a.std[channel] ?? 1, b.std[channel] ?? 1];
    return Math.abs(mean - (b.mean[channel] ?? 0)) < 1 && Math.abs(std / other - 1) < 0.02;
  });
}

/** What is known, in the model's classes; where it names none of the labels, all objects agree with every class. */
function findObjects(boxes: ProbedPhoto['boxes'], classes: readonly string[]): KnownObject[] {
  const labels = [...new Set(boxes.map(({ label }) => label))];
  const proposals = proposeClassMapping(labels, classes);
  const found = new Map(proposals.map(({ name, classIndex }) => [name, classIndex]));
  const objects = boxes.map(({ box, label }) => ({ box, classIndex: found.get(label) }));
  const named = objects.filter(({ classIndex }) => classIndex !== undefined);
  return named.length > 0 ? named : objects;
}

/** Whether the ranking is more than a guess. */
export function isClear({ rows, margin }: ConventionsRanking): boolean {
  return margin >= clearLead && (rows[0]?.agreement ?? 0) >= probedBoxes / 4;
}
