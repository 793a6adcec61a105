import type { SerialisedError } from '../../base/errors.ts';
import type { ConventionsAction } from '../conventions/conventions-state.ts';
import type { DownloadRequest, LibraryState } from '../../library/library-messages.ts';

/** A model that is on its way into the browser. */
export interface ModelTransfer {
  readonly kind: 'download' | 'keep';
  readonly fileName: string;
  readonly loaded: number;
  readonly total: number | undefined;
  /** Bytes a second, once it can be told. */
  readonly speed: number | undefined;
}

/** What the page knows of the models that are kept in this browser. */
export interface ModelsState {
  /** Undefined until it was read. */
  readonly library: LibraryState | undefined;
  readonly transfer: ModelTransfer | undefined;
  /** How the last download ended; undefined before one, and while one runs. */
  readonly outcome: TransferOutcome | undefined;
  /** The kept model that the engine runs. */
  readonly inUse: string | undefined;
  /** Which kept model is being opened. */
  readonly opening: string | undefined;
  /** What went wrong with what is kept. */
  readonly fault: SerialisedError | undefined;
}

export type TransferOutcome =
  | { readonly is: 'done'; readonly fileName: string }
  | { readonly is: 'cancelled'; readonly fileName: string }
  | { readonly is: 'failed'; readonly fileName: string; readonly error: SerialisedError };

export const noModels: ModelsState = {
  library: undefined,
  transfer: undefined,
  outcome: undefined,
  inUse: undefined,
  opening: undefined,
  fault: undefined,
};

/** What a person asks of the models. */
export type ModelsAction =
  /** The view is open: what is kept is read. */
  | { readonly kind: 'look' }
  | { readonly kind: 'download'; readonly request: DownloadRequest }
  /** An address as it was typed. */
  | { readonly kind: 'download-address'; readonly address: string }
  | { readonly kind: 'resume'; readonly id: string }
  | { readonly kind: 'cancel-transfer' }
  | { readonly kind: 'use'; readonly id: string }
  | { readonly kind: 'use-built-in' }
  | { readonly kind: 'delete'; readonly ids: readonly string[] }
  | { readonly kind: 'conventions'; readonly action: ConventionsAction };
