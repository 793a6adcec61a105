// Cross entropy and focal loss of one element, a logit and whether its class is the anchor's.
#include "shared/numerics.wgsl"
#include "shared/targets.wgsl"

// How q^gamma is taken: 0, 1, 2 for that whole exponent, 3 for any other.
override POWER : u32 = 3u;

// The bits of 1000, a margin whose loss and gradient are exactly zero.
const HARMLESS_MARGIN : u32 = 0x447a0000u;

struct LossParams {
  // Focusing exponent of focal loss, 0 to 10; 0 for cross entropy.
  gamma : f32,
  // gamma = gammaHigh + gammaLow, the first of at most 12 significant bits.
  gammaHigh : f32,
  gammaLow : f32,
  // Weight of an element whose class the anchor has, and of one that it has not; 1 and 1 when alpha is off.
  positiveWeight : f32,
  negativeWeight : f32,
  // 1 / normaliser, or 0 to divide by max(1, foreground anchors).
  scale : f32,
}

// Loss and d loss / d logit of one element.
struct Element {
  // Weighted, without the normaliser.
  loss : f32,
  // Divided by the normaliser; left out by the compiler where nobody uses it.
  gradient : f32,
}

// Faulty logits that this thread has met.
var<private> faulty : u32;

// `bits`: the logit; `own`: whether its class is the anchor's; `scale`: 1 / normaliser.
fn element(bits : u32, own : bool, params : LossParams, scale : f32) -> Element {
  let fault = isFaultyLogit(bits);
  faulty += select(0u, 1u, fault);
  let z = bitcast<f32>(select(select(bits ^ SIGN_BIT, bits, own), HARMLESS_MARGIN, fault));
  let terms = sigmoidTerms(z);
  var weight = select(params.negativeWeight, params.positiveWeight, own);
  if (POWER == 1u) {
    weight *= terms.q;
  } else if (POWER == 2u) {
    weight *= terms.q * terms.q;
  } else if (POWER == 3u) {
    weight *= powerOfQ(SplitExponent(params.gammaHigh, params.gammaLow), z, terms.log1p);
  }
  var slope = terms.q;
  if (POWER != 0u) {
    slope += params.gamma * terms.p * terms.crossEntropy;
  }
  slope *= weight * scale;
  return Element(weight * terms.crossEntropy, select(slope, -slope, own));
}
