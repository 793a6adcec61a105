// The dense losses of one element, a logit x and whether its class is the anchor's. With y = -x for the anchor's own
// class, y = x for the others and q = sigmoid(y):
//   cross entropy  loss = w * softplus(y)               |d loss / dx| = w * q
//   focal          loss = w * q^gamma * softplus(y)     |d loss / dx| = w * q^gamma * (gamma * (1 - q) * softplus(y) + q)
//   focal star     cross entropy of gamma * y - beta, the loss divided by gamma
// (Lin et al. 2017, equations 1 to 5, and appendix A with x_t = -y: p_t* = sigmoid(gamma * x_t + beta).)
#include "shared/numerics.wgsl"
#include "shared/targets.wgsl"

// Which loss: CROSS_ENTROPY, q^1, q^2, q to ANY_POWER, or FOCAL_STAR.
override POWER : u32 = 3u;

const CROSS_ENTROPY : u32 = 0u;
const ANY_POWER : u32 = 3u;
const FOCAL_STAR : u32 = 4u;

// The bits of -1000, an argument whose loss and gradient are exactly zero.
const HARMLESS_ARGUMENT : u32 = 0xc47a0000u;
// Arguments up to this size need no care: no fault, no exponential that underflows.
const PLAIN_RANGE : f32 = 87.0;
// 0x7fffffff less the bits of PLAIN_RANGE: added to the bits of a number without its sign, this sets the highest bit
// exactly where the number lies beyond that range.
const BEYOND_PLAIN : u32 = 0x3d51ffffu;

struct LossParams {
  // Focusing exponent of focal loss, 0 to 10; of focal star, above 0; 0 for cross entropy.
  gamma : f32,
  // Shift of focal star.
  beta : f32,
  // Weight of an element whose class the anchor has, and of one that it has not; 1 and 1 when alpha is off.
  positiveWeight : f32,
  negativeWeight : f32,
  // What losses are multiplied by besides: 1 / gamma for focal star, else 1.
  lossFactor : f32,
  // 1 / normaliser, or 0 to divide by max(1, foreground anchors).
  scale : f32,
}

// Loss of one element and the size of its slope, both without weight, factor and normaliser.
struct BareElement {
  loss : f32,
  slope : f32,
}

// `y`: the argument; `u`: exp(-|y|).
fn bareElement(y : f32, u : f32, gamma : f32) -> BareElement {
  let terms = sigmoidTerms(y, u);
  let q = terms.sigmoid;
  if (POWER == CROSS_ENTROPY || POWER == FOCAL_STAR) {
    return BareElement(terms.softplus, q);
  }
  var modulation = q;
  if (POWER == 2u) {
    modulation = q * q;
  }
  if (POWER == ANY_POWER) {
    // q^gamma = exp(-gamma * softplus(-y))
    modulation = expOfMinus(cutForExp(gamma * ((abs(y) - y) * 0.5 + terms.log1p)));
  }
  // A constant spares the loop a read.
  var exponent = f32(POWER);
  if (POWER == ANY_POWER) {
    exponent = gamma;
  }
  return BareElement(modulation * terms.softplus, modulation * (exponent * terms.complement * terms.softplus + q));
}

// An element whose argument is within PLAIN_RANGE.
fn plainElement(y : f32, gamma : f32) -> BareElement {
  return bareElement(y, expOfMinus(abs(y)), gamma);
}

// Loss and d loss / d logit of one element.
struct Element {
  // Weighted, without the normaliser.
  loss : f32,
  // Divided by the normaliser; left out by the compiler where nobody uses it.
  gradient : f32,
}

// Faulty logits that this thread has met in `element`.
var<private> faulty : u32;

// Any element. `bits`: the logit; `own`: whether its class is the anchor's; `scale`: 1 / normaliser.
fn element(bits : u32, own : bool, params : LossParams, scale : f32) -> Element {
  let fault = isFaultyLogit(bits);
  faulty += select(0u, 1u, fault);
  var y = bitcast<f32>(select(select(bits, bits ^ SIGN_BIT, own), HARMLESS_ARGUMENT, fault));
  if (POWER == FOCAL_STAR) {
    y = select(params.gamma * y - params.beta, bitcast<f32>(HARMLESS_ARGUMENT), fault);
  }
  let bare = bareElement(y, expOfMinus(cutForExp(abs(y))), params.gamma);
  let weight = select(params.negativeWeight, params.positiveWeight, own);
  let slope = bare.slope * (weight * scale);
  return Element(bare.loss * (weight * params.lossFactor), select(slope, -slope, own));
}
