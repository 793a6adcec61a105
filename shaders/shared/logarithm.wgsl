// Natural logarithms that keep their relative error near 1, where WGSL promises an absolute one alone.
#include "shared/numerics.wgsl"

// The bits of sqrt(1/2), where the significands of logOf begin.
const SQRT_HALF : u32 = 0x3f3504f3u;

// log((1 + excess) * 2^power) for an excess in [sqrt(1/2) - 1, sqrt(2) - 1]: 2 atanh(s) with s = excess / (2 + excess)
// of at most 0.1716, by its series up to s^9 (relative error 2e-9).
fn logReduced(excess : f32, power : f32) -> f32 {
  let s = excess / (2.0 + excess);
  let w = s * s;
  var tail = 0.2222222222222222;
  tail = tail * w + 0.2857142857142857;
  tail = tail * w + 0.4;
  tail = tail * w + 0.6666666666666666;
  return power * LN_2_HIGH + (2.0 * s + (s * w * tail + power * LN_2_LOW));
}

// log(value) for a normal positive number.
fn logOf(value : f32) -> f32 {
  let bits = bitcast<u32>(value);
  let power = bitcast<i32>(bits - SQRT_HALF) >> 23u;
  let significand = bitcast<f32>(bits - (bitcast<u32>(power) << 23u));
  return logReduced(significand - 1.0, f32(power));
}

// log(1 + value) for a value from 0 to 1e30, as exact for a small one as for a large one.
fn log1pOf(value : f32) -> f32 {
  if (value < 0.4140625) {
    return logReduced(value, 0.0);
  }
  return logOf(1.0 + value);
}
