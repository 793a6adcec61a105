// Elementary functions of the losses. WGSL promises too little of its own exp, log and pow (exp: 3 + 2|x| units in
// the last place, log: an absolute 2^-21 around 1), so these are written out. Nothing here needs a subnormal, an
// infinity or a NaN to behave in any particular way.

const LOG2_E : f32 = 1.4426950408889634;
// ln 2 in two parts; the first has 10 bits, so that its product with an integer below 2^14 is exact.
const LN_2_HIGH : f32 = 0.693359375;
const LN_2_LOW : f32 = -2.1219444005469057e-4;
// Arguments are cut here, where the power of two below becomes exactly zero.
const EXP_LARGEST : f32 = 88.0;

// exp(r) * 2^-power for |r| <= ln(2)/2 and a whole power of 0 to 127: a polynomial of degree 6 (fitted here,
// relative error 3e-9). Adding 2^23 brings the power into the lowest bits, from where it moves to the exponent's.
fn expReduced(power : f32, r : f32) -> f32 {
  var tail = 1.381459878757596e-3;
  tail = tail * r + 8.368716575205326e-3;
  tail = tail * r + 4.166838899254799e-2;
  tail = tail * r + 0.1666652113199234;
  tail = tail * r + 0.4999999403953552;
  let scale = bitcast<f32>(0x3f800000u - (bitcast<u32>(power + 8388608.0) << 23u));
  return (1.0 + (r + r * r * tail)) * scale;
}

// exp(-argument) for an argument in [0, 88], by Cody and Waite's reduction.
fn expOfMinus(argument : f32) -> f32 {
  let power = floor(argument * LOG2_E + 0.5);
  return expReduced(power, (power * LN_2_HIGH - argument) + power * LN_2_LOW);
}

// exp(-(high + low)) for high and low in [0, 2e4]; zero for sums past 88. `high` holds the part of the argument that
// is known exactly, so that rounding the sum costs nothing.
fn expOfMinusSum(high : f32, low : f32) -> f32 {
  let power = floor(min(high + low, EXP_LARGEST) * LOG2_E + 0.5);
  return expReduced(power, ((power * LN_2_HIGH - high) - low) + power * LN_2_LOW);
}

// What the losses need of one margin z (the logit, its sign turned for a negative target).
struct SigmoidTerms {
  // Cross entropy softplus(-z), 0 or more.
  crossEntropy : f32,
  // q = sigmoid(-z), computed directly and never as 1 - p.
  q : f32,
  // p_t = sigmoid(z)
  p : f32,
  // log1p(exp(-|z|)), in [0, ln 2].
  log1p : f32,
}

// All of them from u = exp(-|z|). log1p(u) = 2 atanh(s) with s = u / (2 + u) in [0, 1/3]: the odd series over s is a
// polynomial of degree 3 in s^2 (fitted here, relative error 5e-9), so that a small u loses nothing. One division
// serves 1 / (1 + u) and s.
fn sigmoidTerms(z : f32) -> SigmoidTerms {
  let size = abs(z);
  let u = expOfMinus(min(size, EXP_LARGEST));
  let inverse = 1.0 / ((1.0 + u) * (2.0 + u));
  let larger = (2.0 + u) * inverse;
  let smaller = u * larger;
  let s = u * ((1.0 + u) * inverse);
  let w = s * s;
  var tail = 0.28024527430534363;
  tail = tail * w + 0.2799912691116333;
  tail = tail * w + 0.4002169966697693;
  tail = tail * w + 0.6666641235351562;
  let log1p = 2.0 * s + s * w * tail;
  let positive = z > 0.0;
  return SigmoidTerms(
    select(size + log1p, log1p, positive),
    select(larger, smaller, positive),
    select(smaller, larger, positive),
    log1p,
  );
}

// An exponent in two parts whose sum it is; `high` has at most 12 significant bits.
struct SplitExponent {
  high : f32,
  low : f32,
}

// q^exponent = exp(-exponent * softplus(z)) for an exponent of 0 to 10, softplus(z) = max(z, 0) + log1p. The large
// product exponent * z is taken apart by masking bits, so that its leading part is exact with or without fused
// operations.
fn powerOfQ(exponent : SplitExponent, z : f32, log1p : f32) -> f32 {
  let margin = clamp(z, 0.0, 1000.0);
  let marginHigh = bitcast<f32>(bitcast<u32>(margin) & 0xfffff000u);
  let marginLow = margin - marginHigh;
  let low = (exponent.high * marginLow + exponent.low * margin) + (exponent.high + exponent.low) * log1p;
  return expOfMinusSum(exponent.high * marginHigh, low);
}
