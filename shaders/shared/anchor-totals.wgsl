// From the losses of single anchors to their total: the counts that a normaliser needs, and sums in a fixed order.
#include "shared/dispatch.wgsl"
#include "shared/fixed-order-sum.wgsl"

struct AnchorShape {
  // A: anchors of the whole tensor.
  anchors : u32,
  // K: classes besides the background.
  classes : u32,
}

struct TargetCounts {
  // Anchors with a class.
  foreground : u32,
  // Targets that mean nothing; their anchors count as ignored.
  bad : u32,
}

struct AtomicTargetCounts {
  // Anchors with a class.
  foreground : atomic<u32>,
  // Targets that mean nothing; their anchors count as ignored.
  bad : atomic<u32>,
}

struct Faults {
  // What was left out because it is no number to work with.
  nonFinite : atomic<u32>,
  // Anchors left out because a box of theirs has no area.
  badBoxes : atomic<u32>,
}

struct Totals {
  // Sum of perAnchor.
  total : f32,
  // Its share from anchors with a class.
  foreground : f32,
  // Its share from the others.
  background : f32,
  // Anchors with a class.
  foregroundAnchors : u32,
  // As in Faults and TargetCounts.
  nonFinite : u32,
  badTargets : u32,
  badBoxes : u32,
}

@group(0) @binding(10) var<uniform> anchorShape : AnchorShape;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(11) var<storage, read> targets : array<i32>;
// Loss per anchor [A], divided by the normaliser.
@group(0) @binding(12) var<storage, read_write> perAnchor : array<f32>;
@group(0) @binding(13) var<storage, read_write> tally : AtomicTargetCounts;
// The same buffer in the passes after the one that counts; a uniform, of which a stage may have more.
@group(0) @binding(14) var<uniform> targetCounts : TargetCounts;
@group(0) @binding(15) var<storage, read_write> faults : Faults;
// Sums of SUMMING_THREADS threads; x: foreground, y: background.
@group(0) @binding(16) var<storage, read_write> partials : array<CompensatedSum, SUMMING_THREADS>;
@group(0) @binding(17) var<storage, read_write> totals : Totals;

// Adds what one thread counted. Integer sums do not depend on the order of the atomics.
fn addToTally(foreground : u32, bad : u32) {
  if (foreground > 0u) {
    atomicAdd(&tally.foreground, foreground);
  }
  if (bad > 0u) {
    atomicAdd(&tally.bad, bad);
  }
}

// 1 / normaliser, given that or 0 for max(1, foreground anchors). A normaliser of 1 is exact: division is not
// promised to be.
fn lossScale(given : f32) -> f32 {
  if (given > 0.0) {
    return given;
  }
  if (targetCounts.foreground <= 1u) {
    return 1.0;
  }
  return 1.0 / f32(targetCounts.foreground);
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
  for (var anchor = thread; anchor < anchorShape.anchors; anchor += SUMMING_THREADS) {
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
    targetCounts.foreground,
    atomicLoad(&faults.nonFinite),
    targetCounts.bad,
    atomicLoad(&faults.badBoxes),
  );
}
