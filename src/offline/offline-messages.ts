import type { FileGroup } from './offline-files.ts';

/** The service worker's file, beside the page. */
export const serviceWorkerPath = 'service-worker.js';

/** Page → service worker. */
export type OfflineRequest =
  /** Keeps all files of these groups, and forgets those of versions that no page shows any more. */
  | { readonly kind: 'keep'; readonly groups: readonly FileGroup[]; readonly saveData: boolean }
  /** Whether pages are to be cross-origin isolated, from the next load on. */
  | { readonly kind: 'isolate'; readonly on: boolean }
  /** Takes the earlier version's place, though pages of it are open. */
  | { readonly kind: 'take-over' };

/** Service worker → page. */
export interface OfflineReport {
  /** `partly`: everything that was asked for without spending data. */
  readonly keeping: 'keeping' | 'kept' | 'partly' | 'failed';
  readonly keptBytes: number;
  readonly totalBytes: number;
  /** Whether the worker isolates pages. */
  readonly isolates: boolean;
}
