import { InputError } from '../../gpu/input-error.ts';
import {
  largestLogit,
  resolveLossParams,
  type DenseLossParams,
  type DenseLossTotals,
  type ResolvedLossParams,
} from '../dense-loss-params.ts';

/** Where results go; what is left out is made (`perAnchor`) or not computed (`gradient`). */
export interface DenseLossReferenceOptions {
  /** `[A]`; float32 rounds what is stored, not what is summed. */
  readonly perAnchor?: Float32Array | Float64Array;
  /** `[A, K]`, or true to have one made. */
  readonly gradient?: Float64Array | boolean;
}

/** A dense loss on the CPU, computed a run of anchors at a time so that its caller can yield or give up between. */
export interface DenseLossReference {
  readonly anchors: number;
  /** Loss of each anchor `[A]`, divided by the normaliser. */
  readonly perAnchor: Float32Array | Float64Array;
  /** d loss / d logits `[A, K]`, divided by the normaliser, where it was asked for. */
  readonly gradient: Float64Array | undefined;
  /** Computes anchors `start` to `end` (not included); each anchor once. */
  run(start: number, end: number): void;
  /** Sums over the anchors computed so far; the count of foreground anchors is over all. */
  totals(): DenseLossTotals;
}

/**
 * The float64 twin of the dense loss kernel, and the real thing where there is no GPU: the stable forms of
 * equations 1 to 5 of Lin et al. 2017 with z = ±x, q = sigmoid(-z) and p_t = sigmoid(z),
 *
 *     loss = w · q^γ · softplus(-z)        d loss / dx = ∓ w · q^γ · (γ · p_t · softplus(-z) + q)
 *
 * and FL* of its appendix A, -ln(sigmoid(γ·x_t + β)) / γ with x_t = z:
 *
 *     loss = w · softplus(-(γz + β)) / γ   d loss / dx = ∓ w · sigmoid(-(γz + β))
 *
 * @param logits float32 `[A, K]` row-major, or longer
 * @param targets int32 `[A]`: class index, -1 background, -2 ignored
 * @param classes K
 * @throws InputError (a RangeError) for params outside their range, or fewer logits than targets ask for
 */
export function prepareDenseLossReference(
  logits: Float32Array,
  targets: Int32Array,
  classes: number,
  params: DenseLossParams,
  options: DenseLossReferenceOptions = {},
): DenseLossReference {
  const anchors = targets.length;
  if (logits.length < anchors * classes)
    throw new InputError('logits.length', logits.length, `be at least ${anchors} × ${classes}`);
  const perAnchor = options.perAnchor ?? new Float64Array(anchors);
  const gradient =
    options.gradient === true ? new Float64Array(anchors * classes) : options.gradient || undefined;
  return new DenseLossRun(logits, targets, classes, resolveLossParams(params, anchors), perAnchor, gradient);
}

/** {@link prepareDenseLossReference} over all anchors at once. */
export function computeDenseLossReference(
  ...inputs: Parameters<typeof prepareDenseLossReference>
): DenseLossReference {
  const loss = prepareDenseLossReference(...inputs);
  loss.run(0, loss.anchors);
  return loss;
}

class DenseLossRun implements DenseLossReference {
  readonly anchors: number;
  readonly #scale: number;
  readonly #foregroundAnchors: number;
  readonly #badTargets: number;
  #foreground = 0;
  #background = 0;
  #nonFinite = 0;

  constructor(
    private readonly _logits: Float32Array,
    private readonly _targets: Int32Array,
    private readonly _classes: number,
    private readonly _params: ResolvedLossParams,
    readonly perAnchor: Float32Array | Float64Array,
    readonly gradient: Float64Array | undefined,
  ) {
    this.anchors = _targets.length;
    let foreground = 0;
    let bad = 0;
    for (const label of _targets) {
      if (label < -2 || label >= _classes) bad++;
      else if (label >= 0) foreground++;
    }
    this.#foregroundAnchors = foreground;
    this.#badTargets = bad;
    this.#scale = 1 / (_params.normaliser ?? Math.max(1, foreground));
  }

  run(start: number, end: number): void {
    for (let anchor = start; anchor < end; anchor++) {
      const label = this._targets[anchor] ?? -2;
      if (label < -1 || label >= this._classes) {
        this.perAnchor[anchor] = 0;
        this.gradient?.fill(0, anchor * this._classes, (anchor + 1) * this._classes);
        continue;
      }
      const loss = this.#sumRow(anchor * this._classes, label) * this.#scale;
      this.perAnchor[anchor] = loss;
      if (label >= 0) this.#foreground += loss;
      else this.#background += loss;
    }
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

  /** The loss of one anchor without the normaliser; writes its row of the gradient where there is one. */
  #sumRow(row: number, label: number): number {
    const logits = this._logits;
    const gradient = this.gradient;
    const { power, gamma, beta, positiveWeight, negativeWeight, lossDivisor } = this._params;
    const own = row + label;
    let sum = 0;
    for (let index = row; index < row + this._classes; index++) {
      const x = logits[index] ?? 0;
      if (!(Math.abs(x) <= largestLogit)) {
        this.#nonFinite++;
        if (gradient) gradient[index] = 0;
        continue;
      }
      const isOwn = label >= 0 && index === own;
      const margin = isOwn ? x : -x;
      const z = power === 4 ? gamma * margin + beta : margin;
      const size = Math.abs(z);
      const easy = z > 0;
      const u = Math.exp(-size);
      const log1p = u < 0.125 ? log1pSmall(u) : Math.log1p(u);
      const crossEntropy = easy ? log1p : size + log1p;
      const larger = 1 / (1 + u);
      const q = easy ? u * larger : larger;
      let weight = isOwn ? positiveWeight : negativeWeight;
      if (power === 1) weight *= q;
      else if (power === 2) weight *= q * q;
      else if (power === 3) weight *= Math.exp(-gamma * (easy ? size + log1p : log1p));
      sum += (weight * crossEntropy) / lossDivisor;
      if (gradient) {
        const p = easy ? larger : u * larger;
        const focus = power === 4 ? 0 : gamma * p * crossEntropy;
        const slope = weight * (focus + q) * this.#scale;
        gradient[index] = isOwn ? -slope : slope;
      }
    }
    return sum;
  }
}

/** log1p(u) = 2 atanh(u / (2 + u)) by its series: all of float64 below 0.125, and much quicker than Math.log1p. */
function log1pSmall(u: number): number {
  const s = u / (2 + u);
  const w = s * s;
  const tail = w * (1 / 9 + w * (1 / 11 + w * (1 / 13)));
  return 2 * s * (1 + w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + tail))));
}
