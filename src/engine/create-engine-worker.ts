/** The worker that runs the engine. */
export function createEngineWorker(): Worker {
  return new Worker(new URL('./engine-worker.ts', import.meta.url), {
    type: 'module',
    name: 'FocalScope engine',
  });
}
