// What comes before and after a dense loss: counts over its targets, and the sums of its anchors; and the bindings
// that these passes have in common with it.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"
#include "shared/fixed-order-sum.wgsl"

struct Shape {
  // A: anchors of the whole tensor.
  anchors : u32,
  // K: classes, the row length of logits and gradient.
  classes : u32,
}

struct Tally {
  // Anchors with a class, 0 <= target < K.
  foreground : atomic<u32>,
  // Targets that are neither a class nor -1 (background) nor -2 (ignored).
  bad : atomic<u32>,
  // Logits of anchors not ignored that are not finite or beyond 1e30.
  faults : atomic<u32>,
}

struct Totals {
  // Sum of perAnchor.
  total : f32,
  // Its share from anchors with a class.
  foreground : f32,
  // Its share from background anchors.
  background : f32,
  // The three counts of the tally.
  foregroundAnchors : u32,
  nonFinite : u32,
  badTargets : u32,
}

// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(2) var<storage, read> targets : array<i32>;
@group(0) @binding(4) var<uniform> shape : Shape;
// Loss per anchor [A], divided by the normaliser.
@group(0) @binding(6) var<storage, read_write> perAnchor : array<f32>;
@group(0) @binding(10) var<storage, read_write> tally : Tally;
// Sums of SUMMING_THREADS threads; x: foreground, y: background.
@group(0) @binding(11) var<storage, read_write> partials : array<CompensatedSum, SUMMING_THREADS>;
@group(0) @binding(12) var<storage, read_write> totals : Totals;

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
    sum = addLoss(sum, perAnchor[anchor], targets[anchor] >= 0);
  }
  partials[thread] = sum;
}

// Second level: one workgroup joins the partial sums, and gathers the counts.
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
  let sums = joinThreads(sum, local);
  if (local != 0u || flatWorkgroup(workgroupId, workgroupCount) != 0u) {
    return;
  }
  totals = Totals(
    sums.x + sums.y,
    sums.x,
    sums.y,
    atomicLoad(&tally.foreground),
    atomicLoad(&tally.faults),
    atomicLoad(&tally.bad),
  );
}
