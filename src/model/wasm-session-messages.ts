import type { SerialisedError } from '../base/errors.ts';
import type { HeadNames } from './model-session.ts';

/** Engine → WASM worker. */
export type WasmSessionRequest =
  | {
      readonly kind: 'create';
      readonly id: number;
      readonly model: Uint8Array<ArrayBuffer>;
      readonly names: HeadNames;
      readonly threads: number;
    }
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly data: Float32Array<ArrayBuffer>;
      readonly width: number;
      readonly height: number;
    };

/** The heads as the WASM worker returns them, `[A, K]` and `[A, 4]`. */
export interface WasmHeadOutputs {
  readonly anchors: number;
  readonly logits: Float32Array<ArrayBuffer>;
  readonly deltas: Float32Array<ArrayBuffer>;
}

/** WASM worker → engine. */
export type WasmSessionAnswer =
  | { readonly id: number; readonly value: WasmHeadOutputs | undefined }
  | { readonly id: number; readonly error: SerialisedError };
