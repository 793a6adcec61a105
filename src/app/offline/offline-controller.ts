import { neededGroups } from '../../offline/offline-files.ts';
import type { OfflineReport, OfflineRequest } from '../../offline/offline-messages.ts';
import type { AppState, Store } from '../app-state.ts';
import type { InstallPrompt } from './install-prompt.ts';
import type { OfflineAction, OfflineState } from './offline-state.ts';

/** How often a page that stays open asks for a newer version, in milliseconds. */
const updateInterval = 3_600_000;

export interface OfflineParts {
  readonly store: Store;
  /** The browser's service workers; undefined where it has none, as on insecure origins. */
  readonly container: ServiceWorkerContainer | undefined;
  /** Absolute address of the service worker. */
  readonly url: string;
  readonly prompt: Pick<InstallPrompt, 'isOffered' | 'watch' | 'show'>;
  readonly isIsolated: boolean;
  readonly cores: number;
  readonly savesData: boolean;
  readonly reload: () => void;
}

/** Has the page kept for offline use, offers its updates, and lets it be isolated and installed. */
export class OfflineController {
  readonly #parts: OfflineParts;
  #registration: ServiceWorkerRegistration | undefined;
  #asked = '';
  #spendsData: boolean;
  #takesOver = false;
  #checked = Date.now();

  constructor(parts: OfflineParts) {
    this.#parts = parts;
    this.#spendsData = !parts.savesData;
  }

  /** Starts the service worker; a browser that refuses it has the page as any other. */
  async start(): Promise<void> {
    const { container, url, store, prompt, savesData, isIsolated, cores } = this.#parts;
    this.#update({ savesData, isIsolated, hasCores: cores > 1 });
    prompt.watch(() => this.#update({ installable: prompt.isOffered }));
    this.#update({ installable: prompt.isOffered });
    if (!container) return;
    container.addEventListener('message', this.#onMessage);
    container.addEventListener('controllerchange', this.#onTakenOver);
    document.addEventListener('visibilitychange', this.#onVisible);
    try {
      const registration = await container.register(url, { updateViaCache: 'none' });
      this.#registration = registration;
      this.#watch(registration);
      await container.ready;
      store.subscribe((state) => this.#keep(state));
      this.#keep(store.state);
    } catch {
      // Private windows and policies forbid it: the page works without.
    }
  }

  act(action: OfflineAction): void {
    switch (action.kind) {
      case 'update':
        this.#takeOver();
        break;
      case 'update-later':
        this.#update({ update: 'later' });
        break;
      case 'keep-all':
        this.#spendsData = true;
        this.#keep(this.#parts.store.state);
        break;
      case 'install':
        void this.#parts.prompt.show();
        break;
      case 'isolate': {
        const { report } = this.#parts.store.state.offline;
        if (report) this.#update({ report: { ...report, isolates: action.on } });
        this.#tell({ kind: 'isolate', on: action.on });
        break;
      }
      case 'reload':
        this.#parts.reload();
        break;
    }
  }

  /** Asks for what the engine needs where it runs now. */
  #keep({ placement }: AppState): void {
    if (!placement) return;
    const groups = neededGroups(placement.model, placement.kernels);
    const asked = [...groups, this.#spendsData].join();
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#tell({ kind: 'keep', groups, saveData: !this.#spendsData });
  }

  #watch(registration: ServiceWorkerRegistration): void {
    const { container } = this.#parts;
    // Without a controller the one that waits is the first of all.
    const offer = (): void => {
      if (registration.waiting && container?.controller) this.#update({ update: 'ready' });
    };
    offer();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', offer);
    });
  }

  #takeOver(): void {
    this.#takesOver = true;
    const waiting = this.#registration?.waiting;
    if (waiting) waiting.postMessage({ kind: 'take-over' } satisfies OfflineRequest);
    // Another page has done it already.
    else this.#parts.reload();
  }

  #tell(request: OfflineRequest): void {
    this.#registration?.active?.postMessage(request);
  }

  #update(change: Partial<OfflineState>): void {
    const { store } = this.#parts;
    store.update({ offline: { ...store.state.offline, ...change } });
  }

  readonly #onMessage = ({ data: report }: MessageEvent<OfflineReport>): void => {
    const { store, isIsolated } = this.#parts;
    const isFirst = store.state.offline.report === undefined;
    this.#update({ report, ...(isFirst && { isIsolatedByWorker: isIsolated && report.isolates }) });
  };

  /** Only the page in which the person asked for it is loaded anew. */
  readonly #onTakenOver = (): void => {
    if (this.#takesOver) this.#parts.reload();
  };

  readonly #onVisible = (): void => {
    if (document.visibilityState !== 'visible' || Date.now() - this.#checked < updateInterval) return;
    this.#checked = Date.now();
    // Offline there is none.
    this.#registration?.update().catch(() => undefined);
  };
}
