import { AppController } from './app/app-controller.ts';
import { loadLanguage } from './app/i18n/dictionary.ts';
import { InstallPrompt } from './app/offline/install-prompt.ts';
import { browserAddress } from './app/link/address-bar.ts';
import { followOpenPhoto } from './app/open-photo-memory.ts';
import { SampleShelf } from './app/samples.ts';
import { FocalScopeError, serialiseError } from './base/errors.ts';
import { createEngineClient } from './engine/worker-engine-client.ts';
import { serviceWorkerPath } from './offline/offline-messages.ts';
import { sharedQuery, SharedPhotos } from './offline/shared-photos.ts';
import { downloadFile } from './ui/download-file.ts';
import './ui/fs-app.ts';

const query = new URLSearchParams(location.search);
const address = (path: string): string => new URL(path, document.baseURI).href;
const prompt = new InstallPrompt();

/** Settings last as long as the browser lets them. */
function openStorage(name: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[name];
  } catch {
    return undefined;
  }
}

/** Opens what the system handed over with the start of the page: photos shared from other apps, files opened with it. */
async function openHandedOver(controller: AppController): Promise<void> {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files }) => {
    if (files.length === 0) return;
    void Promise.all(files.map((file) => file.getFile())).then((opened) => controller.openFiles(opened));
  });
  if (!query.has(sharedQuery)) return;
  // Loaded again, the page has nothing to take.
  query.delete(sharedQuery);
  const rest = query.size > 0 ? `?${query}` : '';
  history.replaceState(history.state, '', location.pathname + rest + location.hash);
  const shared = await new SharedPhotos(caches, address('.')).take().catch(() => []);
  if (shared.length > 0) void controller.openFiles(shared);
  else controller.refuse(serialiseError(new FocalScopeError('share-empty')));
}

/** Installed pages of Chromium get files through this; TypeScript's library does not know it. */
interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files: readonly FileSystemFileHandle[] }) => void): void;
}

/** Last of all: nothing that is kept for the next visit may slow this one down. */
async function keepForOffline(controller: AppController): Promise<void> {
  if (!import.meta.env.PROD) return;
  const { OfflineController } = await import('./app/offline/offline-controller.ts');
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } };
  controller.offline = new OfflineController({
    store: controller.store,
    container: (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker,
    url: address(serviceWorkerPath),
    prompt,
    isIsolated: crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
    savesData: connection?.saveData ?? false,
    reload: () => location.reload(),
  });
  await controller.offline.start();
}

const client = createEngineClient({
  manifestUrl: address('models/retinanet-shufflenetv2.json'),
  forceCpu: query.has('cpu'),
  presenter: query.get('presenter') === 'webgpu-canvas' ? 'webgpu-canvas' : 'auto',
});

const app = document.querySelector('fs-app');
if (app) {
  const controller = new AppController({
    client,
    shelf: new SampleShelf(address('samples/')),
    storage: openStorage('localStorage'),
    languages: navigator.languages,
    devices: (navigator as { mediaDevices?: MediaDevices }).mediaDevices,
    save: downloadFile,
    address: browserAddress,
    mayMove: () => !matchMedia('(prefers-reduced-motion: reduce)').matches,
  });
  // A page that changes its language after the first paint would jump; where words cannot be had, English stands in.
  await loadLanguage(controller.store.state.language).catch(() => undefined);
  app.controller = controller;
  followOpenPhoto(controller.store, openStorage('sessionStorage'));
  const handedOver = openHandedOver(controller);
  const start = async (): Promise<void> => {
    await handedOver;
    await app.startEngine();
    await keepForOffline(controller);
  };
  // Two frames: the first paint comes before the engine and its downloads.
  requestAnimationFrame(() => requestAnimationFrame(() => void start()));
}
