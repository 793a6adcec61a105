import { vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { EngineEvent, EngineSettings, PhotoRequest } from '../../src/engine/messages.ts';
import { SessionHolder } from '../../src/engine/session-holder.ts';
import type { GpuDevice } from '../../src/gpu/device.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { createWasmSession } from '../../src/model/wasm-session.ts';
import { createWebGpuSession } from '../../src/model/webgpu-session.ts';
import { fitView } from './engine-run.ts';
import { FakePath, FakeSession } from './fake-analysis.ts';
import { testSettings } from './test-settings.ts';
import { createTinyManifest } from './tiny-manifest.ts';

const manifest = parseManifest(createTinyManifest(1));

export const rigSettings: EngineSettings = { ...testSettings, inputSize: 64 };
export const rigTheme = { background: [0, 0, 0] } as const;
export const hardwareGpu = { device: {}, adapter: { isSoftware: false } } as unknown as GpuDevice;

/** An engine over a fake path and fake sessions; whoever uses it mocks the modules that open sessions. */
export class EngineRig {
  readonly manifest = manifest;
  readonly path = new FakePath();
  readonly sessions: FakeSession[] = [];
  readonly events: EngineEvent[] = [];
  engine!: Engine;
  /** What the page does with a new photo; most answer with a view. */
  answerView = true;
  /** Longer than any test takes: only a view opens the stage to a new photo. */
  viewPatience = 600_000;

  constructor() {
    const create = (provider: 'wasm' | 'webgpu') => () => {
      const session = new FakeSession(provider, manifest);
      this.sessions.push(session);
      return Promise.resolve(session);
    };
    vi.mocked(createWasmSession).mockImplementation(create('wasm'));
    vi.mocked(createWebGpuSession).mockImplementation(create('webgpu'));
  }

  start(gpu?: GpuDevice): void {
    const emit = (event: EngineEvent): void => {
      this.events.push(event);
      if (event.type !== 'analysis' || !this.answerView) return;
      queueMicrotask(() => this.engine.setView(fitView(64, 48), rigTheme));
    };
    const report = (): void => undefined;
    const ground = { kernels: 'cpu', kernelsReason: 'no-webgpu', adapter: '' } as const;
    const holder = new SessionHolder(manifest, 'http://host/m.onnx', gpu, 'no-webgpu', report);
    const { path, viewPatience } = this;
    const parts = { manifest, path, sessions: holder, ground, emit, viewPatience };
    this.engine = new Engine(parts, rigSettings);
  }

  open(fileName: string, signal = new AbortController().signal): Promise<void> {
    const request: PhotoRequest = { blob: new Blob(), fileName, groundTruth: undefined };
    return this.engine.openPhoto(request, 0, signal);
  }

  /** Until nothing is left to do. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  }

  /** The photos whose analysis was announced. */
  shown(): string[] {
    return this.events.flatMap((event) => (event.type === 'analysis' ? [event.analysis.fileName] : []));
  }

  /** Widths of the inputs that these analyses were made of. */
  shownWidths(): number[] {
    return this.events.flatMap((event) => (event.type === 'analysis' ? [event.analysis.inputWidth] : []));
  }

  failures(): string[] {
    return this.events.flatMap((event) => (event.type === 'failure' ? [event.error.code] : []));
  }
}
