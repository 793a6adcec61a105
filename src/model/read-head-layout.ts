import { FocalScopeError } from '../base/errors.ts';
import { findDetections } from './find-detections-layout.ts';
import { findConcatenated, findPerLevel } from './find-raw-layouts.ts';
import { describeTensors, type GraphSignature } from './graph-signature.ts';
import type { HeadHints, HeadLayout } from './head-layout.ts';

/** What {@link readHeadLayout} can make sense of, in the notation of shapes. */
export const understoodHeads =
  '[1, A, K] + [1, A, 4]; n × ([1, a·K, H, W] + [1, a·4, H, W]); [N, 4] + [N] + [N] int64';

/**
 * Reads the layout of a graph's answer: raw heads over all anchors, a pair of maps for each level, or boxes after
 * suppression. Raw heads win over boxes where a graph gives both.
 *
 * @param signature of the file, or with the dims of a run's outputs
 * @returns undefined where dims that the file leaves open decide: read again after a run
 * @throws FocalScopeError `model-not-a-detector` where nothing fits, `model-outputs-ambiguous` where too much does;
 * both list inputs and outputs with their shapes
 */
export function readHeadLayout(
  { inputs, outputs }: GraphSignature,
  hints: HeadHints = {},
): HeadLayout | undefined {
  const isKnown = outputs.every(({ dims }) => dims && dims.every((size) => size !== undefined));
  const kinds: ((of: GraphSignature['outputs']) => readonly HeadLayout[])[] = [
    findConcatenated,
    findPerLevel,
    findDetections,
  ];
  for (const find of kinds) {
    const found = narrow(find(outputs), hints);
    const [layout] = found;
    if (layout && found.length === 1) return layout;
    if (layout && !isKnown) return undefined;
    if (layout) {
      const readings = found.map(describeReading).join(' | ');
      throw new FocalScopeError('model-outputs-ambiguous', { readings, ...tell({ inputs, outputs }) });
    }
  }
  if (!isKnown) return undefined;
  throw new FocalScopeError('model-not-a-detector', {
    missing: understoodHeads,
    ...tell({ inputs, outputs }),
  });
}

/** Keeps the readings that names and K agree with, where any does. */
function narrow(found: readonly HeadLayout[], hints: HeadHints): readonly HeadLayout[] {
  const tests: ((layout: HeadLayout) => boolean)[] = [
    (layout) =>
      layout.kind === 'concatenated' &&
      layout.logits === hints.logitsName &&
      layout.deltas === hints.deltasName,
    (layout) => layout.kind !== 'detections' && layout.classes === hints.classes,
    namesAgree,
  ];
  return tests.reduce<readonly HeadLayout[]>((left, test) => {
    const kept = left.length > 1 ? left.filter(test) : left;
    return kept.length > 0 ? kept : left;
  }, found);
}

const boxName = /box|bbox|delta|reg|loc/i;
const scoreName = /cls|class|score|logit|conf|prob/i;
const labelName = /label|class|categor/i;

/** Whether names speak for a reading; only where shapes allow several. */
function namesAgree(layout: HeadLayout): boolean {
  const isPair = (scores: string, boxes: string): boolean => {
    const scoresAreBoxes = boxName.test(scores) && !scoreName.test(scores);
    const boxesAreScores = scoreName.test(boxes) && !boxName.test(boxes);
    return !scoresAreBoxes && !boxesAreScores && (scoreName.test(scores) || boxName.test(boxes));
  };
  switch (layout.kind) {
    case 'concatenated':
      return isPair(layout.logits, layout.deltas);
    case 'per-level':
      return layout.levels.every(({ logits, deltas }) => isPair(logits, deltas));
    case 'detections':
      return labelName.test(layout.labels) && !labelName.test(layout.scores ?? '');
  }
}

function describeReading(layout: HeadLayout): string {
  switch (layout.kind) {
    case 'concatenated':
      return `K = ${layout.classes}: ${layout.logits} + ${layout.deltas}`;
    case 'per-level':
      return `K = ${layout.classes}: ${layout.levels.map(({ logits, deltas }) => `${logits} + ${deltas}`).join(', ')}`;
    case 'detections':
      return [layout.boxes, layout.scores, layout.labels].filter((name) => name !== undefined).join(' + ');
  }
}

function tell({ inputs, outputs }: GraphSignature): { readonly inputs: string; readonly outputs: string } {
  return { inputs: describeTensors(inputs), outputs: describeTensors(outputs) };
}
