// AssemblyScript. Cross entropy, focal loss and focal loss* over [A, K] logits for browsers without WebGPU: the algorithm
// of shaders/dense-loss.wgsl, four classes at a time. The caller lays out the memory; nothing is allocated here.
import { expOfMinus, expOfMinusSum, inverseOfOnePlus, log1p, sharedInverse } from './numerics.ts';
import { lostOfStarMargin, powerOfQ } from './numerics.ts';

// Logits beyond this size, finite or not, contribute nothing and are counted.
const LARGEST_LOGIT = f32x4.splat(1e30);
// A margin whose loss and gradient are exactly zero.
const HARMLESS_MARGIN = f32x4.splat(1000);
const SIGN = i32x4.splat(0x80000000);

// Values of `power` that are no exponent: q to any power, and focal loss*.
const ANY_POWER: i32 = 3;
const STAR: i32 = 4;

// Anchor categories.
const HARD_BACKGROUND: i32 = 1;
const FOREGROUND: i32 = 2;
const IGNORED: i32 = 3;

let power: i32 = 0;
let gamma: f32 = 0;
// gamma = gammaHigh + gammaLow, the first of at most 12 significant bits.
let gammaHigh: f32 = 0;
let gammaLow: f32 = 0;
let beta: f32 = 0;
let positiveWeight: f32 = 1;
let negativeWeight: f32 = 1;
let scale: f64 = 1;
let hardLogit: f32 = 0;

let classes: i32 = 1;
let targets: usize = 0;
let logits: usize = 0;
let perAnchor: usize = 0;
let plain: usize = 0;
let categories: usize = 0;
let gradient: usize = 0;

/**
 * @param newPower how q^gamma is taken: 0, 1, 2 for that whole exponent, 3 for any other, 4 for focal loss*
 * @param newScale 1 / normaliser
 * @param newHardLogit the least logit that makes a background anchor hard
 */
export function setParams(
  newPower: i32,
  newGamma: f32,
  newBeta: f32,
  newPositiveWeight: f32,
  newNegativeWeight: f32,
  newScale: f64,
  newHardLogit: f32,
): void {
  power = newPower;
  gamma = newGamma;
  gammaHigh = reinterpret<f32>(reinterpret<u32>(newGamma) & 0xfffff000);
  gammaLow = newGamma - gammaHigh;
  beta = newBeta;
  positiveWeight = newPositiveWeight;
  negativeWeight = newNegativeWeight;
  scale = newScale;
  hardLogit = newHardLogit;
}

/**
 * Where a run of anchors lies, as byte addresses: targets i32 [A], logits f32 [A, K], perAnchor f32 [A], plain cross
 * entropy f32 [A] or 0 for none (and none beside focal loss*), categories u32 [A], gradient f32 [A, K] or 0 for none.
 * Logits and gradient are followed by 12 bytes of any content.
 */
export function setPlaces(
  newClasses: i32,
  newTargets: usize,
  newLogits: usize,
  newPerAnchor: usize,
  newPlain: usize,
  newCategories: usize,
  newGradient: usize,
): void {
  classes = newClasses;
  targets = newTargets;
  logits = newLogits;
  perAnchor = newPerAnchor;
  plain = newPlain;
  categories = newCategories;
  gradient = newGradient;
}

/** Computes the run's anchors; returns how many of their logits were left out. */
export function computeAnchors(anchors: i32): i32 {
  let faults = 0;
  for (let anchor = 0; anchor < anchors; anchor++) {
    const at = (<usize>anchor) << 2;
    const row = at * <usize>classes;
    const label = load<i32>(targets + at);
    if (label < -1 || label >= classes) {
      store<f32>(perAnchor + at, 0);
      if (plain != 0) store<f32>(plain + at, 0);
      store<i32>(categories + at, IGNORED);
      if (gradient != 0) memory.fill(gradient + row, 0, (<usize>classes) << 2);
    } else {
      faults += computeRow(at, row, label);
    }
  }
  return faults;
}

/** @param sums both halves of a sum, before the normaliser */
function storeLoss(place: usize, sums: v128): void {
  store<f32>(place, <f32>((f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)) * scale));
}

/** One anchor, `at` bytes into the arrays by anchor. Its quads are summed in float64: a row may have thousands. */
function computeRow(at: usize, row: usize, label: i32): i32 {
  const positive = f32x4.splat(positiveWeight);
  const negative = f32x4.splat(negativeWeight);
  const gammas = f32x4.splat(gamma);
  const gradientScale = f32x4.splat(<f32>scale);
  const hardMargin = f32x4.splat(-hardLogit);
  const labels = i32x4.splat(label);
  const ends = i32x4.splat(classes);
  const starScale = f32x4.splat(power == STAR ? 1 / gamma : 1);
  let columns = i32x4(0, 1, 2, 3);
  let firstSums = f64x2.splat(0);
  let lastSums = f64x2.splat(0);
  let firstPlainSums = f64x2.splat(0);
  let lastPlainSums = f64x2.splat(0);
  let isHard = i32x4.splat(0);
  let faults = 0;
  for (let column = 0; column < classes; column += 4) {
    const element = row + ((<usize>column) << 2);
    const x = v128.load(logits + element);
    const own = i32x4.eq(columns, labels);
    let z = v128.xor(x, v128.andnot(SIGN, own));
    // Not taken by what compares false either, a NaN, nor past the row's end, where the next row's logits are read.
    const fine = f32x4.le(f32x4.abs(x), LARGEST_LOGIT);
    const inside = i32x4.lt_s(columns, ends);
    const taken = v128.and(fine, inside);
    if (!i32x4.all_true(taken)) {
      faults += popcnt(i32x4.bitmask(v128.andnot(inside, fine)));
      z = v128.bitselect(z, HARMLESS_MARGIN, taken);
    }
    isHard = v128.or(isHard, f32x4.le(z, hardMargin));

    let u: v128;
    if (power == STAR) {
      const highGamma = f32x4.splat(gammaHigh);
      const lowGamma = f32x4.splat(gammaLow);
      const betas = f32x4.splat(beta);
      const margin = f32x4.add(f32x4.mul(gammas, z), betas);
      const lost = lostOfStarMargin(highGamma, lowGamma, betas, z, margin);
      z = v128.bitselect(margin, HARMLESS_MARGIN, taken);
      const size = f32x4.pmin(f32x4.abs(z), f32x4.splat(88));
      u = expOfMinusSum(size, v128.xor(v128.and(lost, taken), v128.and(z, SIGN)));
    } else {
      u = expOfMinus(f32x4.abs(z));
    }
    const inverse = sharedInverse(u);
    const logarithm = log1p(u, inverse);
    const larger = inverseOfOnePlus(u, inverse);
    const smaller = f32x4.mul(u, larger);
    const isEasy = f32x4.gt(z, f32x4.splat(0));
    const crossEntropy = f32x4.add(logarithm, v128.andnot(f32x4.abs(z), isEasy));
    // q = sigmoid(-z), taken directly and never as 1 - p.
    const q = v128.bitselect(smaller, larger, isEasy);

    let weight = v128.bitselect(positive, negative, own);
    if (power == 1) weight = f32x4.mul(weight, q);
    else if (power == 2) weight = f32x4.mul(weight, f32x4.mul(q, q));
    else if (power == ANY_POWER)
      weight = f32x4.mul(weight, powerOfQ(f32x4.splat(gammaHigh), f32x4.splat(gammaLow), z, logarithm));
    let losses = f32x4.mul(weight, crossEntropy);
    if (power == STAR) losses = f32x4.mul(losses, starScale);
    firstSums = f64x2.add(firstSums, f64x2.promote_low_f32x4(losses));
    lastSums = f64x2.add(lastSums, f64x2.promote_low_f32x4(i64x2.shuffle(losses, losses, 1, 1)));

    if (plain != 0) {
      firstPlainSums = f64x2.add(firstPlainSums, f64x2.promote_low_f32x4(crossEntropy));
      const last = i64x2.shuffle(crossEntropy, crossEntropy, 1, 1);
      lastPlainSums = f64x2.add(lastPlainSums, f64x2.promote_low_f32x4(last));
    }

    if (gradient != 0) {
      let slope = q;
      if (power != 0 && power != STAR) {
        const p = v128.bitselect(larger, smaller, isEasy);
        slope = f32x4.add(slope, f32x4.mul(f32x4.mul(gammas, p), crossEntropy));
      }
      slope = f32x4.mul(slope, f32x4.mul(weight, gradientScale));
      // What is written past the row's end belongs to the next row, which comes later.
      v128.store(gradient + element, v128.xor(slope, v128.and(own, SIGN)));
    }
    columns = i32x4.add(columns, i32x4.splat(4));
  }
  storeLoss(perAnchor + at, f64x2.add(firstSums, lastSums));
  if (plain != 0) storeLoss(plain + at, f64x2.add(firstPlainSums, lastPlainSums));
  const backgroundCategory = v128.any_true(isHard) ? HARD_BACKGROUND : 0;
  store<i32>(categories + at, label >= 0 ? FOREGROUND : backgroundCategory);
  return faults;
}
