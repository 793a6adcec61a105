import { FocalScopeError, isAbort, serialiseError, type FocalScopeErrorCode } from '../base/errors.ts';
import { isDeviceAlive, requestGpuDevice, type GpuDevice } from '../gpu/device.ts';
import { loadManifest } from '../model/load-manifest.ts';
import type { AnalysisPath } from '../pipeline/analysis-path.ts';
import {
  answerPhotoQuery,
  buffersOfAnswer,
  type PhotoQueries,
  type PhotoQuery,
} from '../pipeline/photo-queries.ts';
import { Engine } from './engine.ts';
import type { EngineEvent, EngineMessage, EngineRequest, ProgressReport } from './messages.ts';
import { SessionHolder } from './session-holder.ts';

let engine: Engine | undefined;
let queries: PhotoQueries | undefined;
let gpu: GpuDevice | undefined;
/** Resolves when the device is of no use any more, and stays undefined without one. */
let deviceEnd: Promise<true> | undefined;
let hasDeviceEnded = false;
const running = new Map<number, AbortController>();

function send(message: EngineMessage, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function emit(event: EngineEvent): void {
  if (event.type === 'failure') void tellFailure(event);
  else send({ kind: 'event', event });
}

async function tellFailure(event: Extract<EngineEvent, { type: 'failure' }>): Promise<void> {
  if (!(await isCausedByDevice(event.error.code))) send({ kind: 'event', event });
}

/**
 * A device that is lost or out of memory breaks whatever runs, often before it is told of. Then the page must hear of
 * that alone: it starts the engine anew and opens the photo again.
 */
async function isCausedByDevice(code: FocalScopeErrorCode): Promise<boolean> {
  if (!gpu || !deviceEnd || hasDeviceEnded) return hasDeviceEnded;
  if (code !== 'internal' && code !== 'model-run-failed') return false;
  return (await isDeviceAlive(gpu.device)) ? hasDeviceEnded : deviceEnd;
}

type StartRequest = Extract<EngineRequest, { kind: 'start' }>;

async function start(request: StartRequest): Promise<void> {
  const [manifest, device] = await Promise.all([
    loadManifest(request.manifestUrl),
    request.avoidGpu === undefined ? requestGpuDevice() : undefined,
  ]);
  gpu = device;
  const noGpuReason = request.avoidGpu ?? 'no-webgpu';
  if (gpu) watchDevice(gpu.device);
  const modelUrl = new URL(manifest.file, request.manifestUrl).href;
  const report = (phase: Extract<EngineEvent, { type: 'phase' }>['phase']): void =>
    emit({ type: 'phase', phase });
  const sessions = new SessionHolder(manifest, modelUrl, gpu, noGpuReason, report);
  // The model is on its way while the path's kernels are compiled; the engine asks for it again, and hears of a failure.
  sessions.open(request.settings.runOn).catch(() => undefined);
  const path = gpu ? await openGpuPath(gpu, request, manifest.classes.length) : await openCpuPath(request);
  queries = path.queries;
  engine = new Engine(
    {
      manifest,
      path,
      sessions,
      ground: {
        kernels: path.kernels,
        kernelsReason: gpu ? (gpu.adapter.isSoftware ? 'software-gpu' : 'hardware-gpu') : noGpuReason,
        adapter: gpu ? [gpu.adapter.vendor, gpu.adapter.architecture].filter(Boolean).join(' ') : '',
      },
      emit,
    },
    request.settings,
  );
}

// Each path is fetched only where it is taken: the kernels' libraries need newer browsers than the twins do.

async function openGpuPath(
  { device, adapter }: GpuDevice,
  request: StartRequest,
  classes: number,
): Promise<AnalysisPath> {
  const { createGpuPath } = await import('../pipeline/gpu-path.ts');
  return createGpuPath(device, request.canvas, {
    // Presenting a WebGPU canvas loses a software device in headless browsers: there frames are read back.
    presenter: adapter.isSoftware && request.presenter === 'auto' ? '2d-canvas' : 'webgpu-canvas',
    // Neighbouring threads that share an anchor read faster on a GPU; in software their barriers cost more than that.
    lossOptions: adapter.isSoftware ? { lanesPerAnchor: 1 } : {},
    prefersHost: adapter.isSoftware,
    classes,
  });
}

async function openCpuPath(request: StartRequest): Promise<AnalysisPath> {
  const { createCpuPath } = await import('../pipeline/cpu-path.ts');
  return createCpuPath(request.canvas);
}

/**
 * The page starts the engine anew when the device is gone, or could not give the memory asked of it: then buffers are
 * invalid, nobody can tell which, and everything that reads them fails. It hears of other errors that no call returned.
 */
function watchDevice(device: GPUDevice): void {
  // Within reach of the developer tools' console, and of tests that take the device away.
  Object.assign(globalThis, { focalScopeDevice: device });
  deviceEnd = new Promise((resolve) => {
    const end = (code: 'webgpu-device-lost' | 'webgpu-out-of-memory', reason: string): void => {
      if (hasDeviceEnded) return;
      hasDeviceEnded = true;
      const error = serialiseError(new FocalScopeError(code, { reason }));
      send({ kind: 'event', event: { type: 'failure', error } });
      resolve(true);
    };
    void device.lost.then(({ reason, message }) => end('webgpu-device-lost', `${reason} ${message}`));
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      const { message } = event.error;
      if (event.error instanceof GPUOutOfMemoryError) end('webgpu-out-of-memory', message);
      else {
        const error = serialiseError(new FocalScopeError('internal', { reason: message }));
        emit({ type: 'failure', error });
      }
    });
  });
}

/** Requests that an engine which is not up refuses; others say what it will be told again when it is. */
const waitsForEngine = new Set<EngineRequest['kind']>([
  'open-photo',
  'open-frame',
  'open-model',
  'open-built-in-model',
  'set-conventions',
  'save-picture',
  'query',
  'measure-passes',
  'benchmark-loss',
  'check-providers',
]);

type KernelsRequest = Extract<EngineRequest, { kind: 'measure-passes' | 'benchmark-loss' }>;

/** Measures the kernels, with the photo's own work held up meanwhile. */
async function measureKernels(of: Engine, request: KernelsRequest, signal: AbortSignal): Promise<unknown> {
  const { measurePasses, benchmarkLoss } = await import('./kernel-report.ts');
  if (!gpu) throw new FocalScopeError('internal', { reason: 'no WebGPU' });
  const { device, adapter } = gpu;
  const report: ProgressReport = (progress) => emit({ type: 'kernels-progress', progress });
  return of.inTurn<unknown>((remake) => {
    signal.throwIfAborted();
    return request.kind === 'measure-passes'
      ? measurePasses(device, request.repetitions, remake, report, signal)
      : benchmarkLoss(device, adapter.isSoftware, request.options, report, signal);
  });
}

/** Answers a question about the photo on the stage, as its targets stand when the question's turn has come. */
function ask(of: Engine, queries: PhotoQueries, query: PhotoQuery, signal: AbortSignal): Promise<unknown> {
  return of.inTurn(() => answerPhotoQuery(queries, query, signal));
}

function answer(request: EngineRequest, signal: AbortSignal): unknown {
  if (request.kind === 'start') return start(request);
  if (!engine) {
    if (waitsForEngine.has(request.kind))
      throw new FocalScopeError('engine-crashed', { reason: 'not started' });
    return undefined;
  }
  switch (request.kind) {
    case 'open-photo':
      return engine.openPhoto(request.photo, request.inputEpoch, signal);
    case 'open-frame':
      return engine.openFrame(request.frame, request.fileName, signal);
    case 'open-model':
      return engine.openModel(request, signal);
    case 'open-built-in-model':
      return engine.openModel(undefined, signal);
    case 'set-conventions':
      return engine.setConventions(request.conventions, signal);
    case 'settings':
      engine.setSettings(request.settings, request.inputEpoch);
      return undefined;
    case 'view':
      engine.setView(request.view, request.theme);
      return undefined;
    case 'highlight':
      engine.setHighlight(request.detection);
      return undefined;
    case 'ground-truth':
      engine.setGroundTruth(request.boxes);
      return undefined;
    case 'save-picture':
      return engine.savePicture();
    case 'query':
      return queries && ask(engine, queries, request.query, signal);
    case 'measure-passes':
    case 'benchmark-loss':
      return measureKernels(engine, request, signal);
    case 'check-providers':
      return engine.checkProviders((progress) => emit({ type: 'kernels-progress', progress }), signal);
    case 'rest':
      return engine.rest();
    case 'cancel':
      running.get(request.target)?.abort();
      return undefined;
    case 'ping':
      return undefined;
  }
}

async function handle(request: EngineRequest): Promise<void> {
  const controller = new AbortController();
  running.set(request.id, controller);
  try {
    const value = await answer(request, controller.signal);
    const transfer = request.kind === 'query' ? buffersOfAnswer(request.query, value) : [];
    send({ kind: 'answer', id: request.id, value }, transfer);
  } catch (error) {
    const refusal = serialiseError(error);
    // Reading back from a lost device even fails with an AbortError, as if its caller had moved on.
    if (!(await isCausedByDevice(refusal.code)))
      send({ kind: 'refusal', id: request.id, error: refusal, aborted: isAbort(error) });
  } finally {
    running.delete(request.id);
  }
}

addEventListener('message', (event: MessageEvent<EngineRequest>) => void handle(event.data));
