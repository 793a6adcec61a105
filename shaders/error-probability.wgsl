// How wrong each anchor is, 1 - p_t: of its own class where it has one, for background of the class that is most
// wrong, that is of the smallest p_t over the K classes. 0 for ignored anchors, and where no logit is a number.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Beyond it a sigmoid is no different in float32, and the exponential stays finite.
const FARTHEST_LOGIT : f32 = 87.0;

struct Chunk {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
  // K: classes, the row length of logits.
  classes : u32,
}

// Logits [anchorCount, K] of the chunk, as the bits of f32.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(1) var<storage, read> targets : array<i32>;
@group(0) @binding(2) var<uniform> chunk : Chunk;
// 1 - p_t of each anchor [A].
@group(0) @binding(3) var<storage, read_write> errors : array<f32>;

fn sigmoid(logit : f32) -> f32 {
  return 1.0 / (1.0 + exp(-clamp(logit, -FARTHEST_LOGIT, FARTHEST_LOGIT)));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn findErrors(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let row = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (row >= chunk.anchorCount) {
    return;
  }
  let anchor = chunk.firstAnchor + row;
  let label = targets[anchor];
  let start = row * chunk.classes;
  var worst = -FARTHEST_LOGIT;
  var isFound = false;
  if (label >= 0 && isKnownTarget(label, chunk.classes)) {
    let bits = logits[start + u32(label)];
    isFound = !isFaultyLogit(bits);
    worst = -bitcast<f32>(select(bits, 0u, isFaultyLogit(bits)));
  } else if (label == BACKGROUND) {
    for (var column = 0u; column < chunk.classes; column++) {
      let bits = logits[start + column];
      if (!isFaultyLogit(bits)) {
        isFound = true;
        worst = max(worst, bitcast<f32>(bits));
      }
    }
  }
  errors[anchor] = select(0.0, sigmoid(worst), isFound);
}
