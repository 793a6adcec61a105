// AssemblyScript. Elementary functions of the losses, four lanes at a time: those of shaders/shared/numerics.wgsl, with
// the same coefficients. WebAssembly has neither exp nor log.

const LOG2_E = f32x4.splat(1.4426950408889634);
// ln 2 in two parts; the first has 10 bits, so that its product with an integer below 2^14 is exact.
const LN_2_HIGH = f32x4.splat(0.693359375);
const LN_2_LOW = f32x4.splat(-2.1219444005469057e-4);
// 1.5 * 2^23: adding it rounds to the nearest whole number and leaves that in the lowest bits.
const ROUNDER = f32x4.splat(12582912);
// Arguments are cut here, where the power of two below becomes exactly zero.
const EXP_LARGEST = f32x4.splat(88);
const LEADING_BITS = i32x4.splat(0xfffff000);
const LARGEST_MARGIN = f32x4.splat(1000);
const ONE = f32x4.splat(1);
const TWO = f32x4.splat(2);

/** exp(-(high + low)) for high of 0 to 2e4, of which `low` is what its rounding lost; zero for sums past 88. */
export function expOfMinusSum(high: v128, low: v128): v128 {
  const cut = f32x4.pmin(f32x4.add(high, low), EXP_LARGEST);
  const shifted = f32x4.add(f32x4.mul(cut, LOG2_E), ROUNDER);
  const power = f32x4.sub(shifted, ROUNDER);
  const reduced = f32x4.sub(f32x4.sub(f32x4.mul(power, LN_2_HIGH), high), low);
  return expReduced(shifted, f32x4.add(reduced, f32x4.mul(power, LN_2_LOW)));
}

/** exp(-size), zero from 88 on, by Cody and Waite's reduction. */
export function expOfMinus(size: v128): v128 {
  const cut = f32x4.pmin(size, EXP_LARGEST);
  const shifted = f32x4.add(f32x4.mul(cut, LOG2_E), ROUNDER);
  const power = f32x4.sub(shifted, ROUNDER);
  const reduced = f32x4.sub(f32x4.mul(power, LN_2_HIGH), cut);
  return expReduced(shifted, f32x4.add(reduced, f32x4.mul(power, LN_2_LOW)));
}

/** exp(r) * 2^-power for |r| <= ln(2)/2, the power (0 to 127) in the lowest bits of `shifted`. */
function expReduced(shifted: v128, r: v128): v128 {
  let tail = f32x4.splat(1.381459878757596e-3);
  tail = f32x4.add(f32x4.mul(tail, r), f32x4.splat(8.368716575205326e-3));
  tail = f32x4.add(f32x4.mul(tail, r), f32x4.splat(4.166838899254799e-2));
  tail = f32x4.add(f32x4.mul(tail, r), f32x4.splat(0.1666652113199234));
  tail = f32x4.add(f32x4.mul(tail, r), f32x4.splat(0.4999999403953552));
  const scale = i32x4.sub(i32x4.splat(0x3f800000), i32x4.shl(shifted, 23));
  const sum = f32x4.add(ONE, f32x4.add(r, f32x4.mul(f32x4.mul(r, r), tail)));
  return f32x4.mul(sum, scale);
}

/** 1 / ((1 + u) (2 + u)): one division that serves both sigmoid and log1p. */
export function sharedInverse(u: v128): v128 {
  return f32x4.div(ONE, f32x4.mul(f32x4.add(ONE, u), f32x4.add(TWO, u)));
}

/** 1 / (1 + u) */
export function inverseOfOnePlus(u: v128, inverse: v128): v128 {
  return f32x4.mul(f32x4.add(TWO, u), inverse);
}

/** log1p(u) = 2 atanh(s) with s = u / (2 + u), for u of 0 to 1: the odd series, so that a small u loses nothing. */
export function log1p(u: v128, inverse: v128): v128 {
  const s = f32x4.mul(u, f32x4.mul(f32x4.add(ONE, u), inverse));
  const w = f32x4.mul(s, s);
  let tail = f32x4.splat(0.28024527430534363);
  tail = f32x4.add(f32x4.mul(tail, w), f32x4.splat(0.2799912691116333));
  tail = f32x4.add(f32x4.mul(tail, w), f32x4.splat(0.4002169966697693));
  tail = f32x4.add(f32x4.mul(tail, w), f32x4.splat(0.6666641235351562));
  return f32x4.add(f32x4.mul(TWO, s), f32x4.mul(f32x4.mul(s, w), tail));
}

/**
 * q^gamma = exp(-gamma * softplus(z)) with softplus(z) = max(z, 0) + log1p. `gammaHigh` and the leading part of z have
 * 12 bits each, so that the product of these is exact.
 */
export function powerOfQ(gammaHigh: v128, gammaLow: v128, z: v128, log1p: v128): v128 {
  const margin = f32x4.pmin(f32x4.pmax(z, f32x4.splat(0)), LARGEST_MARGIN);
  const marginHigh = v128.and(margin, LEADING_BITS);
  const marginLow = f32x4.sub(margin, marginHigh);
  const parts = f32x4.add(f32x4.mul(gammaHigh, marginLow), f32x4.mul(gammaLow, margin));
  const low = f32x4.add(parts, f32x4.mul(f32x4.add(gammaHigh, gammaLow), log1p));
  return expOfMinusSum(f32x4.mul(gammaHigh, marginHigh), low);
}

/** What rounding took from gamma * z + beta, whose rounded value is `sum`; for |z| up to 1e30 and gamma up to 10. */
export function lostOfStarMargin(gammaHigh: v128, gammaLow: v128, beta: v128, z: v128, sum: v128): v128 {
  const zHigh = v128.and(z, LEADING_BITS);
  const zLow = f32x4.sub(z, zHigh);
  const gamma = f32x4.add(gammaHigh, gammaLow);
  const product = f32x4.mul(gamma, z);
  let lost = f32x4.sub(f32x4.mul(gammaHigh, zHigh), product);
  lost = f32x4.add(lost, f32x4.add(f32x4.mul(gammaHigh, zLow), f32x4.mul(gammaLow, zHigh)));
  lost = f32x4.add(lost, f32x4.mul(gammaLow, zLow));
  const betaPart = f32x4.sub(sum, product);
  const productPart = f32x4.sub(sum, betaPart);
  const lostBySum = f32x4.add(f32x4.sub(product, productPart), f32x4.sub(beta, betaPart));
  const lostInAll = f32x4.add(lost, lostBySum);
  // Past 88 the loss is exactly 0 or the margin itself: nothing that was lost matters there.
  return v128.and(lostInAll, f32x4.lt(f32x4.abs(sum), EXP_LARGEST));
}
