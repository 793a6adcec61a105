import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { ModelManifest } from '../../src/model/manifest.ts';
import type { HeadOutputs, ModelSession, NetworkInput } from '../../src/model/model-session.ts';
import type {
  AnalysisPath,
  AnsweredPhoto,
  FocalParameters,
  LossReadings,
} from '../../src/pipeline/analysis-path.ts';
import type { PhotoQueries } from '../../src/pipeline/photo-queries.ts';
import type { StageScene } from '../../src/stage/scene.ts';

/** A promise that a test settles. */
export class Gate {
  readonly promise: Promise<void>;
  open = (): void => undefined;

  constructor() {
    this.promise = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}

const nothing = { 'easy-background': 0, 'hard-background': 0, foreground: 0, ignored: 0 };
const noLayout = { levels: [], anchorsPerCell: 0, anchorCount: 0 };
const breakdown = { total: 0, byCategory: nothing, byLevel: [] };

/** A path that computes nothing: it notes what it is told, and fails or waits where the test says. */
export class FakePath implements AnalysisPath {
  readonly kernels = 'cpu';
  readonly queries: PhotoQueries = {
    elementHistogram: () =>
      Promise.resolve({ foreground: new Uint32Array(1), background: new Uint32Array(1), nonFinite: 0 }),
    anchors: () => Promise.resolve({ layout: noLayout, rows: [] }),
    hardest: () => Promise.resolve({ layout: noLayout, rows: [] }),
    anchorTable: () => Promise.reject(new Error('a path that computes nothing has no anchors')),
  };
  answered: AnsweredPhoto | undefined;
  /** The steps, as `name` or `name detail`. */
  readonly steps: string[] = [];
  readonly scenes: StageScene[] = [];
  /** Photo names, one a frame. */
  readonly frames: string[] = [];
  readonly failures = new Map<string, Error>();
  readonly gates = new Map<string, Gate>();
  #shown: AnsweredPhoto | undefined;

  async prepareInput(...[, geometry]: Parameters<AnalysisPath['prepareInput']>): Promise<NetworkInput> {
    await this.gates.get('prepareInput')?.promise;
    const { inputWidth: width, inputHeight: height } = geometry;
    return { place: 'cpu', width, height, data: new Float32Array(3 * width * height) };
  }

  async acceptHead(head: HeadOutputs, answered: AnsweredPhoto): Promise<void> {
    await this.#step('acceptHead', answered.photo.fileName);
    head.release();
    this.answered = answered;
  }

  async selectCandidates(): ReturnType<AnalysisPath['selectCandidates']> {
    await this.#step('selectCandidates');
    const [anchors, classes] = [new Uint32Array(0), new Uint32Array(0)];
    return { count: 0, anchors, classes, logits: new Float32Array(0), deltas: new Float32Array(0) };
  }

  setTargets(...[groundTruth]: Parameters<AnalysisPath['setTargets']>): Promise<void> {
    return this.#step('setTargets', String(groundTruth.classes.length));
  }

  setFocal({ gamma }: FocalParameters): Promise<void> {
    return this.#step('setFocal', String(gamma));
  }

  async readLosses(): Promise<LossReadings> {
    await this.#step('readLosses');
    return { counts: nothing, crossEntropy: breakdown, focal: breakdown, normaliser: 1 };
  }

  showAnswered(): void {
    this.#shown = this.answered;
  }

  async render(scene: StageScene): Promise<void> {
    this.scenes.push(scene);
    this.frames.push(this.#shown?.photo.fileName ?? '');
    await this.#step('render');
  }

  async readScaleRange(): ReturnType<AnalysisPath['readScaleRange']> {
    await this.#step('readScaleRange');
    return { minimum: 0, maximum: 1 };
  }

  readPixels(): Promise<ImageData> {
    return Promise.reject(new Error('no pixels'));
  }

  dispose(): void {
    this.steps.push('dispose');
  }

  async #step(name: string, detail?: string): Promise<void> {
    this.steps.push(detail === undefined ? name : `${name} ${detail}`);
    await this.gates.get(name)?.promise;
    const failure = this.failures.get(name);
    this.failures.delete(name);
    if (failure) throw failure;
  }
}

/** A session that answers zeros of the right shape, when the test lets it. */
export class FakeSession implements ModelSession {
  readonly provider: ModelSession['provider'];
  readonly threads = 1;
  /** Sides of the inputs it was given. */
  readonly runs: string[] = [];
  gate: Gate | undefined;
  failure: Error | undefined;
  released = 0;
  isDisposed = false;
  readonly signature = { inputs: [], outputs: [] };
  readonly input = {
    name: 'images',
    type: 'float32',
    axes: 'nchw',
    height: undefined,
    width: undefined,
  } as const;
  readonly layout: ModelSession['layout'];
  readonly #manifest: ModelManifest;
  #break: (failure: Error) => void = () => undefined;

  get isClosed(): boolean {
    return this.isDisposed;
  }

  constructor(provider: ModelSession['provider'], manifest: ModelManifest) {
    this.provider = provider;
    this.#manifest = manifest;
    const { logitsName: logits, deltasName: deltas } = manifest;
    const classes = manifest.classes.length;
    this.layout = { kind: 'concatenated', logits, deltas, classes, anchors: undefined };
  }

  detect(): ReturnType<ModelSession['detect']> {
    return Promise.reject(new Error('a session of raw heads'));
  }

  async run({ width, height }: NetworkInput, signal?: AbortSignal): Promise<HeadOutputs> {
    signal?.throwIfAborted();
    this.runs.push(`${width} × ${height}`);
    if (this.gate) {
      const broken = new Promise<never>((_, reject) => {
        this.#break = reject;
      });
      await Promise.race([this.gate.promise, broken]);
    }
    signal?.throwIfAborted();
    if (this.failure) throw this.failure;
    const { anchorCount: anchors } = createAnchorGrid(this.#manifest.anchors, width, height);
    return {
      place: 'cpu',
      anchors,
      classes: this.#manifest.classes.length,
      logits: new Float32Array(0),
      deltas: new Float32Array(0),
      release: () => {
        this.released += 1;
      },
    };
  }

  /** The run that waits at the gate fails. */
  breakRun(failure: Error): void {
    this.#break(failure);
  }

  dispose(): Promise<void> {
    this.isDisposed = true;
    return Promise.resolve();
  }
}
