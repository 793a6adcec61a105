// Online hard example mining: which anchors take part and how hard they are, and, when it is known which of them
// survive the suppression, which are selected.
#include "shared/dispatch.wgsl"
#include "shared/ohem-records.wgsl"
#include "shared/targets.wgsl"

const THREADS : u32 = 64u;
const INFINITY_BITS : u32 = 0x7f800000u;
// The bits of 1e7. Within it, what is computed of a box stays far from both ends of float32.
const FARTHEST_BITS : u32 = 0x4b189680u;

struct Selection {
  // Entries of `anchors` in use: those that have a class and those that are background.
  foreground : u32,
  background : u32,
  // Selected anchors, largest loss first.
  anchors : array<u32>,
}

// Bits of the f32 loss of each anchor [A].
@group(0) @binding(0) var<storage, read> losses : array<u32>;
// Bits of the corners (x0, y0, x1, y1) in pixels [A, 4].
@group(0) @binding(1) var<storage, read> boxes : array<vec4u>;
// i32 [A]: class index, -1 background, -2 ignored.
@group(0) @binding(2) var<storage, read> targets : array<i32>;
// Counts and threshold.
@group(0) @binding(3) var<uniform> params : OhemParams;
// [A] what the order is sorted by: bits of the loss plus 1, 0 for anchors that do not take part.
@group(0) @binding(4) var<storage, read_write> keys : array<u32>;
// How far the work has come; cleared before it.
@group(0) @binding(5) var<storage, read_write> state : OhemState;
// [A] survivors, largest loss first.
@group(0) @binding(7) var<storage, read_write> survivors : array<OhemSurvivor>;
// u32 [A]: 1 where selected, else 0.
@group(0) @binding(12) var<storage, read_write> selected : array<u32>;
// i32 [A]: the target where selected, else -2.
@group(0) @binding(13) var<storage, read_write> selectedTargets : array<i32>;
// What is read back; its counts are cleared before.
@group(0) @binding(14) var<storage, read_write> selection : Selection;

// What a workgroup counts: anchors that take part, and those that have a class.
var<workgroup> localEligible : atomic<u32>;
var<workgroup> localPositives : atomic<u32>;

// Whether a box takes part: its coordinates are finite, and no farther than 1e7 pixels off.
fn isBounded(corners : vec4u) -> bool {
  return all((corners & vec4u(~SIGN_BIT)) <= vec4u(FARTHEST_BITS));
}

// Prepares the keys, and selects nothing yet.
@compute @workgroup_size(THREADS)
fn scoreAnchors(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * THREADS + lane;
  if (anchor < params.anchorCount) {
    let bits = losses[anchor];
    let label = targets[anchor];
    let isEligible = label >= BACKGROUND && (bits & ~SIGN_BIT) < INFINITY_BITS && isBounded(boxes[anchor]);
    keys[anchor] = select(0u, select(bits, 0u, bits >= SIGN_BIT) + 1u, isEligible);
    selected[anchor] = 0u;
    selectedTargets[anchor] = IGNORED;
    if (isEligible) {
      atomicAdd(&localEligible, 1u);
      atomicAdd(&localPositives, select(0u, 1u, label >= 0));
    }
  }
  workgroupBarrier();
  if (lane == 0u) {
    atomicAdd(&state.eligible, atomicLoad(&localEligible));
    atomicAdd(&state.eligiblePositives, atomicLoad(&localPositives));
  }
}

// How many of each kind are selected.
struct Share {
  // Anchors with a class.
  positives : u32,
  // Background.
  negatives : u32,
}

fn shareOut() -> Share {
  let few = min(state.survivors, params.wanted);
  if (few == 0u) {
    return Share(0u, 0u);
  }
  let last = survivors[few - 1u];
  let positivesAmongFirst = last.positivesBefore + select(0u, 1u, targets[last.anchor] >= 0);
  if (params.negativesPerPositive == 0u) {
    return Share(positivesAmongFirst, few - positivesAmongFirst);
  }
  let quota = (params.wanted + params.negativesPerPositive) / (1u + params.negativesPerPositive);
  let positives = max(positivesAmongFirst, min(state.positives, quota));
  let negatives = min(params.wanted - positives, params.negativesPerPositive * positives);
  return Share(positives, min(negatives, state.survivors - state.positives));
}

// Selects the hardest survivors of each kind; the first of a kind are the hardest.
@compute @workgroup_size(THREADS)
fn markSelection(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let place = flatWorkgroup(workgroupId, workgroupCount) * THREADS + lane;
  if (place >= state.survivors) {
    return;
  }
  let share = shareOut();
  if (place == 0u) {
    selection.foreground = share.positives;
    selection.background = share.negatives;
  }
  let survivor = survivors[place];
  let label = targets[survivor.anchor];
  let positives = survivor.positivesBefore;
  let negatives = place - positives;
  let isOfShare = (label >= 0 && positives < share.positives) || (label < 0 && negatives < share.negatives);
  if (isOfShare) {
    selected[survivor.anchor] = 1u;
    selectedTargets[survivor.anchor] = label;
    selection.anchors[min(positives, share.positives) + min(negatives, share.negatives)] = survivor.anchor;
  }
}
