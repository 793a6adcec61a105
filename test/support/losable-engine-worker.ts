/** The engine's worker, whose GPU device a test can take away in the midst of a read-back. */
import '../../src/engine/engine-worker.ts';

/** How many read-backs from now on the loss comes; 0 for never. */
let countdown = 0;

const readBack = Reflect.get<GPUBuffer, 'mapAsync'>(GPUBuffer.prototype, 'mapAsync');

GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, ...range) {
  const mapped = readBack.apply(this, range);
  if (countdown > 0 && --countdown === 0) {
    (globalThis as unknown as { focalScopeDevice: GPUDevice }).focalScopeDevice.destroy();
  }
  return mapped;
};

addEventListener('message', ({ data }: MessageEvent<{ kind: string; readBacks?: number }>) => {
  if (data.kind === 'lose-device') countdown = data.readBacks ?? 0;
});
