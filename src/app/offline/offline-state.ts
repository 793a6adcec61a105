import type { OfflineReport } from '../../offline/offline-messages.ts';

/** What the page knows of being kept, updated and isolated by its service worker. */
export interface OfflineState {
  /** Undefined until the worker has told, and for ever where there is none. */
  readonly report: OfflineReport | undefined;
  /** Whether a newer version of the page waits; `later` once the person has put it off. */
  readonly update: 'none' | 'ready' | 'later';
  /** Whether the browser spends as little data as it can. */
  readonly savesData: boolean;
  /** Whether this page is cross-origin isolated, so that WebAssembly can use threads. */
  readonly isIsolated: boolean;
  /** Whether it is so by the worker's doing, and not by the host's. */
  readonly isIsolatedByWorker: boolean;
  /** Whether this machine has processors enough for threads to be of use. */
  readonly hasCores: boolean;
  /** Whether the browser offers to install the page. */
  readonly installable: boolean;
}

export const nothingOffline: OfflineState = {
  report: undefined,
  update: 'none',
  savesData: false,
  isIsolated: false,
  isIsolatedByWorker: false,
  hasCores: false,
  installable: false,
};

/** What a person asks of it. */
export type OfflineAction =
  | { readonly kind: 'update' | 'update-later' | 'keep-all' | 'install' | 'reload' }
  | { readonly kind: 'isolate'; readonly on: boolean };
