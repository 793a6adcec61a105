// Sums of losses in a fixed order, in two levels: each of SUMMING_THREADS threads adds every SUMMING_THREADS-th anchor,
// and one workgroup joins what they leave.
#include "shared/compensated-sum.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Threads that walk over all anchors; each leaves one partial sum.
const SUMMING_THREADS : u32 = 1024u;

// Adds the loss of one anchor; x: of anchors with a class, y: of the others.
fn addLoss(sum : CompensatedSum, loss : f32, hasClass : bool) -> CompensatedSum {
  return addCompensated(sum, select(vec4f(0.0, loss, 0.0, 0.0), vec4f(loss, 0.0, 0.0, 0.0), hasClass));
}

// Sums (x, y) and errors (z, w) of the two that addLoss keeps. Software adapters clear such memory word by word, in code
// that takes longer to compile than all the rest.
var<workgroup> threadSums : array<vec4f, WORKGROUP_SIZE>;

// Joins the sums of all threads of a workgroup; only thread 0 gets the whole of it.
fn joinThreads(sum : CompensatedSum, local : u32) -> vec4f {
  threadSums[local] = vec4f(sum.sum.xy, sum.error.xy);
  workgroupBarrier();
  var joined = sum;
  if (local == 0u) {
    for (var thread = 1u; thread < WORKGROUP_SIZE; thread++) {
      let other = threadSums[thread];
      joined = joinCompensated(joined, CompensatedSum(vec4f(other.xy, vec2f()), vec4f(other.zw, vec2f())));
    }
  }
  return joined.sum + joined.error;
}
