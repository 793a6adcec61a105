import { createAnchorGrid } from '../anchors/anchor-grid.ts';
import { hasCode } from '../base/errors.ts';
import type { GpuDevice } from '../gpu/device.ts';
import { anchorCountError } from '../model/check-head.ts';
import { downloadModel, forgetModel } from '../model/download.ts';
import type { ModelManifest } from '../model/manifest.ts';
import { headNames, type ModelSession } from '../model/model-session.ts';
import { createWasmSession } from '../model/wasm-session.ts';
import { createWebGpuSession } from '../model/webgpu-session.ts';
import type { EnginePhase, PlacementReason, RunOn } from './messages.ts';

/** A session, and why it runs where it runs. */
export interface PlacedSession {
  readonly session: ModelSession;
  readonly reason: PlacementReason;
  /** Which model it runs: see {@link SessionHolder.model}. */
  readonly model: number;
}

interface OpenedSession {
  provider: ModelSession['provider'];
  readonly placed: Promise<PlacedSession>;
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

/** Keeps the one open session, and opens another when the person wants it elsewhere. */
export class SessionHolder {
  readonly #manifest: ModelManifest;
  readonly #modelUrl: string;
  readonly #gpu: GpuDevice | undefined;
  readonly #noGpuReason: PlacementReason;
  readonly #report: (phase: EnginePhase) => void;
  #bytes: Promise<Uint8Array<ArrayBuffer>> | undefined;
  #opened: OpenedSession | undefined;
  #webGpuFailed = false;
  #model = 0;
  #adopted = 0;

  constructor(
    manifest: ModelManifest,
    modelUrl: string,
    gpu: GpuDevice | undefined,
    noGpuReason: PlacementReason,
    report: (phase: EnginePhase) => void,
  ) {
    this.#manifest = manifest;
    this.#modelUrl = modelUrl;
    this.#gpu = gpu;
    this.#noGpuReason = noGpuReason;
    this.#report = report;
  }

  /** The number of the model in use: 0 for the built-in one, another for each that is adopted. */
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
    const { session, model } = await opened.placed;
    return { session, model, reason: this.place(runOn).reason };
  }

  /**
   * Takes another model file in place of the built-in one, if it has the manifest's input and heads and answers a
   * small blank image with the right number of anchors. Until then, and when it does not, the last model stays.
   *
   * @throws FocalScopeError `model-not-readable`, `model-not-a-detector`, `model-run-failed`
   */
  async adopt(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
    const session = await createWasmSession(bytes, headNames(this.#manifest), signal);
    try {
      await this.#checkAnswer(session, signal);
    } finally {
      await session.dispose();
    }
    signal.throwIfAborted();
    this.#bytes = Promise.resolve(bytes);
    this.#model = ++this.#adopted;
    await this.#close();
  }

  /** Goes back to the built-in model; its file is loaded again when a session is next opened. */
  async restore(): Promise<void> {
    if (this.#model === 0) return;
    this.#bytes = undefined;
    this.#model = 0;
    await this.#close();
  }

  async #checkAnswer(session: ModelSession, signal: AbortSignal): Promise<void> {
    const { anchors, inputRule } = this.#manifest;
    const side = Math.max(...anchors.strides, inputRule.padToMultiple);
    const data = new Float32Array(3 * side * side);
    const head = await session.run({ place: 'cpu', width: side, height: side, data }, signal);
    const expected = createAnchorGrid(anchors, side, side).anchorCount;
    head.release();
    if (head.anchors !== expected) throw anchorCountError(expected, head.anchors, side, side);
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

  async #create(provider: ModelSession['provider'], reason: PlacementReason): Promise<PlacedSession> {
    const model = this.#model;
    this.#bytes ??= downloadModel(this.#modelUrl, this.#manifest.bytes, (loaded, total) => {
      this.#report({ name: 'downloading', loaded, total });
    });
    const loading = this.#bytes;
    try {
      const bytes = await loading;
      this.#report({ name: 'compiling' });
      const names = headNames(this.#manifest);
      if (provider === 'webgpu' && this.#gpu) {
        try {
          return { session: await createWebGpuSession(bytes, names, this.#gpu.device), model, reason };
        } catch {
          this.#webGpuFailed = true;
          reason = 'webgpu-session-failed';
        }
      }
      return { session: await createWasmSession(bytes, names), model, reason };
    } catch (error) {
      // The next call loads the built-in file anew; a person's own has no other copy.
      if (model === 0 && this.#bytes === loading) this.#bytes = undefined;
      if (model === 0 && hasCode(error, 'model-not-readable')) await forgetModel(this.#modelUrl);
      throw error;
    }
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    const placed = await opened?.placed.catch(() => undefined);
    // A session that cannot be closed must not keep the next one from opening.
    await placed?.session.dispose().catch(() => undefined);
  }
}
