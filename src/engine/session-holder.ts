import { FocalScopeError, hasCode } from '../base/errors.ts';
import type { GpuDevice } from '../gpu/device.ts';
import { downloadModel, forgetModel } from '../model/download.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { RunRoom } from '../model/memory-estimate.ts';
import {
  headNames,
  modelSize,
  type ModelSession,
  type ModelSource,
  type SessionHints,
} from '../model/model-session.ts';
import { createWasmSession } from '../model/wasm-session.ts';
import { createWebGpuSession } from '../model/webgpu-session.ts';
import type { EnginePhase, PlacementReason, RunOn } from './messages.ts';

/** A session, and why it runs where it runs. */
export interface PlacedSession {
  readonly session: ModelSession;
  readonly reason: PlacementReason;
  /** Which model it runs: see {@link SessionHolder.model}. */
  readonly model: number;
  /** What its outputs mean. */
  readonly conventions: DetectorConventions;
  readonly room: RunRoom;
}

type Created = Pick<PlacedSession, 'session' | 'reason'> & { readonly modelBytes: number };

interface OpenedSession {
  provider: ModelSession['provider'];
  readonly placed: Promise<Created>;
  session?: ModelSession;
}

/** Which provider a choice means on this machine. */
export function choosePlace(
  runOn: RunOn,
  gpu: GpuDevice | undefined,
  noGpuReason: PlacementReason,
): { readonly provider: ModelSession['provider']; readonly reason: PlacementReason } {
  if (!gpu) return { provider: 'wasm', reason: noGpuReason };
  if (runOn !== 'auto') return { provider: runOn, reason: 'chosen-by-person' };
  // A software adapter runs a network some two hundred times slower than WASM does.
  return gpu.adapter.isSoftware
    ? { provider: 'wasm', reason: 'software-gpu' }
    : { provider: 'webgpu', reason: 'hardware-gpu' };
}

/**
 * What may be said beforehand of a file that a person brought: which outputs to take where several would do, and what
 * its scores are once that is decided.
 */
function ownHints({ logitsName, deltasName }: ModelManifest, scores?: SessionHints['scores']): SessionHints {
  return { logitsName, deltasName, scores };
}

/** Keeps the one open session, and opens another when the person wants it elsewhere. */
export class SessionHolder {
  readonly #manifest: ModelManifest;
  readonly #modelUrl: string;
  readonly #gpu: GpuDevice | undefined;
  readonly #noGpuReason: PlacementReason;
  readonly #report: (phase: EnginePhase) => void;
  #bytes: Promise<ModelSource> | undefined;
  #opened: OpenedSession | undefined;
  #webGpuFailed = false;
  #model = 0;
  #adopted = 0;
  #conventions: DetectorConventions;
  /** Set while a person's own file is in use. */
  #isOwn = false;

  constructor(
    manifest: ModelManifest,
    modelUrl: string,
    gpu: GpuDevice | undefined,
    noGpuReason: PlacementReason,
    report: (phase: EnginePhase) => void,
  ) {
    this.#manifest = manifest;
    this.#conventions = manifest;
    this.#modelUrl = modelUrl;
    this.#gpu = gpu;
    this.#noGpuReason = noGpuReason;
    this.#report = report;
  }

  /**
   * The number of the model in use: 0 for the built-in one, another for each that is adopted, and for each way to read
   * it.
   */
  get model(): number {
    return this.#model;
  }

  /** Where a session for this choice would run. */
  place(runOn: RunOn): { readonly provider: ModelSession['provider']; readonly reason: PlacementReason } {
    const place = choosePlace(runOn, this.#gpu, this.#noGpuReason);
    const failed = place.provider === 'webgpu' && this.#webGpuFailed;
    return failed ? { provider: 'wasm', reason: 'webgpu-session-failed' } : place;
  }

  /**
   * The session for this choice, opened if need be. Opening is shared: whoever asks meanwhile waits for the same.
   *
   * @throws FocalScopeError `model-download-failed`, `model-wrong-length`, `model-not-readable`,
   * `model-not-a-detector`; the next call tries again
   */
  async open(runOn: RunOn): Promise<PlacedSession> {
    const { provider, reason } = this.place(runOn);
    const opened = this.#opened?.provider === provider ? this.#opened : this.#reopen(provider, reason);
    const model = this.#model;
    const conventions = this.#conventions;
    const { session, modelBytes } = await opened.placed;
    const isPerLevel = session.layout?.kind === 'per-level';
    const room = { provider: session.provider, gpu: this.#gpu?.device.limits, modelBytes, isPerLevel };
    return { session, model, conventions, room, reason: this.place(runOn).reason };
  }

  /**
   * Takes another model file in place of the one in use, if what its outputs mean can be found out. Until then, and
   * when it cannot, the last model stays.
   *
   * @param find tells conventions by a session of the file on the CPU
   * @throws FocalScopeError `model-not-readable`, `model-not-a-detector`, `model-run-failed`, and what `find` throws
   */
  async adopt<Found extends { readonly conventions: DetectorConventions }>(
    model: ModelSource,
    signal: AbortSignal,
    find: (session: ModelSession, signal: AbortSignal) => Promise<Found>,
  ): Promise<Found> {
    const session = await createWasmSession(model, ownHints(this.#manifest), signal);
    let found: Found;
    try {
      found = await find(session, signal);
    } finally {
      await session.dispose();
    }
    signal.throwIfAborted();
    this.#bytes = Promise.resolve(model);
    this.#isOwn = true;
    this.#conventions = found.conventions;
    this.#model = ++this.#adopted;
    await this.#close();
    return found;
  }

  /**
   * A session of the model in use beside the open one, which stays; whoever asks disposes of it.
   *
   * @throws FocalScopeError `internal` for WebGPU where there is none, and what opening it throws
   */
  async openBeside(provider: ModelSession['provider'], signal: AbortSignal): Promise<ModelSession> {
    const model = await this.#load();
    if (provider === 'wasm') return createWasmSession(model, this.#hints(), signal);
    if (!this.#gpu) throw new FocalScopeError('internal', { reason: 'no WebGPU' });
    return createWebGpuSession(model, this.#hints(), this.#gpu.device, signal);
  }

  /** The device that sessions on WebGPU run on. */
  get device(): GPUDevice | undefined {
    return this.#gpu?.device;
  }

  /** Reads the model in use in another way; the session stays, unless its scores are something else now. */
  async setConventions(conventions: DetectorConventions): Promise<void> {
    const before = this.#conventions;
    this.#conventions = conventions;
    this.#model = ++this.#adopted;
    if (before.activation !== conventions.activation) await this.#close();
  }

  /** What the outputs of the model in use mean. */
  get conventions(): DetectorConventions {
    return this.#conventions;
  }

  /** Goes back to the built-in model; its file is loaded again when a session is next opened. */
  async restore(): Promise<void> {
    if (this.#model === 0) return;
    this.#bytes = undefined;
    this.#isOwn = false;
    this.#conventions = this.#manifest;
    this.#model = 0;
    await this.#close();
  }

  /**
   * Hears that a run failed. The session is closed, since ONNX Runtime may be left in pieces by it; where it ran on
   * WebGPU, the next {@link open} takes WASM.
   *
   * @returns whether another run may do better: on WASM, or because the session was closed under this one
   */
  giveUp({ session }: PlacedSession): boolean {
    if (this.#opened?.session !== session) return true;
    const wasClosed = session.isClosed;
    void this.#close();
    if (wasClosed) return true;
    if (session.provider === 'wasm') return false;
    this.#webGpuFailed = true;
    return true;
  }

  dispose(): Promise<void> {
    return this.#close();
  }

  /** Puts another session in the open one's place, at once, so that nobody opens a second. */
  #reopen(provider: ModelSession['provider'], reason: PlacementReason): OpenedSession {
    const closed = this.#close();
    const opened: OpenedSession = { provider, placed: closed.then(() => this.#create(provider, reason)) };
    this.#opened = opened;
    opened.placed.then(
      ({ session }) => {
        // Where the WebGPU provider failed, WASM stands here.
        opened.provider = session.provider;
        opened.session = session;
      },
      () => {
        if (this.#opened === opened) this.#opened = undefined;
      },
    );
    return opened;
  }

  async #create(provider: ModelSession['provider'], reason: PlacementReason): Promise<Created> {
    const isOwn = this.#isOwn;
    const loading = this.#load();
    try {
      const bytes = await loading;
      this.#report({ name: 'compiling' });
      const modelBytes = modelSize(bytes);
      const names = this.#hints();
      if (provider === 'webgpu' && this.#gpu) {
        try {
          return { session: await createWebGpuSession(bytes, names, this.#gpu.device), reason, modelBytes };
        } catch {
          this.#webGpuFailed = true;
          reason = 'webgpu-session-failed';
        }
      }
      return { session: await createWasmSession(bytes, names), reason, modelBytes };
    } catch (error) {
      // The next call loads the built-in file anew; a person's own has no other copy.
      if (!isOwn && this.#bytes === loading) this.#bytes = undefined;
      if (!isOwn && hasCode(error, 'model-not-readable')) await forgetModel(this.#modelUrl);
      throw error;
    }
  }

  #load(): Promise<ModelSource> {
    return (this.#bytes ??= downloadModel(this.#modelUrl, this.#manifest.bytes, (loaded, total) => {
      this.#report({ name: 'downloading', loaded, total });
    }));
  }

  /** What is known of the graph of the model in use. */
  #hints(): SessionHints {
    return this.#isOwn ? ownHints(this.#manifest, this.#conventions.activation) : headNames(this.#manifest);
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    const placed = await opened?.placed.catch(() => undefined);
    // A session that cannot be closed must not keep the next one from opening.
    await placed?.session.dispose().catch(() => undefined);
  }
}
