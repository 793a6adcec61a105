// Moves the bytes that a loss with its gradient has to move, and does nothing with them: reads [A, K] logits and
// writes as many values. No pass over the logits that keeps its gradient can be much quicker.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

struct Size {
  // Four logits each, [A * K / 4] rounded up.
  quads : u32,
}

// Logits, four at a time.
@group(0) @binding(0) var<storage, read> logits : array<vec4f>;
@group(0) @binding(1) var<uniform> size : Size;
// As many values, the same.
@group(0) @binding(2) var<storage, read_write> copies : array<vec4f>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn copyLogits(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let quad = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (quad < size.quads) {
    copies[quad] = logits[quad];
  }
}
