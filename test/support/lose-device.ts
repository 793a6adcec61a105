/** Where the losable engine's worker has the manifest of its tiny model. */
export const tinyManifestPath = '/tiny-model/manifest.json';

/** Takes the device away when something begins for the `count`th time, the first by default. */
export interface LoseDevice {
  readonly kind: 'lose-device';
  /** `decode`, `read-back`, `model` for a pass of ONNX Runtime's, or the label of one of ours. */
  readonly at: string;
  readonly count?: number;
}

/** Starts the engine's worker whose device {@link LoseDevice} takes away. */
export function createLosableWorker(): Worker {
  return new Worker(new URL('./losable-engine-worker.ts', import.meta.url), { type: 'module' });
}
