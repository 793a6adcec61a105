// One class by itself: its column of the [A, K] logits, and targets among that class alone. What is computed of the
// two with K = 1 is that class's part of what is computed of all.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

struct Chunk {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
  // K: classes, the row length of logits.
  classes : u32,
}

struct Column {
  // The class that is taken out.
  classIndex : u32,
}

// Logits [anchorCount, K] of the chunk, as the bits of f32.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(1) var<storage, read> targets : array<i32>;
@group(0) @binding(2) var<uniform> chunk : Chunk;
@group(0) @binding(3) var<uniform> column : Column;
// The class's logit of each anchor [A].
@group(0) @binding(4) var<storage, read_write> columnLogits : array<u32>;
// Its targets [A]: 0 where the anchor has the class, -1 where it has another or none, -2 ignored.
@group(0) @binding(5) var<storage, read_write> columnTargets : array<i32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn takeColumn(
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
  columnLogits[anchor] = logits[row * chunk.classes + column.classIndex];
  let other = select(IGNORED, BACKGROUND, isKnownTarget(label, chunk.classes) && label != IGNORED);
  columnTargets[anchor] = select(other, 0, label == i32(column.classIndex));
}
