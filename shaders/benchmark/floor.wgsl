// The least that a loss of logits computes: one exp and one log an element, the builtin ones, however rough they are
// on this adapter. With its stores it moves the bytes of a loss with gradient; without, those of a loss alone.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

// Whether a thread of sumTerms takes quads that lie side by side, as a software adapter likes them, or threads do.
override SIDE_BY_SIDE : bool = false;

struct Size {
  // Four logits each, [A * K / 4] rounded up.
  quads : u32,
  // How many of them a thread of sumTerms takes, and how many threads there are for that.
  quadsPerThread : u32,
  threads : u32,
}

// Logits, four at a time.
@group(0) @binding(0) var<storage, read> logits : array<vec4f>;
@group(0) @binding(1) var<uniform> size : Size;
// The term of every logit.
@group(0) @binding(2) var<storage, read_write> terms : array<vec4f>;
// [threads] sums of terms: the one small store that keeps the work from being left out.
@group(0) @binding(3) var<storage, read_write> sums : array<f32>;

fn termsOf(x : vec4f) -> vec4f {
  return log(1.0 + exp(-abs(x)));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn storeTerms(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let quad = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (quad < size.quads) {
    terms[quad] = termsOf(logits[quad]);
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn sumTerms(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let thread = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (thread >= size.threads) {
    return;
  }
  var first = thread;
  var step = size.threads;
  if (SIDE_BY_SIDE) {
    first = thread * size.quadsPerThread;
    step = 1u;
  }
  var sum = vec4f();
  for (var turn = 0u; turn < size.quadsPerThread; turn++) {
    let quad = first + turn * step;
    if (quad < size.quads) {
      sum += termsOf(logits[quad]);
    }
  }
  sums[thread] = (sum.x + sum.y) + (sum.z + sum.w);
}
