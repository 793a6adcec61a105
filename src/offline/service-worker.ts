import type { OfflineManifest } from './offline-files.ts';
import type { ServiceWorkerScope } from './service-worker-scope.ts';
import { SiteWorker } from './site-worker.ts';

/** The build puts the list of its files here. */
declare const offlineManifest: OfflineManifest;

new SiteWorker({
  scope: globalThis as unknown as ServiceWorkerScope,
  manifest: offlineManifest,
  caches,
  fetch: (...request) => fetch(...request),
}).listen();
