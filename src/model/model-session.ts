import { FocalScopeError } from '../base/errors.ts';
import type { DetectionOutputs } from './read-detections.ts';
import type { GraphSignature } from './graph-signature.ts';
import type { HeadHints, HeadLayout, LevelSize } from './head-layout.ts';
import type { InputLayout } from './input-layout.ts';
import type { ModelManifest } from './manifest.ts';
import type { ScoreKind } from './value-range.ts';

/**
 * A model's file, and the files with its weights where they are apart: `path` is how the graph names them, relative
 * to its own folder.
 */
export interface ModelFiles {
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly data: readonly { readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

/** A model that is one file may be given as its bytes. */
export type ModelSource = Uint8Array<ArrayBuffer> | ModelFiles;

export function modelFiles(model: ModelSource): ModelFiles {
  return model instanceof Uint8Array ? { graph: model, data: [] } : model;
}

/** Bytes of all its files. */
export function modelSize(model: ModelSource): number {
  const { graph, data } = modelFiles(model);
  return data.reduce((sum, { bytes }) => sum + bytes.byteLength, graph.byteLength);
}

/** The network's input `[1, 3, height, width]`, on the GPU or the CPU, whatever order and type the graph wants. */
export type NetworkInput = { readonly width: number; readonly height: number } & (
  | { readonly place: 'gpu'; readonly buffer: GPUBuffer }
  | { readonly place: 'cpu'; readonly data: Float32Array<ArrayBuffer> }
);

/** What the head said: logits `[A, K]` and box deltas `[A, 4]` by level, y, x and anchor, where the session ran. */
export type HeadOutputs = {
  readonly anchors: number;
  readonly classes: number;
  /** The grids that the head answered on, finest first; undefined where it gives all anchors in one. */
  readonly levels?: readonly LevelSize[] | undefined;
  /** Set: the head gave probabilities, and near 1 the logits cannot be told apart any more. */
  readonly isRecovered?: boolean | undefined;
  /** Frees the tensors; the buffers may not be used afterwards. */
  release(): void;
} & (
  | { readonly place: 'gpu'; readonly logits: GPUBuffer; readonly deltas: GPUBuffer }
  | {
      readonly place: 'cpu';
      readonly logits: Float32Array<ArrayBuffer>;
      readonly deltas: Float32Array<ArrayBuffer>;
    }
);

/** What is known of a graph beforehand: by its manifest, or by a person. */
export interface SessionHints extends HeadHints {
  /** What the scores are, whatever their values look like. */
  readonly scores?: ScoreKind | undefined;
}

/** A model ready to run. */
export interface ModelSession {
  readonly provider: 'webgpu' | 'wasm';
  readonly threads: number;
  /** Whether it takes no run any more: disposed of, or ended under a run that nobody waited for. */
  readonly isClosed: boolean;
  /** What the file says that the graph takes and gives. */
  readonly signature: GraphSignature;
  readonly input: InputLayout;
  /** Where the answer lies; undefined until a run has shown it, where the file does not say. */
  readonly layout: HeadLayout | undefined;
  /**
   * Runs the network once. Runs are queued; an aborted one that has begun runs to its end and is thrown away.
   *
   * @throws FocalScopeError `model-run-failed`, also when the session is or was closed; `model-not-a-detector`,
   * `model-outputs-ambiguous`, `model-class-count`; `model-output-not-finite` of a first run;
   * `model-detections-only` where {@link detect} must be called: `layout` says so from then on
   */
  run(input: NetworkInput, signal?: AbortSignal): Promise<HeadOutputs>;
  /**
   * The same for a graph that gives boxes after suppression.
   *
   * @throws FocalScopeError as {@link run}; `internal` where the graph gives raw heads
   */
  detect(input: NetworkInput, signal?: AbortSignal): Promise<DetectionOutputs>;
  dispose(): Promise<void>;
}

/** What a run meets whose session is disposed of before it answers. */
export function sessionClosedError(): FocalScopeError {
  return new FocalScopeError('model-run-failed', { reason: 'the session was closed' });
}

/** What a manifest says of its graph. */
export function headNames(manifest: ModelManifest): SessionHints {
  const { logitsName, deltasName } = manifest;
  return { logitsName, deltasName, classes: manifest.classes.length };
}
