import { createAnchorMatcher, type AnchorMatcher } from '../anchors/match-anchors.ts';
import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import type { AdmittedGroundTruth } from '../anchors/admit-ground-truth.ts';
import { FocalScopeError } from '../base/errors.ts';
import { selectCandidatesReference } from '../detect/reference/select-candidates.ts';
import { createCandidateSelector, type CandidateSelector } from '../detect/select-candidates.ts';
import type { Candidates } from '../detect/detection.ts';
import { LatePart } from '../gpu/late-part.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import type { InputGeometry, InputRule } from '../image/input-geometry.ts';
import type { Photo } from '../image/photo.ts';
import { createPreprocessor, type Preprocessor } from '../image/preprocess.ts';
import { preprocessReference } from '../image/reference/preprocess.ts';
import type { DenseLossOptions } from '../loss/dense-loss.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';
import type { HeadOutputs, ModelSession, NetworkInput } from '../model/model-session.ts';
import { createGpuStage } from '../stage/gpu-stage.ts';
import type { ScaleRange, StageScene } from '../stage/scene.ts';
import type { StageRenderer } from '../stage/stage-renderer.ts';
import type { AnalysisPath, AnsweredPhoto, FocalParameters, LossReadings } from './analysis-path.ts';
import { createGpuLosses, type GpuLosses, type HeadInputs } from './gpu-losses.ts';
import type { QueriedAnchors } from './gpu-anchor-queries.ts';
import { GpuQueries } from './gpu-queries.ts';
import { HeadBuffers } from './head-buffers.ts';
import { comparisonWithin, isOfOneClass, type LossComparison } from './loss-spec.ts';
import { lossNormaliserOf, type TargetSettings } from './target-rules.ts';

export interface GpuPathOptions {
  readonly presenter: 'webgpu-canvas' | '2d-canvas';
  readonly lossOptions: DenseLossOptions;
  /**
   * Whether the twins do what begins and ends on the CPU: on a software adapter the way to the kernels and back
   * costs more than the work.
   */
  readonly prefersHost?: boolean;
  /** K of the heads to come: their loss kernels are compiled ahead of the first one. */
  readonly classes?: number;
}

/** The path through the kernels. Nothing of size A × K leaves the GPU. */
export async function createGpuPath(
  device: GPUDevice,
  canvas: OffscreenCanvas,
  options: GpuPathOptions,
): Promise<AnalysisPath> {
  const preprocessor = new LatePart(() => createPreprocessor(device));
  const selector = new LatePart(() => createCandidateSelector(device));
  const [matcher, stage] = await Promise.all([
    createAnchorMatcher(device),
    createGpuStage(device, canvas, options.presenter),
    ...(options.prefersHost ? [] : [preprocessor.get(), selector.get()]),
  ]);
  if (options.classes !== undefined) compileAhead(device, options.classes, options.lossOptions);
  return new GpuPath(device, options, { preprocessor, matcher, selector, stage });
}

/** Compiles the loss kernels while the model is on its way. A failure shows when a head really needs them. */
function compileAhead(device: GPUDevice, classes: number, options: DenseLossOptions): void {
  const levels = [{ firstAnchor: 0, anchorCount: 1 }];
  createGpuLosses(device, { anchors: 1, classes }, levels, options).then(
    (losses) => {
      losses.dispose();
    },
    () => undefined,
  );
}

interface GpuPathParts {
  /** This and the selector are seldom needed where the twins do their work. */
  readonly preprocessor: LatePart<Preprocessor>;
  readonly matcher: AnchorMatcher;
  readonly selector: LatePart<CandidateSelector>;
  readonly stage: StageRenderer<GPUBuffer>;
}

/** The accepted head, and the losses made for its shape. */
interface Accepted {
  readonly answered: AnsweredPhoto;
  readonly classes: number;
  readonly losses: GpuLosses;
}

class GpuPath implements AnalysisPath {
  readonly kernels = 'webgpu';
  readonly #device: GPUDevice;
  readonly #options: GpuPathOptions;
  readonly #parts: GpuPathParts;
  readonly queries: GpuQueries;
  readonly #head: HeadBuffers;
  #accepted: Accepted | undefined;
  #groundTruthSources = new Int32Array(0);
  /** What the losses of the targets of now are divided by. */
  #normaliser: LossNormaliser = 'foreground';
  #focal: FocalParameters | undefined;
  /** What the last parameters asked for, as the head can have it. */
  #comparison: LossComparison | undefined;
  /** The accepted head where it came from, until its candidates are selected. */
  #hostHead: (HeadOutputs & { readonly place: 'cpu' }) | undefined;

  constructor(device: GPUDevice, options: GpuPathOptions, parts: GpuPathParts) {
    this.#device = device;
    this.#options = options;
    this.#parts = parts;
    this.#head = new HeadBuffers(device);
    this.queries = new GpuQueries(device, () => this.#queried(), options.lossOptions);
  }

  get answered(): AnsweredPhoto | undefined {
    return this.#accepted?.answered;
  }

  async prepareInput(
    photo: Photo,
    geometry: InputGeometry,
    rule: InputRule,
    provider: ModelSession['provider'],
  ): Promise<NetworkInput> {
    const { inputWidth: width, inputHeight: height } = geometry;
    if (provider === 'wasm' && this.#options.prefersHost) {
      return { place: 'cpu', width, height, data: preprocessReference(photo.pixels, geometry, rule) };
    }
    const preprocessor = await this.#parts.preprocessor.get();
    const buffer = preprocessor.run(photo.pixels, geometry, rule);
    if (provider === 'webgpu') return { place: 'gpu', width, height, buffer };
    const data = new Float32Array(await readBuffer(this.#device, buffer, 3 * width * height * 4));
    return { place: 'cpu', width, height, data };
  }

  async acceptHead(head: HeadOutputs, answered: AnsweredPhoto): Promise<void> {
    const { grid } = answered;
    const { classes } = head;
    const earlier = this.#accepted;
    const kept = earlier?.classes === classes && sameLevels(earlier.answered.grid, grid) && earlier.losses;
    const losses = kept || (await this.#createLosses(head, grid));
    if (!kept) {
      // The stage may not draw from buffers that are about to go.
      this.#parts.stage.setLossMaps(undefined);
      earlier?.losses.dispose();
    }
    this.#hostHead = head.place === 'cpu' && this.#options.prefersHost ? head : undefined;
    this.#head.accept(head);
    this.#parts.matcher.setGrid(grid);
    this.#accepted = { answered, classes, losses };
  }

  async selectCandidates(threshold: number, signal?: AbortSignal): Promise<Candidates> {
    const { answered, classes } = this.#require();
    const shape = { anchors: answered.grid.anchorCount, classes };
    const hostHead = this.#hostHead;
    this.#hostHead = undefined;
    if (hostHead) {
      const { logits, deltas } = hostHead;
      return selectCandidatesReference(logits, deltas, shape, threshold);
    }
    const selector = await this.#parts.selector.get();
    return selector.select(this.#head.logits, this.#head.deltas, shape, threshold, signal);
  }

  setTargets(groundTruth: AdmittedGroundTruth, settings: TargetSettings): Promise<void> {
    return this.#setTargets(this.#require().losses, groundTruth, settings);
  }

  async #setTargets(
    losses: GpuLosses,
    groundTruth: AdmittedGroundTruth,
    settings: TargetSettings,
  ): Promise<void> {
    const { matcher } = this.#parts;
    matcher.setGroundTruth(groundTruth);
    this.#groundTruthSources = groundTruth.sources;
    losses.comparison.setGroundTruth(groundTruth.boxes, this.#require().answered.boxCoding);
    const inputs = { logits: this.#head.logits, targets: matcher.targets };
    const encoder = this.#device.createCommandEncoder({ label: 'targets' });
    matcher.encode(encoder, settings);
    losses.encodeCategories(encoder, inputs);
    this.#device.queue.submit([encoder.finish()]);
    const { normaliser = 'foreground' } = settings;
    // Only where levels are counted apart does anything come back from the GPU here.
    const counts = normaliser === 'foreground-by-level' ? await losses.countForeground(matcher.bestIou) : [];
    this.#normaliser = lossNormaliserOf(normaliser, () => counts);
    losses.setNormaliser(this.#normaliser);
    const second = this.#device.createCommandEncoder({ label: 'cross entropy' });
    losses.encodeCrossEntropy(second, inputs);
    this.#device.queue.submit([second.finish()]);
  }

  async setFocal(parameters: FocalParameters): Promise<void> {
    const { losses, classes } = this.#require();
    const comparison = parameters.comparison && comparisonWithin(parameters.comparison, classes);
    if (comparison) await losses.comparison.prepare(comparison);
    // Only here does a heatmap wait for the GPU: a class by itself does not tell how many anchors have any.
    if (comparison && isOfOneClass(comparison)) await losses.readForeground();
    this.#comparison = comparison;
    this.#focal = parameters;
    const encoder = this.#device.createCommandEncoder({ label: 'focal loss' });
    losses.encodeFocal(
      encoder,
      { logits: this.#head.logits, targets: this.#parts.matcher.targets },
      parameters,
    );
    losses.encodeBox(encoder, this.#headInputs, parameters.box);
    if (comparison) losses.encodeComparison(encoder, this.#headInputs, parameters, comparison);
    this.#device.queue.submit([encoder.finish()]);
  }

  get #headInputs(): HeadInputs {
    const { logits, deltas } = this.#head;
    const { targets, matched, bestIou, anchorBoxes } = this.#parts.matcher;
    return { logits, deltas, targets, matched, bestIou, anchorBoxes };
  }

  readLosses(): Promise<LossReadings> {
    return this.#require().losses.read(this.#comparison);
  }

  showAnswered(): void {
    const { answered, losses } = this.#require();
    const { photo, grid, geometry } = answered;
    this.#parts.stage.setPhoto(photo);
    const { targets } = this.#parts.matcher;
    this.#parts.stage.setLossMaps({ ...losses.maps, targets, grid, geometry });
  }

  render(scene: StageScene): Promise<void> {
    return this.#parts.stage.render(scene);
  }

  readScaleRange(): Promise<ScaleRange> {
    return this.#parts.stage.readScaleRange();
  }

  readPixels(): Promise<ImageData> {
    return this.#parts.stage.readPixels();
  }

  dispose(): void {
    const { preprocessor, matcher, selector, stage } = this.#parts;
    stage.dispose();
    this.#accepted?.losses.dispose();
    this.#accepted = undefined;
    this.#hostHead = undefined;
    this.queries.dispose();
    this.#head.dispose();
    for (const part of [preprocessor, matcher, selector]) part.dispose();
  }

  async #createLosses(head: HeadOutputs, grid: AnchorGrid): Promise<GpuLosses> {
    const shape = { anchors: grid.anchorCount, classes: head.classes };
    try {
      return await createGpuLosses(this.#device, shape, grid.levels, this.#options.lossOptions);
    } catch (error) {
      head.release();
      throw error;
    }
  }

  #queried(): QueriedAnchors {
    const { answered, classes, losses } = this.#require();
    const { matched, bestIou, targets } = this.#parts.matcher;
    if (!this.#focal) throw new FocalScopeError('internal', { reason: 'no losses yet' });
    const { grid, geometry } = answered;
    return {
      ...{ grid, geometry, sources: this.#groundTruthSources, focal: this.#focal },
      normaliser: this.#normaliser,
      shape: { anchors: grid.anchorCount, classes },
      inputs: { logits: this.#head.logits, targets },
      deltas: this.#head.deltas,
      matched,
      bestIou,
      maps: losses.maps,
    };
  }

  #require(): Accepted {
    if (!this.#accepted) throw new FocalScopeError('internal', { reason: 'no head was accepted' });
    return this.#accepted;
  }
}

/** Whether what was made for one grid's levels serves the other's. */
function sameLevels(first: AnchorGrid, second: AnchorGrid): boolean {
  const counts = (grid: AnchorGrid): string => grid.levels.map((level) => level.anchorCount).join();
  return counts(first) === counts(second);
}
