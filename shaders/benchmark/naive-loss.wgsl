// Focal loss the way it is first written down: one invocation an anchor, one logit at a time, the builtin functions,
// and the loss, its gradient and the sum in a pass each. The forms are stable, so that its answers are right.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
const SUMMING_THREADS : u32 = 256u;

struct Params {
  // A
  anchors : u32,
  // K
  classes : u32,
  // Focusing exponent, above 0.
  gamma : f32,
  // Weight of an element whose class the anchor has; the others weigh 1 - alpha.
  alpha : f32,
  // 1 / normaliser
  scale : f32,
}

// Logits [A, K], row-major.
@group(0) @binding(0) var<storage, read> logits : array<f32>;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(1) var<storage, read> targets : array<i32>;
@group(0) @binding(2) var<uniform> params : Params;
// Loss per anchor [A], divided by the normaliser.
@group(0) @binding(3) var<storage, read_write> perAnchor : array<f32>;
// d loss / d logits [A, K], divided by the normaliser.
@group(0) @binding(4) var<storage, read_write> gradient : array<f32>;
// The sum of perAnchor, one value.
@group(0) @binding(5) var<storage, read_write> total : array<f32>;

// One element: its margin z, weight, cross entropy softplus(-z) and q = sigmoid(-z).
struct Terms {
  // 1 for the anchor's own class, else -1.
  side : f32,
  // alpha or 1 - alpha, divided by the normaliser.
  weight : f32,
  // softplus(-z)
  crossEntropy : f32,
  // sigmoid(-z)
  q : f32,
}

fn termsOf(x : f32, own : bool) -> Terms {
  let side = select(-1.0, 1.0, own);
  let z = side * x;
  let weight = select(1.0 - params.alpha, params.alpha, own) * params.scale;
  return Terms(side, weight, max(-z, 0.0) + log(1.0 + exp(-abs(z))), 1.0 / (1.0 + exp(z)));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn computeLoss(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (anchor >= params.anchors) {
    return;
  }
  var sum = 0.0;
  if (targets[anchor] != -2) {
    for (var column = 0u; column < params.classes; column++) {
      let terms = termsOf(logits[anchor * params.classes + column], i32(column) == targets[anchor]);
      sum += terms.weight * pow(terms.q, params.gamma) * terms.crossEntropy;
    }
  }
  perAnchor[anchor] = sum;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn computeGradient(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (anchor >= params.anchors) {
    return;
  }
  for (var column = 0u; column < params.classes; column++) {
    let index = anchor * params.classes + column;
    var slope = 0.0;
    if (targets[anchor] != -2) {
      let terms = termsOf(logits[index], i32(column) == targets[anchor]);
      let steepness = params.gamma * (1.0 - terms.q) * terms.crossEntropy + terms.q;
      slope = -terms.side * terms.weight * pow(terms.q, params.gamma) * steepness;
    }
    gradient[index] = slope;
  }
}

var<workgroup> threadSums : array<f32, SUMMING_THREADS>;

@compute @workgroup_size(SUMMING_THREADS)
fn sumAnchors(@builtin(local_invocation_index) local : u32) {
  var sum = 0.0;
  for (var anchor = local; anchor < params.anchors; anchor += SUMMING_THREADS) {
    sum += perAnchor[anchor];
  }
  threadSums[local] = sum;
  workgroupBarrier();
  if (local == 0u) {
    var result = 0.0;
    for (var thread = 0u; thread < SUMMING_THREADS; thread++) {
      result += threadSums[thread];
    }
    total[0] = result;
  }
}
