import type { SerialisedError } from '../base/errors.ts';
import type { GraphSignature } from './graph-signature.ts';
import type { HeadLayout, LevelSize } from './head-layout.ts';
import type { InputLayout } from './input-layout.ts';
import type { ModelFiles, SessionHints } from './model-session.ts';
import type { DetectionOutputs } from './read-detections.ts';

/** Engine → WASM worker. */
export type WasmSessionRequest =
  | {
      readonly kind: 'create';
      readonly id: number;
      readonly model: ModelFiles;
      readonly hints: SessionHints;
      readonly threads: number;
    }
  | {
      readonly kind: 'run' | 'detect';
      readonly id: number;
      readonly data: Float32Array<ArrayBuffer>;
      readonly width: number;
      readonly height: number;
    };

/** What a session learnt of its graph. */
export interface WasmSessionCreated {
  readonly kind: 'created';
  readonly signature: GraphSignature;
  readonly input: InputLayout;
  readonly layout: HeadLayout | undefined;
}

/** The heads as the WASM worker returns them, `[A, K]` and `[A, 4]`. */
export interface WasmHeadOutputs {
  readonly kind: 'head';
  readonly anchors: number;
  readonly classes: number;
  readonly levels: readonly LevelSize[] | undefined;
  readonly isRecovered: boolean;
  readonly logits: Float32Array<ArrayBuffer>;
  readonly deltas: Float32Array<ArrayBuffer>;
}

export interface WasmDetectionOutputs extends DetectionOutputs {
  readonly kind: 'detections';
}

export type WasmSessionValue = WasmSessionCreated | WasmHeadOutputs | WasmDetectionOutputs;

/** WASM worker → engine. `layout` is what is known by then, of a failed run as well. */
export type WasmSessionAnswer = { readonly id: number; readonly layout: HeadLayout | undefined } & (
  { readonly value: WasmSessionValue } | { readonly error: SerialisedError }
);
