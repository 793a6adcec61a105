// Elementary functions of the losses. WGSL promises too little of its own exp, log and pow (exp: 3 + 2|x| units in
// the last place, log: an absolute 2^-21 around 1), so these are written out. Nothing here needs a subnormal, an
// infinity or a NaN to behave in any particular way. Software adapters take shifts, min and max apart lane by lane:
// hence the multiplication that moves bits, and the select.

const LOG2_E : f32 = 1.4426950408889634;
// ln 2 in two parts; the first has 10 bits, so that its product with an integer below 2^14 is exact.
const LN_2_HIGH : f32 = 0.693359375;
const LN_2_LOW : f32 = -2.1219444005469057e-4;
// Arguments are cut here, where the power of two below becomes exactly zero.
const EXP_LARGEST : f32 = 88.0;

// exp(-argument) for an argument in [0, 88], by Cody and Waite's reduction to exp(r) * 2^-power, |r| <= ln(2)/2, and
// a polynomial of degree 5 (fitted here, relative error 1.1e-7). Adding 2^23 brings the power into the lowest bits,
// from where multiplying by 2^23 moves it to the exponent's.
fn expOfMinus(argument : f32) -> f32 {
  let power = floor(argument * LOG2_E + 0.5);
  let r = (power * LN_2_HIGH - argument) + power * LN_2_LOW;
  let tail = ((8.31253e-3 * r + 4.189011e-2) * r + 0.16667114) * r + 0.49999232;
  let scale = bitcast<f32>(0x3f800000u - bitcast<u32>(power + 8388608.0) * 0x800000u);
  return ((tail * r + 1.0) * r + 1.0) * scale;
}

// A number of 0 or more as an argument that expOfMinus takes.
fn cutForExp(argument : f32) -> f32 {
  return select(argument, EXP_LARGEST, argument > EXP_LARGEST);
}

// What the losses need of one argument y.
struct SigmoidTerms {
  // softplus(y) = ln(1 + exp(y)), 0 or more.
  softplus : f32,
  // sigmoid(y) and sigmoid(-y), each computed directly and never as 1 minus the other.
  sigmoid : f32,
  complement : f32,
  // log1p(exp(-|y|)), in [0, ln 2].
  log1p : f32,
}

// All of them from y and u = exp(-|y|). log1p(u) = 2 atanh(s) with s = u / (2 + u) in [0, 1/3]: the odd series over
// s is a polynomial of degree 3 in s^2 (fitted here, relative error 2e-7), so that a small u loses nothing.
fn sigmoidTerms(y : f32, u : f32) -> SigmoidTerms {
  let larger = 1.0 / (1.0 + u);
  let smaller = u * larger;
  let s = u / (2.0 + u);
  let w = s * s;
  let log1p = s * (((0.33997471 * w + 0.39633815) * w + 0.66673558) * w + 2.0);
  let positive = y > 0.0;
  return SigmoidTerms(
    (y + abs(y)) * 0.5 + log1p,
    select(smaller, larger, positive),
    select(larger, smaller, positive),
    log1p,
  );
}
