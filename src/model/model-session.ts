import { FocalScopeError } from '../base/errors.ts';
import type { ModelManifest } from './manifest.ts';

/** The network's input `[1, 3, height, width]`, on the GPU or the CPU. */
export type NetworkInput = { readonly width: number; readonly height: number } & (
  | { readonly place: 'gpu'; readonly buffer: GPUBuffer }
  | { readonly place: 'cpu'; readonly data: Float32Array<ArrayBuffer> }
);

/** What the head said: logits `[A, K]` and box deltas `[A, 4]`, where the session ran. */
export type HeadOutputs = {
  readonly anchors: number;
  readonly classes: number;
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

/** A model ready to run. */
export interface ModelSession {
  readonly provider: 'webgpu' | 'wasm';
  readonly threads: number;
  /** Whether it takes no run any more: disposed of, or ended under a run that nobody waited for. */
  readonly isClosed: boolean;
  /**
   * Runs the network once. Runs are queued; an aborted one that has begun runs to its end and is thrown away.
   *
   * @throws FocalScopeError `model-run-failed`, also when the session is or was closed; `model-not-a-detector`
   */
  run(input: NetworkInput, signal?: AbortSignal): Promise<HeadOutputs>;
  dispose(): Promise<void>;
}

/** What a run meets whose session is disposed of before it answers. */
export function sessionClosedError(): FocalScopeError {
  return new FocalScopeError('model-run-failed', { reason: 'the session was closed' });
}

/** The names by which a session's graph must know its input and outputs. */
export type HeadNames = Pick<ModelManifest, 'inputName' | 'logitsName' | 'deltasName'> & {
  readonly classes: number;
};

export function headNames(manifest: ModelManifest): HeadNames {
  const { inputName, logitsName, deltasName } = manifest;
  return { inputName, logitsName, deltasName, classes: manifest.classes.length };
}
