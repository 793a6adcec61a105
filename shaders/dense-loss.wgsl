// Cross entropy and focal loss (Lin et al. 2017, equations 1 to 5) over [A, K] logits in one fused pass:
//   z = x for the anchor's own class, -x for the others;  q = sigmoid(-z);  p_t = 1 - q
//   loss = w * q^gamma * softplus(-z)
//   d loss / dx = -sign * w * q^gamma * (gamma * p_t * softplus(-z) + q)
// per anchor summed over its K classes, all divided by the normaliser.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"
#include "shared/loss-element.wgsl"
#include "shared/compensated-sum.wgsl"

// Threads that share an anchor, a power of two up to 64: 1 needs no barrier, 16 reads rows in whole segments.
override LANES_PER_ANCHOR : u32 = 1u;
override WRITES_GRADIENT : bool = false;

const WORKGROUP_SIZE : u32 = 64u;
// Threads that sum the anchors; each leaves one partial sum.
const SUMMING_THREADS : u32 = 1024u;

struct Shape {
  // A: anchors of the whole tensor.
  anchors : u32,
  // K: classes, the row length of logits and gradient.
  classes : u32,
}

struct Chunk {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
}

struct TargetCounts {
  // Anchors with a class, 0 <= target < K.
  foreground : u32,
  // Targets that are neither a class nor -1 (background) nor -2 (ignored).
  bad : u32,
}

struct AtomicTargetCounts {
  // Anchors with a class, 0 <= target < K.
  foreground : atomic<u32>,
  // Targets that are neither a class nor -1 (background) nor -2 (ignored).
  bad : atomic<u32>,
}

struct Totals {
  // Sum of perAnchor.
  total : f32,
  // Its share from anchors with a class.
  foreground : f32,
  // Its share from background anchors.
  background : f32,
  // Anchors with a class.
  foregroundAnchors : u32,
  // Logits of anchors not ignored that are not finite or beyond 1e30.
  nonFinite : u32,
  // Targets outside [-2, K).
  badTargets : u32,
}

// Logits [anchorCount, K] of the chunk, as the bits of f32, so that no rule about NaN comes near them.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
// The same four at a time, [anchorCount, K / 4], where K is a multiple of 4: far quicker to read.
@group(0) @binding(1) var<storage, read> logitQuads : array<vec4u>;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(2) var<storage, read> targets : array<i32>;
@group(0) @binding(3) var<uniform> params : LossParams;
@group(0) @binding(4) var<uniform> shape : Shape;
@group(0) @binding(5) var<uniform> chunk : Chunk;
// Loss per anchor [A], divided by the normaliser.
@group(0) @binding(6) var<storage, read_write> perAnchor : array<f32>;
// d loss / d logits [anchorCount, K] of the chunk, divided by the normaliser.
@group(0) @binding(7) var<storage, read_write> gradient : array<f32>;
// The same four at a time.
@group(0) @binding(8) var<storage, read_write> gradientQuads : array<vec4f>;
// Counts over the targets, written by countTargets, read by the passes after it.
@group(0) @binding(9) var<storage, read_write> tally : AtomicTargetCounts;
@group(0) @binding(10) var<storage, read> targetCounts : TargetCounts;
// Logits that were left out because they are no numbers to work with; a count.
@group(0) @binding(11) var<storage, read_write> faults : atomic<u32>;
// Sums of SUMMING_THREADS threads; x: foreground, y: background.
@group(0) @binding(12) var<storage, read_write> partials : array<CompensatedSum, SUMMING_THREADS>;
@group(0) @binding(13) var<storage, read_write> totals : Totals;

// Counts foreground anchors and bad targets. Integer sums do not depend on the order of the atomics.
@compute @workgroup_size(WORKGROUP_SIZE)
fn countTargets(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let thread = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (thread >= SUMMING_THREADS) {
    return;
  }
  var foreground = 0u;
  var bad = 0u;
  for (var anchor = thread; anchor < shape.anchors; anchor += SUMMING_THREADS) {
    let label = targets[anchor];
    let known = isKnownTarget(label, shape.classes);
    foreground += select(0u, 1u, known && label >= 0);
    bad += select(1u, 0u, known);
  }
  if (foreground > 0u) {
    atomicAdd(&tally.foreground, foreground);
  }
  if (bad > 0u) {
    atomicAdd(&tally.bad, bad);
  }
}

// 1 / normaliser. A normaliser of 1 is exact: division is not promised to be.
fn lossScale() -> f32 {
  if (params.scale > 0.0) {
    return params.scale;
  }
  let foreground = targetCounts.foreground;
  if (foreground <= 1u) {
    return 1.0;
  }
  return 1.0 / f32(foreground);
}

// What one invocation of the loss kernels works on.
struct Place {
  // Row of the chunk, and whether there is such a row.
  index : u32,
  exists : bool,
  // The class of its anchor, -1 for background, -2 where nothing is to be summed.
  label : i32,
  // Which of the anchor's threads this is.
  lane : u32,
}

fn placeOf(flatIndex : u32, local : u32) -> Place {
  let index = flatIndex * (WORKGROUP_SIZE / LANES_PER_ANCHOR) + local / LANES_PER_ANCHOR;
  let exists = index < chunk.anchorCount;
  var label = IGNORED;
  if (exists) {
    label = targets[chunk.firstAnchor + index];
  }
  return Place(index, exists, select(IGNORED, label, isKnownTarget(label, shape.classes)), local % LANES_PER_ANCHOR);
}

var<workgroup> laneSums : array<f32, WORKGROUP_SIZE>;

// Joins the sums of an anchor's lanes pair by pair and stores the anchor's loss; called by all threads.
fn storeAnchorLoss(place : Place, local : u32, laneSum : f32) {
  var sum = laneSum;
  if (LANES_PER_ANCHOR > 1u) {
    laneSums[local] = sum;
    for (var distance = LANES_PER_ANCHOR / 2u; distance > 0u; distance /= 2u) {
      workgroupBarrier();
      if (place.lane < distance) {
        laneSums[local] += laneSums[local + distance];
      }
    }
    sum = laneSums[local];
  }
  if (place.exists && place.lane == 0u) {
    perAnchor[chunk.firstAnchor + place.index] = sum;
  }
  if (faulty > 0u) {
    atomicAdd(&faults, faulty);
  }
}

// Loss and gradient of one chunk of anchors, for any K.
@compute @workgroup_size(WORKGROUP_SIZE)
fn denseLossBySingles(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let place = placeOf(flatWorkgroup(workgroupId, workgroupCount), local);
  let scale = lossScale();
  let row = place.index * shape.classes;
  var sum = 0.0;
  if (place.label != IGNORED) {
    for (var column = place.lane; column < shape.classes; column += LANES_PER_ANCHOR) {
      let found = element(logits[row + column], i32(column) == place.label, params, scale);
      sum += found.loss;
      if (WRITES_GRADIENT) {
        gradient[row + column] = found.gradient;
      }
    }
  } else if (WRITES_GRADIENT && place.exists) {
    for (var column = place.lane; column < shape.classes; column += LANES_PER_ANCHOR) {
      gradient[row + column] = 0.0;
    }
  }
  storeAnchorLoss(place, local, sum * scale);
}

// The same where K is a multiple of 4: each step takes four logits.
@compute @workgroup_size(WORKGROUP_SIZE)
fn denseLossByQuads(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let place = placeOf(flatWorkgroup(workgroupId, workgroupCount), local);
  let scale = lossScale();
  let quads = shape.classes / 4u;
  let row = place.index * quads;
  var sum = 0.0;
  if (place.label != IGNORED) {
    for (var quad = place.lane; quad < quads; quad += LANES_PER_ANCHOR) {
      let bits = logitQuads[row + quad];
      let own = place.label - i32(quad * 4u);
      let first = element(bits.x, own == 0, params, scale);
      let second = element(bits.y, own == 1, params, scale);
      let third = element(bits.z, own == 2, params, scale);
      let fourth = element(bits.w, own == 3, params, scale);
      sum += (first.loss + second.loss) + (third.loss + fourth.loss);
      if (WRITES_GRADIENT) {
        gradientQuads[row + quad] = vec4f(first.gradient, second.gradient, third.gradient, fourth.gradient);
      }
    }
  } else if (WRITES_GRADIENT && place.exists) {
    for (var quad = place.lane; quad < quads; quad += LANES_PER_ANCHOR) {
      gradientQuads[row + quad] = vec4f();
    }
  }
  storeAnchorLoss(place, local, sum * scale);
}

// First level of the total: each thread sums every SUMMING_THREADS-th anchor.
@compute @workgroup_size(WORKGROUP_SIZE)
fn sumAnchors(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let thread = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (thread >= SUMMING_THREADS) {
    return;
  }
  var sum = CompensatedSum();
  for (var anchor = thread; anchor < shape.anchors; anchor += SUMMING_THREADS) {
    let loss = perAnchor[anchor];
    sum = addCompensated(sum, select(vec4f(0.0, loss, 0.0, 0.0), vec4f(loss, 0.0, 0.0, 0.0), targets[anchor] >= 0));
  }
  partials[thread] = sum;
}

var<workgroup> threadSums : array<CompensatedSum, WORKGROUP_SIZE>;

// Second level: one workgroup joins the partial sums in a fixed order, and gathers the counts.
@compute @workgroup_size(WORKGROUP_SIZE)
fn sumTotals(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  var sum = CompensatedSum();
  for (var partial = local; partial < SUMMING_THREADS; partial += WORKGROUP_SIZE) {
    sum = joinCompensated(sum, partials[partial]);
  }
  threadSums[local] = sum;
  workgroupBarrier();
  if (local != 0u || flatWorkgroup(workgroupId, workgroupCount) != 0u) {
    return;
  }
  for (var thread = 1u; thread < WORKGROUP_SIZE; thread++) {
    sum = joinCompensated(sum, threadSums[thread]);
  }
  let result = sum.sum + sum.error;
  totals = Totals(
    result.x + result.y,
    result.x,
    result.y,
    targetCounts.foreground,
    atomicLoad(&faults),
    targetCounts.bad,
  );
}
