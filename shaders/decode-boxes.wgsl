// Boxes of all anchors from the deltas of a head: centre + delta * size, size * exp(min(delta, bound)); or corner +
// delta * size, as the coding says.
#include "shared/dispatch.wgsl"
#include "shared/box-coding.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

struct Params {
  // How deltas code boxes.
  coding : BoxCoding,
  // A
  anchors : u32,
}

// [A] deltas of the coding, as the bits of f32, so that no rule about NaN comes near them.
@group(0) @binding(0) var<storage, read> deltas : array<vec4u>;
// [A] corners (x0, y0, x1, y1) in pixels of the input.
@group(0) @binding(1) var<storage, read> anchorBoxes : array<vec4f>;
@group(0) @binding(2) var<uniform> params : Params;
// [A] corners of the decoded boxes in pixels of the input, not cut at its edges.
@group(0) @binding(3) var<storage, read_write> boxes : array<vec4f>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn decodeBoxes(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (anchor >= params.anchors) {
    return;
  }
  let bits = deltas[anchor];
  if (hasFaultyDelta(bits)) {
    boxes[anchor] = vec4f();
    return;
  }
  let coding = params.coding;
  let delta = bitcast<vec4f>(bits) * coding.inverseWeights;
  let corners = anchorBoxes[anchor];
  let size = corners.zw - corners.xy + coding.extraPixel;
  if (coding.corners == 1u) {
    boxes[anchor] = vec4f(corners.xy + size * delta.xy, corners.zw + size * delta.zw);
    return;
  }
  let centre = corners.xy + size * (0.5 + delta.xy);
  let halfSize = 0.5 * size * vec2f(sizeFactor(delta.z, coding), sizeFactor(delta.w, coding));
  boxes[anchor] = vec4f(centre - halfSize, centre + halfSize - coding.extraPixel);
}
