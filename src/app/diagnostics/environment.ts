import { reportAdapter, type AdapterReport } from '../../gpu/adapter-report.ts';

/** What the browser says of itself and of the machine. */
export interface Environment {
  readonly userAgent: string;
  readonly languages: readonly string[];
  readonly isIsolated: boolean;
  readonly isSecure: boolean;
  readonly cores: number;
  /** In GiB, as roughly as the browser says it. */
  readonly memory: number | undefined;
  readonly window: string;
  readonly pixelRatio: number;
  readonly isTouch: boolean;
  readonly isReducedMotion: boolean;
  readonly isForcedColours: boolean;
  readonly offlineReady: boolean;
  /** Bytes used and to be had, where the browser tells. */
  readonly storage: { readonly usage: number; readonly quota: number } | undefined;
  readonly isStoragePersistent: boolean | undefined;
  readonly adapter: AdapterReport | undefined;
}

const matches = (query: string): boolean => matchMedia(query).matches;

/** Asks the browser. Nothing of it says anything about a photo. */
export async function readEnvironment(): Promise<Environment> {
  // Absent on insecure origins.
  const manager = (navigator as { storage?: StorageManager }).storage;
  const worker = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  const [adapter, estimate, isStoragePersistent] = await Promise.all([
    reportAdapter(),
    manager?.estimate().catch(() => undefined),
    manager?.persisted().catch(() => undefined),
  ]);
  const { usage, quota } = estimate ?? {};
  return {
    userAgent: navigator.userAgent,
    languages: navigator.languages,
    isIsolated: crossOriginIsolated,
    isSecure: isSecureContext,
    cores: navigator.hardwareConcurrency,
    memory: (navigator as { deviceMemory?: number }).deviceMemory,
    window: `${innerWidth} × ${innerHeight}`,
    pixelRatio: devicePixelRatio,
    isTouch: matches('(pointer: coarse)'),
    isReducedMotion: matches('(prefers-reduced-motion: reduce)'),
    isForcedColours: matches('(forced-colors: active)'),
    offlineReady: Boolean(worker?.controller),
    storage: usage === undefined || quota === undefined ? undefined : { usage, quota },
    isStoragePersistent,
    adapter,
  };
}
