/**
 * The engine's worker, whose GPU device a test can take away in the midst of whatever it does, and which has a tiny
 * model for the built-in one where the test asks for {@link tinyManifestPath}.
 */
import '../../src/engine/engine-worker.ts';
import { tinyManifestPath, type LoseDevice } from './lose-device.ts';
import { createTinyRetinaNet } from './tiny-models.ts';

/** What is to be interrupted, and how often it may begin until then; undefined for nothing. */
let loss: { readonly at: string; countdown: number } | undefined;

/** Hears that something begins, and lets it happen to a device that is lost by then. */
function begin(name: string): void {
  if (loss?.at !== name || --loss.countdown > 0) return;
  loss = undefined;
  (globalThis as unknown as { focalScopeDevice: GPUDevice }).focalScopeDevice.destroy();
}

const readBack = Reflect.get<GPUBuffer, 'mapAsync'>(GPUBuffer.prototype, 'mapAsync');

GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, ...range) {
  const mapped = readBack.apply(this, range);
  begin('read-back');
  return mapped;
};

const createEncoder = Reflect.get<GPUDevice, 'createCommandEncoder'>(
  GPUDevice.prototype,
  'createCommandEncoder',
);

/** Every pass of ours has a label; those of ONNX Runtime have none. */
GPUDevice.prototype.createCommandEncoder = function (this: GPUDevice, descriptor) {
  const encoder = createEncoder.call(this, descriptor);
  begin(descriptor?.label ?? 'model');
  return encoder;
};

const decode = globalThis.createImageBitmap.bind(globalThis) as (...input: unknown[]) => Promise<ImageBitmap>;

Object.assign(globalThis, {
  createImageBitmap: (...input: unknown[]) => {
    const decoded = decode(...input);
    begin('decode');
    return decoded;
  },
});

const model = createTinyRetinaNet();
const fetchFile = globalThis.fetch.bind(globalThis);

globalThis.fetch = (input, init) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input, location.href);
  if (pathname === tinyManifestPath) return Promise.resolve(Response.json(model.manifest));
  const isModel = pathname === tinyManifestPath.replace('manifest.json', 'tiny-retinanet.onnx');
  return isModel ? Promise.resolve(new Response(model.bytes)) : fetchFile(input, init);
};

addEventListener('message', ({ data }: MessageEvent<LoseDevice | { readonly kind: 'other' }>) => {
  if (data.kind === 'lose-device') loss = { at: data.at, countdown: data.count ?? 1 };
});
