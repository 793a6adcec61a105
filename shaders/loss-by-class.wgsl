// The dense loss summed by class: over the anchors whose class it is, and over all others. Two levels of sums in a
// fixed order, the same bits at every run.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"
#include "shared/loss-element.wgsl"
#include "shared/compensated-sum.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Threads that sum one class, each every STRIPES-th row of a chunk; each leaves one partial sum. The threads of
// neighbouring classes are neighbours, so that they read neighbouring words.
const STRIPES : u32 = 256u;

struct Shape {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
  // K: classes, the row length of logits.
  classes : u32,
  // 1 where an earlier chunk has left partial sums to go on from, else 0.
  continues : u32,
}

struct Partial {
  // x: losses of the anchors whose class it is; y: of the others. Without the normaliser.
  losses : CompensatedSum,
  // Anchors whose class it is.
  foreground : u32,
}

struct ClassLoss {
  // Losses of the anchors whose class it is, and of the others, without the normaliser.
  own : f32,
  others : f32,
  // Anchors whose class it is.
  foreground : u32,
}

struct ClassLosses {
  // 1 / normaliser, or 0 for max(1, anchors with a class): as it was asked for, to be applied by whoever reads this.
  scale : f32,
  // Logits of anchors not ignored that are not finite or beyond 1e30.
  nonFinite : u32,
  // [K]
  byClass : array<ClassLoss>,
}

// Logits [anchorCount, K] of the chunk, as the bits of f32.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(1) var<storage, read> targets : array<i32>;
@group(0) @binding(2) var<uniform> params : LossParams;
@group(0) @binding(3) var<uniform> shape : Shape;
// [STRIPES, K]
@group(0) @binding(4) var<storage, read_write> partials : array<Partial>;
@group(0) @binding(5) var<storage, read_write> found : ClassLosses;
// Logits that were left out because they are no numbers to work with; a count.
@group(0) @binding(6) var<storage, read_write> faults : atomic<u32>;

// Each thread adds up one class over its rows of the chunk.
@compute @workgroup_size(WORKGROUP_SIZE)
fn sumStripes(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let thread = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  let stripe = thread / shape.classes;
  if (stripe >= STRIPES) {
    return;
  }
  let column = thread - stripe * shape.classes;
  var partial = Partial();
  if (shape.continues != 0u) {
    partial = partials[thread];
  }
  var losses = partial.losses;
  var foreground = partial.foreground;
  for (var row = stripe; row < shape.anchorCount; row += STRIPES) {
    let label = targets[shape.firstAnchor + row];
    if (label != IGNORED && isKnownTarget(label, shape.classes)) {
      let own = label == i32(column);
      let loss = element(logits[row * shape.classes + column], own, params, 1.0).loss;
      losses = addCompensated(losses, select(vec4f(0.0, loss, 0.0, 0.0), vec4f(loss, 0.0, 0.0, 0.0), own));
      foreground += select(0u, 1u, own);
    }
  }
  partials[thread] = Partial(losses, foreground);
  if (faulty > 0u) {
    atomicAdd(&faults, faulty);
  }
}

// One thread a class joins its partial sums.
@compute @workgroup_size(WORKGROUP_SIZE)
fn joinStripes(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let column = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (column >= shape.classes) {
    return;
  }
  var losses = CompensatedSum();
  var foreground = 0u;
  for (var stripe = 0u; stripe < STRIPES; stripe++) {
    let partial = partials[stripe * shape.classes + column];
    losses = joinCompensated(losses, partial.losses);
    foreground += partial.foreground;
  }
  let joined = losses.sum + losses.error;
  found.byClass[column] = ClassLoss(joined.x, joined.y, foreground);
  if (column == 0u) {
    found.scale = params.scale;
    found.nonFinite = atomicLoad(&faults);
  }
}
