import { FocalScopeError } from '../base/errors.ts';
import type { Detection } from '../detect/detection.ts';
import { decodeCandidates, findDetections } from '../detect/find-detections.ts';
import { selectCandidatesReference } from '../detect/reference/select-candidates.ts';
import { sigmoid } from '../detect/score.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import type { HeadOutputs, ModelSession } from '../model/model-session.ts';
import type { DetectionSliders, ModelAnswer, PhotoPipeline } from '../pipeline/photo-pipeline.ts';
import type { CurrentPhoto } from './current-photo.ts';
import type { ProgressReport } from './messages.ts';
import type { SessionHolder } from './session-holder.ts';

type Provider = ModelSession['provider'];

/** How far the boxes of two answers are apart. */
export interface BoxDifference {
  /** Boxes of each, and how many of them are of one anchor and class in both. */
  readonly counts: Readonly<Record<Provider, number>>;
  readonly paired: number;
  /** The largest distance between two edges of a pair, in pixels of the photo, and between its scores. */
  readonly edge: number;
  readonly score: number;
}

/** What two providers make of one photo with one model. */
export interface ProviderCheck {
  /** The photo's file name, and the size of the input that was made of it. */
  readonly fileName: string;
  readonly inputWidth: number;
  readonly inputHeight: number;
  readonly anchors: number;
  readonly classes: number;
  /** The largest differences of a logit, of the probability that it stands for, and of a box delta. */
  readonly logit: number;
  readonly probability: number;
  readonly delta: number;
  readonly boxes: BoxDifference;
  /** Milliseconds of each one's run, its first in a session of its own. */
  readonly times: Readonly<Record<Provider, number>>;
}

/** What the CPU has of a head, and its boxes. */
interface ReadAnswer {
  readonly logits: Float32Array;
  readonly deltas: Float32Array;
  readonly classes: number;
  readonly detections: readonly Detection[];
}

/** The largest of |first − second|, of values as they are and as `also` maps them; NaN where the lengths differ. */
function largestDifference(
  first: Float32Array,
  second: Float32Array,
  also: (value: number) => number = (value) => value,
): { readonly plain: number; readonly mapped: number } {
  if (first.length !== second.length) return { plain: NaN, mapped: NaN };
  let plain = 0;
  let mapped = 0;
  for (let index = 0; index < first.length; index++) {
    const [one = NaN, other = NaN] = [first[index], second[index]];
    if (one === other) continue;
    plain = Math.max(plain, Math.abs(one - other));
    mapped = Math.max(mapped, Math.abs(also(one) - also(other)));
  }
  return { plain, mapped };
}

/** Pairs boxes by anchor and class: whatever else differs is what the providers make of it. */
export function compareDetections(webgpu: readonly Detection[], wasm: readonly Detection[]): BoxDifference {
  const key = ({ anchor, classIndex }: Detection): string => `${anchor} ${classIndex}`;
  const others = new Map(wasm.map((detection) => [key(detection), detection]));
  let paired = 0;
  let edge = 0;
  let score = 0;
  for (const detection of webgpu) {
    const other = others.get(key(detection));
    if (!other) continue;
    paired++;
    score = Math.max(score, Math.abs(detection.score - other.score));
    for (const [side, value] of detection.box.entries())
      edge = Math.max(edge, Math.abs(value - (other.box[side] ?? NaN)));
  }
  return { counts: { webgpu: webgpu.length, wasm: wasm.length }, paired, edge, score };
}

async function readHead(
  head: HeadOutputs,
  device: GPUDevice | undefined,
): Promise<[Float32Array, Float32Array]> {
  if (head.place === 'cpu') return [head.logits, head.deltas];
  if (!device) throw new FocalScopeError('internal', { reason: 'no WebGPU' });
  const read = async (buffer: GPUBuffer, values: number): Promise<Float32Array> =>
    new Float32Array(await readBuffer(device, buffer, values * 4));
  return Promise.all([read(head.logits, head.anchors * head.classes), read(head.deltas, head.anchors * 4)]);
}

async function readAnswer(
  answer: ModelAnswer,
  sliders: DetectionSliders,
  device: GPUDevice | undefined,
): Promise<ReadAnswer> {
  const { head, grid, geometry, photo, conventions } = answer;
  const { anchors, classes } = head;
  try {
    const [logits, deltas] = await readHead(head, device);
    const selected = selectCandidatesReference(
      logits,
      deltas,
      { anchors, classes },
      conventions.scoreThreshold,
    );
    const candidates = decodeCandidates(selected, grid, geometry, photo, conventions.boxCoding);
    const { topKPerLevel, maxDetections } = conventions;
    const detections = findDetections(candidates, { ...sliders, topKPerLevel, maxDetections });
    // Of its own: what a session gives may be gone after its release.
    return { logits: logits.slice(), deltas: deltas.slice(), classes, detections };
  } finally {
    head.release();
  }
}

/**
 * Runs a photo through its model on WebGPU and on WASM, each in a session of its own, and compares what they answer.
 * The photo on the stage and the session in use stay as they are.
 *
 * @param sliders what of the candidates becomes boxes
 * @throws FocalScopeError `internal` without WebGPU, and what opening or running the model throws
 */
export async function checkProviders(
  parts: {
    readonly sessions: Pick<SessionHolder, 'openBeside' | 'device'>;
    readonly pipeline: Pick<PhotoPipeline, 'runModel'>;
  },
  { analysed, inputSize }: Pick<CurrentPhoto, 'analysed' | 'inputSize'>,
  sliders: DetectionSliders,
  report: ProgressReport,
  signal: AbortSignal,
): Promise<ProviderCheck> {
  const { sessions, pipeline } = parts;
  const times = { webgpu: 0, wasm: 0 };
  const run = async (provider: Provider, done: number): Promise<ReadAnswer> => {
    report({ name: provider, done, total: 2 });
    const session = await sessions.openBeside(provider, signal);
    try {
      const answer = await pipeline.runModel(
        analysed.photo,
        { session, conventions: analysed.conventions },
        inputSize,
        async (step, work) => {
          const start = performance.now();
          const result = await work();
          if (step === 'session-run') times[provider] = performance.now() - start;
          return result;
        },
        signal,
      );
      return await readAnswer(answer, sliders, sessions.device);
    } finally {
      await session.dispose().catch(() => undefined);
    }
  };
  const wasm = await run('wasm', 0);
  signal.throwIfAborted();
  const webgpu = await run('webgpu', 1);
  const logits = largestDifference(webgpu.logits, wasm.logits, sigmoid);
  const { inputWidth, inputHeight } = analysed.geometry;
  return {
    fileName: analysed.photo.fileName,
    inputWidth,
    inputHeight,
    anchors: wasm.deltas.length / 4,
    classes: wasm.classes,
    logit: logits.plain,
    probability: logits.mapped,
    delta: largestDifference(webgpu.deltas, wasm.deltas).plain,
    boxes: compareDetections(webgpu.detections, wasm.detections),
    times,
  };
}
