// Takes background anchors out of the loss where a crowd region covers them: an object there may be one that nobody
// has outlined. An anchor is covered when at least half of its own area lies in one region (the COCO evaluation's
// overlap with crowds, which divides by the smaller side's own area alone).
#include "shared/dispatch.wgsl"
#include "shared/rounded-iou.wgsl"
#include "shared/targets.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

struct Params {
  // A, at most as many as the buffers hold.
  anchorCount : u32,
  // C, at most as many as the buffer holds.
  regionCount : u32,
  // Always 0; see keepRounding.
  zero : u32,
}

// [A] corners (x0, y0, x1, y1) in pixels of the input.
@group(0) @binding(0) var<storage, read> anchors : array<vec4f>;
// [C] corners of the crowd regions.
@group(0) @binding(1) var<storage, read> regions : array<vec4f>;
@group(0) @binding(2) var<uniform> params : Params;
// [A] class index, -1 background, -2 ignored; some of the -1 become -2.
@group(0) @binding(3) var<storage, read_write> targets : array<i32>;

// Twice the area that an anchor shares with a region against its own; each product rounded as the twin rounds it.
fn isCovered(anchor : vec4f, region : vec4f) -> bool {
  let size = max(min(anchor.zw, region.zw) - max(anchor.xy, region.xy), vec2f());
  let own = anchor.zw - anchor.xy;
  let overlap = keepRounding(size.x * size.y, params.zero);
  return overlap > 0.0 && 2.0 * overlap >= keepRounding(own.x * own.y, params.zero);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn ignoreCrowds(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (anchor >= params.anchorCount || targets[anchor] != BACKGROUND) {
    return;
  }
  for (var region = 0u; region < params.regionCount; region++) {
    if (isCovered(anchors[anchor], regions[region])) {
      targets[anchor] = IGNORED;
      return;
    }
  }
}
