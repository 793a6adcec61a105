import type { GroundTruthBox } from '../../src/anchors/ground-truth.ts';
import type { EngineClient } from '../../src/engine/engine-client.ts';
import type { EngineEvent, EngineSettings, PhotoAnalysis, Readout } from '../../src/engine/messages.ts';
import type { EngineClientOptions } from '../../src/engine/engine-client-options.ts';
import { createEngineClient } from '../../src/engine/worker-engine-client.ts';
import type { StageView } from '../../src/stage/scene.ts';
import { testSettings } from './test-settings.ts';

const theme = { background: [0.5, 0.5, 0.5] } as const;

/** A view of 640 × 480 device pixels that shows the whole photo. */
export function fitView(width: number, height: number): StageView {
  const scale = Math.min(640 / width, 480 / height);
  return {
    width: 640,
    height: 480,
    scale,
    offsetX: (640 - width * scale) / 2,
    offsetY: (480 - height * scale) / 2,
    pixelRatio: 1,
  };
}

/** A real engine in its worker, driven as the page drives it, with what it said. */
export class EngineRun {
  readonly client: EngineClient;
  readonly events: EngineEvent[] = [];
  canvas: HTMLCanvasElement | undefined;

  constructor(options: Partial<EngineClientOptions> = {}) {
    const manifestUrl = new URL('/models/retinanet-shufflenetv2.json', location.href).href;
    this.client = createEngineClient({ manifestUrl, ...options });
    this.client.subscribe((event) => {
      this.events.push(event);
      if (event.type === 'analysis')
        this.client.setView(fitView(event.analysis.width, event.analysis.height), theme);
    });
  }

  start(settings: EngineSettings = testSettings): Promise<void> {
    return this.client.start(() => {
      this.canvas?.remove();
      this.canvas = document.createElement('canvas');
      document.body.append(this.canvas);
      return this.canvas;
    }, settings);
  }

  async open(fileName: string, blob: Blob, groundTruth?: readonly GroundTruthBox[]): Promise<Readout> {
    const seen = this.events.length;
    await this.client.openPhoto({ fileName, blob, groundTruth });
    return this.waitForReadout(seen);
  }

  /** The first readout after event `after`. */
  async waitForReadout(after: number): Promise<Readout> {
    const event = await this.waitFor('readout', after);
    return event.readout;
  }

  async waitFor<Type extends EngineEvent['type']>(
    type: Type,
    after = 0,
  ): Promise<Extract<EngineEvent, { type: Type }>> {
    const end = performance.now() + 60_000;
    while (performance.now() < end) {
      const event = this.events.slice(after).find((candidate) => candidate.type === type);
      if (event) return event as Extract<EngineEvent, { type: Type }>;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(
      `no "${type}" event; there were ${this.events.map((event) => JSON.stringify(event)).join('\n')}`,
    );
  }

  get analysis(): PhotoAnalysis | undefined {
    return this.events.findLast((event) => event.type === 'analysis')?.analysis;
  }

  dispose(): void {
    this.client.dispose();
    this.canvas?.remove();
  }
}

export async function fetchSample(name: string): Promise<Blob> {
  return (await fetch(`/samples/${name}`)).blob();
}
