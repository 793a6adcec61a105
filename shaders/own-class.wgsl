// The values of the anchors whose own class is one class; 0 for all others, which a heatmap takes for none.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

struct OwnClass {
  // A
  anchorCount : u32,
  // The class whose anchors keep their values.
  classIndex : i32,
}

@group(0) @binding(0) var<uniform> ownClass : OwnClass;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(1) var<storage, read> targets : array<i32>;
// Any value per anchor [A].
@group(0) @binding(2) var<storage, read> values : array<f32>;
// The same, or 0 [A].
@group(0) @binding(3) var<storage, read_write> kept : array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn keepOwnClass(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (anchor < ownClass.anchorCount) {
    kept[anchor] = select(0.0, values[anchor], targets[anchor] == ownClass.classIndex);
  }
}
