import type { SerialisedError } from '../base/errors.ts';
import type { KeptModel, StoragePlace } from './kept-model.ts';

/** A file to be downloaded and kept. */
export interface DownloadRequest {
  readonly url: string;
  readonly fileName: string;
  /** What the source says of the file, where it does. */
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
}

/** A model from this computer, to be kept. The graph comes first. */
export interface IncomingModel {
  readonly fileName: string;
  readonly files: readonly { readonly path: string; readonly blob: Blob }[];
  readonly sidecar?: unknown;
  readonly labels?: string | undefined;
}

/** Bytes that are there, of how many where that is known. */
export interface TransferProgress {
  readonly loaded: number;
  readonly total: number | undefined;
}

/** All that is kept. */
export interface LibraryState {
  readonly place: StoragePlace;
  /** The latest first. */
  readonly models: readonly KeptModel[];
  /** Bytes of the browser's storage for this page; undefined where it does not say. */
  readonly room: { readonly used: number; readonly quota: number } | undefined;
}

/** Page → worker. `id` pairs a request with its answer. */
export type LibraryRequest = { readonly id: number } & (
  | { readonly kind: 'list' }
  | { readonly kind: 'download'; readonly request: DownloadRequest }
  | { readonly kind: 'keep'; readonly model: IncomingModel }
  | { readonly kind: 'files'; readonly model: string }
  | {
      readonly kind: 'describe';
      readonly model: string;
      readonly change: Pick<KeptModel, 'sidecar' | 'labels' | 'foundBy'>;
    }
  | { readonly kind: 'remove'; readonly models: readonly string[] }
  | { readonly kind: 'cancel' }
);

/** Worker → page. */
export type LibraryAnswer = { readonly id: number } & (
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'progress'; readonly progress: TransferProgress }
  | { readonly kind: 'refusal'; readonly error: SerialisedError; readonly aborted: boolean }
);
