// What kernels that search the largest of A values byte by byte have in common: the bits to compare, and counts of the
// anchors by their next byte.
#include "shared/targets.wgsl"

const THREADS : u32 = 64u;
const ANCHORS_PER_THREAD : u32 = 32u;
// Values of a byte.
const DIGITS : u32 = 256u;
// Levels of the value, from the highest byte down.
const VALUE_LEVELS : u32 = 4u;
const INFINITY_BITS : u32 = 0x7f800000u;

// Bits of the f32 values [A].
@group(0) @binding(0) var<storage, read> values : array<u32>;
// [DIGITS] anchors that agree with the search and have the byte next; cleared before, and by whoever reads them.
@group(0) @binding(4) var<storage, read_write> counts : array<atomic<u32>>;

// The counts of one workgroup; integers, so that the order of adding does not matter.
var<workgroup> localCounts : array<atomic<u32>, DIGITS>;
// All counts, for every thread to sum.
var<workgroup> allCounts : array<u32, DIGITS>;

// Minus zero counts as zero. NaN and numbers below 0 are greater than infinity.
fn bitsAt(anchor : u32) -> u32 {
  let bits = values[anchor];
  return select(bits, 0u, bits == SIGN_BIT);
}

// Adds a workgroup's counts to those of all; called by all of its threads, after the last count.
fn addLocalCounts(lane : u32) {
  workgroupBarrier();
  for (var digit = lane; digit < DIGITS; digit += THREADS) {
    let count = atomicLoad(&localCounts[digit]);
    if (count != 0u) {
      atomicAdd(&counts[digit], count);
    }
  }
}

// Takes the counts of a level into allCounts, clears them for the next one, and gives the thread's own; called by all
// threads of one workgroup, one a byte.
fn takeCounts(lane : u32) -> u32 {
  let own = atomicLoad(&counts[lane]);
  atomicStore(&counts[lane], 0u);
  allCounts[lane] = own;
  storageBarrier();
  workgroupBarrier();
  return own;
}
