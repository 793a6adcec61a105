import type { GpuDevice } from '../gpu/device.ts';
import { downloadModel } from '../model/download.ts';
import type { ModelManifest } from '../model/manifest.ts';
import { headNames, type ModelSession } from '../model/model-session.ts';
import { createWasmSession } from '../model/wasm-session.ts';
import { createWebGpuSession } from '../model/webgpu-session.ts';
import type { EnginePhase, PlacementReason, RunOn } from './messages.ts';

/** A session, and why it runs where it runs. */
export interface PlacedSession {
  readonly session: ModelSession;
  readonly reason: PlacementReason;
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
  #opened: { provider: ModelSession['provider']; placed: Promise<PlacedSession> } | undefined;
  #webGpuFailed = false;

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
    if (this.#opened?.provider !== provider) {
      await this.#close();
      const opened = { provider, placed: this.#create(provider, reason) };
      this.#opened = opened;
      opened.placed.catch(() => {
        if (this.#opened === opened) this.#opened = undefined;
      });
    }
    const { session } = await this.#opened!.placed;
    return { session, reason: this.place(runOn).reason };
  }

  /** Gives up on the WebGPU provider, so that the next {@link open} takes WASM. */
  abandonWebGpu(): void {
    this.#webGpuFailed = true;
  }

  dispose(): Promise<void> {
    return this.#close();
  }

  async #create(provider: ModelSession['provider'], reason: PlacementReason): Promise<PlacedSession> {
    this.#bytes ??= downloadModel(this.#modelUrl, this.#manifest.bytes, (loaded, total) => {
      this.#report({ name: 'downloading', loaded, total });
    });
    const bytes = await this.#bytes.catch((error: unknown) => {
      this.#bytes = undefined;
      throw error;
    });
    this.#report({ name: 'compiling' });
    const names = headNames(this.#manifest);
    if (provider === 'wasm' || !this.#gpu) return { session: await createWasmSession(bytes, names), reason };
    try {
      return { session: await createWebGpuSession(bytes, names, this.#gpu.device), reason };
    } catch {
      this.#webGpuFailed = true;
      return { session: await createWasmSession(bytes, names), reason: 'webgpu-session-failed' };
    }
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    const placed = await opened?.placed.catch(() => undefined);
    await placed?.session.dispose();
  }
}
