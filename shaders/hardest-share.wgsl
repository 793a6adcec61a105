// The smallest of the largest values, exactly, and what those make of the sum: which loss the hardest few per cent of
// the anchors begin at. A radix select from the highest byte down, as for a list of the hardest, but nothing is listed.
#include "shared/dispatch.wgsl"
#include "shared/radix-select.wgsl"
#include "shared/fixed-order-sum.wgsl"

// SUMMING_THREADS / WORKGROUP_SIZE
const SUMMING_WORKGROUPS : u32 = 16u;

struct Params {
  // A, at most as many as the buffers hold.
  anchorCount : u32,
  // How many are to be taken, 1 or more.
  wanted : u32,
}

struct Search {
  // Levels done.
  level : u32,
  // How many are still to be found among those that agree with what follows.
  remaining : u32,
  // Bits of the smallest value taken, as far as its bytes are known.
  least : u32,
  // Values taken: those equal to the smallest are all among them.
  count : u32,
  // Their sum.
  taken : f32,
  // The sum of all values.
  total : f32,
}

// What is looked for.
@group(0) @binding(1) var<uniform> params : Params;
// How far the search has come, and its end; cleared before it.
@group(0) @binding(2) var<storage, read_write> search : Search;
// The same for those that only read it.
@group(0) @binding(3) var<storage, read> found : Search;
// [SUMMING_WORKGROUPS] sum of the values taken (x) and of the others (y).
@group(0) @binding(5) var<storage, read_write> partials : array<vec4f>;
// [SUMMING_WORKGROUPS] how many were taken.
@group(0) @binding(6) var<storage, read_write> partialCounts : array<u32>;

// Values that one workgroup has taken.
var<workgroup> localTaken : atomic<u32>;

@compute @workgroup_size(THREADS)
fn countLevel(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let shift = 8u * (VALUE_LEVELS - 1u - found.level);
  // The bits above the byte that is looked at; none at the highest level.
  let known = ~((255u << shift) | ((1u << shift) - 1u));
  let first = flatWorkgroup(workgroupId, workgroupCount) * (THREADS * ANCHORS_PER_THREAD);
  for (var turn = 0u; turn < ANCHORS_PER_THREAD; turn++) {
    let anchor = first + turn * THREADS + lane;
    if (anchor >= params.anchorCount) {
      break;
    }
    let bits = bitsAt(anchor);
    if (((bits ^ found.least) & known) == 0u && bits <= INFINITY_BITS) {
      atomicAdd(&localCounts[(bits >> shift) & 255u], 1u);
    }
  }
  addLocalCounts(lane);
}

// Finds the byte at which the wanted number is reached; one workgroup, a thread a byte.
@compute @workgroup_size(DIGITS)
fn pickDigit(@builtin(local_invocation_index) lane : u32) {
  let level = search.level;
  let sought = select(search.remaining, params.wanted, level == 0u);
  let own = takeCounts(lane);
  var above = 0u;
  var all = 0u;
  for (var digit = 0u; digit < DIGITS; digit++) {
    all += allCounts[digit];
    above += select(0u, allCounts[digit], digit > lane);
  }
  // Fewer than are wanted: all are taken. None at all: nobody gets any further.
  let remaining = min(sought, all);
  if (above < remaining && remaining <= above + own) {
    search.least |= lane << (8u * (VALUE_LEVELS - 1u - level));
    search.remaining = remaining - above;
    search.level = level + 1u;
  }
}

// Adds up what is at least as large as the smallest one taken, and the rest.
@compute @workgroup_size(WORKGROUP_SIZE)
fn sumValues(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let group = flatWorkgroup(workgroupId, workgroupCount);
  var sum = CompensatedSum();
  var taken = 0u;
  for (var anchor = group * WORKGROUP_SIZE + local; anchor < params.anchorCount; anchor += SUMMING_THREADS) {
    let bits = bitsAt(anchor);
    if (bits <= INFINITY_BITS) {
      let isTaken = bits >= found.least;
      sum = addLoss(sum, bitcast<f32>(bits), isTaken);
      taken += select(0u, 1u, isTaken);
    }
  }
  atomicAdd(&localTaken, taken);
  let joined = joinThreads(sum, local);
  if (local == 0u && group < SUMMING_WORKGROUPS) {
    partials[group] = joined;
    partialCounts[group] = atomicLoad(&localTaken);
  }
}

// Joins the sums of all workgroups.
@compute @workgroup_size(1)
fn joinSums() {
  var sum = CompensatedSum();
  var count = 0u;
  for (var group = 0u; group < SUMMING_WORKGROUPS; group++) {
    sum = addCompensated(sum, partials[group]);
    count += partialCounts[group];
  }
  let joined = sum.sum + sum.error;
  search.count = count;
  search.taken = joined.x;
  search.total = joined.x + joined.y;
}
