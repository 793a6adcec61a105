import type { Placement, StepTimes } from '../engine/messages.ts';
import type { TextKey } from './i18n/english.ts';
import type { Words } from './i18n/words.ts';

/** The steps from photo to picture, in their order, with their names. */
export const stepKeys = [
  { step: 'decode', key: 'step.decode' },
  { step: 'preprocess', key: 'step.preprocess' },
  { step: 'sessionRun', key: 'step.sessionRun' },
  { step: 'postprocess', key: 'step.postprocess' },
  { step: 'loss', key: 'step.loss' },
] as const satisfies readonly { readonly step: keyof StepTimes; readonly key: TextKey }[];

/** What runs where, and why, in words. */
export interface PlacementWords {
  readonly model: string;
  readonly kernels: string;
  /** Each reason once. */
  readonly reasons: readonly string[];
}

/**
 * Words for a placement. How many threads the model has is known, and said, only once a run with it has told:
 * `analysed` is the placement of that run, if there was one.
 */
export function placementPlaces(
  placement: Placement,
  analysed: Placement | undefined,
  words: Words,
): PlacementWords {
  const isTold = analysed?.model === placement.model && analysed.threads === placement.threads;
  const wasmPlace = isTold
    ? words.plural('placement.wasm', placement.threads)
    : words.text('placement.wasmAlone');
  const modelPlace = placement.model === 'webgpu' ? words.text('placement.webgpu') : wasmPlace;
  const kernelPlace = words.text(placement.kernels === 'webgpu' ? 'placement.webgpu' : 'placement.cpu');
  const reasons = [...new Set([placement.modelReason, placement.kernelsReason])];
  return {
    model: words.text('placement.model', { place: modelPlace }),
    kernels: words.text('placement.kernels', { place: kernelPlace }),
    reasons: reasons.map((reason) => words.text(`placement.reason.${reason}`)),
  };
}
