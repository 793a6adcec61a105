import { FocalScopeError } from '../base/errors.ts';
import { InputError } from '../gpu/input-error.ts';
import {
  resolveLossParams,
  type DenseLossParams,
  type DenseLossTotals,
  type LossPower,
} from './dense-loss-params.ts';
import { wasmUrl } from './simd/dense-loss.ts?assemblyscript';

/** Where results go; what is left out is made (`perAnchor`) or not computed (the rest). */
export interface DenseLossSimdOptions {
  /** `[A]` */
  readonly perAnchor?: Float32Array;
  /** `[A, K]`, or true to have one made. */
  readonly gradient?: Float32Array | boolean;
  /** `[A]`: cross entropy without α beside the loss itself, for little more than the loss alone. */
  readonly crossEntropy?: Float32Array;
  /** The anchors' categories in the same pass. */
  readonly categories?: SimdCategories;
}

/** Where anchors are sorted to: 0 easy background, 1 hard background, 2 foreground, 3 ignored. */
export interface SimdCategories {
  /** `[A]` */
  readonly indices: Uint32Array;
  /** The logit from which on a background anchor is hard. */
  readonly hardLogit: number;
}

/** A dense loss by WebAssembly, a run of anchors at a time so that its caller can yield or give up between. */
export interface DenseLossSimdRun {
  readonly anchors: number;
  /** Loss of each anchor `[A]`, divided by the normaliser. */
  readonly perAnchor: Float32Array;
  /** d loss / d logits `[A, K]`, divided by the normaliser, where it was asked for. */
  readonly gradient: Float32Array | undefined;
  /** Computes anchors `start` to `end` (not included); each anchor once. */
  run(start: number, end: number): void;
  /** Sums over the anchors computed so far; the count of foreground anchors is over all. */
  totals(): DenseLossTotals;
}

/** What the module exports; `src/loss/simd/dense-loss.ts` says more. */
interface DenseLossModule {
  readonly memory: WebAssembly.Memory;
  setParams(...params: readonly [number, number, number, number, number, number, number]): void;
  setPlaces(...places: readonly [number, number, number, number, number, number, number]): void;
  computeAnchors(anchors: number): number;
}

/** A function that does nothing but to splat a number: valid where there are 128-bit vectors. */
const simdProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
);

/** Bytes of logits that lie in the module's memory at once, a row at least: what a core's own cache holds. */
const chunkBytes = 2 ** 18;

const pageBytes = 2 ** 16;

const starPower: LossPower = 4;

/**
 * Fetches and compiles the module.
 *
 * @param source the module's bytes where they are at hand
 * @throws FocalScopeError `internal` where there is no WebAssembly SIMD or nothing was fetched: the float64 twin
 * computes the same then
 */
export async function loadDenseLossSimd(source?: BufferSource): Promise<DenseLossSimd> {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(simdProbe))
    throw new FocalScopeError('internal', { reason: 'no WebAssembly SIMD' });
  const { instance } = await WebAssembly.instantiate(source ?? (await fetchModule()));
  return new DenseLossSimd(instance.exports as unknown as DenseLossModule);
}

async function fetchModule(): Promise<ArrayBuffer> {
  const response = await fetch(wasmUrl);
  if (!response.ok) throw new FocalScopeError('internal', { reason: `${response.status} ${wasmUrl}` });
  return response.arrayBuffer();
}

/**
 * The dense loss on one thread by WebAssembly SIMD: the kernel's algorithm in float32 with the kernel's errors (2e-6
 * relative for |x| ≤ 20 and γ of 0, 1 or 2, (4 + 2γ)·1e-6 for |x| ≤ 100, above 1e-30). Its memory holds some hundred
 * anchors at a time, however many there are.
 */
export class DenseLossSimd {
  #module: DenseLossModule | undefined;

  constructor(module: DenseLossModule) {
    this.#module = module;
  }

  /**
   * Several losses may be under way at once.
   *
   * @param logits float32 `[A, K]` row-major, or longer
   * @param targets int32 `[A]`: class index, -1 background, -2 ignored
   * @param classes K
   * @throws InputError (a RangeError) for params outside their range, or fewer logits than targets ask for
   */
  prepare(
    logits: Float32Array,
    targets: Int32Array,
    classes: number,
    params: DenseLossParams,
    options: DenseLossSimdOptions = {},
  ): DenseLossSimdRun {
    const anchors = targets.length;
    if (logits.length < anchors * classes)
      throw new InputError('logits.length', logits.length, `be at least ${anchors} × ${classes}`);
    return new SimdRun(() => this.#require(), logits, targets, classes, params, options);
  }

  /** Lets go of the module and its memory. */
  dispose(): void {
    this.#module = undefined;
  }

  #require(): DenseLossModule {
    if (!this.#module) throw new FocalScopeError('internal', { reason: 'the SIMD loss was disposed of' });
    return this.#module;
  }
}

class SimdRun implements DenseLossSimdRun {
  readonly anchors: number;
  readonly perAnchor: Float32Array;
  readonly gradient: Float32Array | undefined;
  readonly #params: PackedParams;
  readonly #foregroundAnchors: number;
  readonly #badTargets: number;
  #foreground = 0;
  #background = 0;
  #nonFinite = 0;

  constructor(
    private readonly _requireModule: () => DenseLossModule,
    private readonly _logits: Float32Array,
    private readonly _targets: Int32Array,
    private readonly _classes: number,
    params: DenseLossParams,
    private readonly _options: DenseLossSimdOptions,
  ) {
    const anchors = _targets.length;
    const { gradient } = _options;
    const { foreground, bad } = countTargets(_targets, _classes);
    this.anchors = anchors;
    this.#foregroundAnchors = foreground;
    this.#badTargets = bad;
    this.#params = packParams(params, anchors, foreground, _options.categories?.hardLogit ?? 0);
    this.perAnchor = _options.perAnchor ?? new Float32Array(anchors);
    this.gradient = gradient === true ? new Float32Array(anchors * _classes) : gradient || undefined;
  }

  run(start: number, end: number): void {
    const module = this._requireModule();
    const anchorsAtOnce = Math.max(1, Math.floor(chunkBytes / (this._classes * 4)));
    for (let first = start; first < end; first += anchorsAtOnce)
      this.#runChunk(module, first, Math.min(end, first + anchorsAtOnce));
  }

  totals(): DenseLossTotals {
    return {
      total: this.#foreground + this.#background,
      foreground: this.#foreground,
      background: this.#background,
      foregroundAnchors: this.#foregroundAnchors,
      nonFinite: this.#nonFinite,
      badTargets: this.#badTargets,
    };
  }

  /** Copies a chunk into the module's memory, has it computed and copies what was asked for back. */
  #runChunk(module: DenseLossModule, start: number, end: number): void {
    const classes = this._classes;
    const { crossEntropy, categories } = this._options;
    const count = end - start;
    const places = layOut(module.memory, count, classes, this.gradient !== undefined);
    const { buffer } = module.memory;
    const labels = this._targets.subarray(start, end);
    new Int32Array(buffer, places.targets, count).set(labels);
    new Float32Array(buffer, places.logits, count * classes).set(
      this._logits.subarray(start * classes, end * classes),
    );

    const compute = (params: PackedParams, perAnchor: number, plain: number, gradient: number): number => {
      module.setParams(...params);
      module.setPlaces(classes, places.targets, places.logits, perAnchor, plain, places.categories, gradient);
      return module.computeAnchors(count);
    };
    const params = this.#params;
    const isStar = params[0] === starPower;
    const [, , , , , scale, hardLogit] = params;
    // Focal loss* shares nothing with plain cross entropy, which then takes a pass of its own.
    if (crossEntropy && isStar) compute([0, 0, 0, 1, 1, scale, hardLogit], places.crossEntropy, 0, 0);
    const plain = crossEntropy && !isStar ? places.crossEntropy : 0;
    this.#nonFinite += compute(params, places.perAnchor, plain, places.gradient);

    const losses = new Float32Array(buffer, places.perAnchor, count);
    this.perAnchor.set(losses, start);
    crossEntropy?.set(new Float32Array(buffer, places.crossEntropy, count), start);
    categories?.indices.set(new Uint32Array(buffer, places.categories, count), start);
    this.gradient?.set(new Float32Array(buffer, places.gradient, count * classes), start * classes);
    this.#addTotals(labels, losses);
  }

  /** One anchor after another, so that the sums do not depend on how the anchors were divided up. */
  #addTotals(labels: Int32Array, losses: Float32Array): void {
    for (let anchor = 0; anchor < labels.length; anchor++) {
      // The loss of an anchor that counts as neither is 0.
      if ((labels[anchor] ?? -1) >= 0) this.#foreground += losses[anchor] ?? 0;
      else this.#background += losses[anchor] ?? 0;
    }
  }
}

function countTargets(targets: Int32Array, classes: number): { foreground: number; bad: number } {
  let foreground = 0;
  let bad = 0;
  for (const label of targets) {
    if (label < -2 || label >= classes) bad++;
    else if (label >= 0) foreground++;
  }
  return { foreground, bad };
}

type PackedParams = Parameters<DenseLossModule['setParams']>;

function packParams(
  params: DenseLossParams,
  anchors: number,
  foreground: number,
  hardLogit: number,
): PackedParams {
  const { power, gamma, beta, positiveWeight, negativeWeight, normaliser } = resolveLossParams(
    params,
    anchors,
  );
  const scale = 1 / (normaliser ?? Math.max(1, foreground));
  return [power, gamma, beta, positiveWeight, negativeWeight, scale, hardLogit];
}

/** Byte addresses in the module's memory, which grows to what the largest chunk needs and no further. */
function layOut(memory: WebAssembly.Memory, anchors: number, classes: number, hasGradient: boolean) {
  // 0 stands for "not asked for". Vectors may reach past the last row's end.
  let end = 16;
  const place = (words: number): number => {
    const start = end;
    end += Math.ceil(words / 4 + 1) * 16;
    return start;
  };
  const places = {
    targets: place(anchors),
    perAnchor: place(anchors),
    crossEntropy: place(anchors),
    categories: place(anchors),
    logits: place(anchors * classes),
    gradient: hasGradient ? place(anchors * classes) : 0,
  };
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return places;
}
