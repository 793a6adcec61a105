import { AppController } from './app/app-controller.ts';
import { SampleShelf } from './app/samples.ts';
import { createEngineClient } from './engine/worker-engine-client.ts';
import { downloadFile } from './ui/download-file.ts';
import './ui/fs-app.ts';

const query = new URLSearchParams(location.search);
const address = (path: string): string => new URL(path, document.baseURI).href;

/** Settings last as long as the browser lets them. */
function openStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

const client = createEngineClient({
  manifestUrl: address('models/retinanet-shufflenetv2.json'),
  forceCpu: query.has('cpu'),
  presenter: query.get('presenter') === 'webgpu-canvas' ? 'webgpu-canvas' : 'auto',
});

const app = document.querySelector('fs-app');
if (app) {
  app.controller = new AppController({
    client,
    shelf: new SampleShelf(address('samples/')),
    storage: openStorage(),
    languages: navigator.languages,
    save: downloadFile,
  });
  // Two frames: the first paint comes before the engine and its downloads.
  requestAnimationFrame(() => requestAnimationFrame(() => void app.startEngine()));
}
