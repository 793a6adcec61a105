// What each anchor is marked as by its target: a number that a heatmap draws, of which a cell shows the greatest.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

struct Marks {
  // A
  anchorCount : u32,
  // What anchors with a class, background and all others are marked as.
  foreground : f32,
  background : f32,
  ignored : f32,
}

@group(0) @binding(0) var<uniform> marks : Marks;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(1) var<storage, read> targets : array<i32>;
// The mark of each anchor [A].
@group(0) @binding(2) var<storage, read_write> marked : array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn markAnchors(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (anchor >= marks.anchorCount) {
    return;
  }
  let label = targets[anchor];
  let unmatched = select(marks.ignored, marks.background, label == BACKGROUND);
  marked[anchor] = select(unmatched, marks.foreground, label >= 0);
}
