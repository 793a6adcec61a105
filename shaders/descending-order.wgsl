// A stable radix sort, least significant digit first: the order of non-negative floats from the largest down, equals
// by index. Keys are worked on as the complement of their bits, so that ascending is descending. Every count and place
// is a sum of integers taken in a fixed way, and nothing races: the same keys give the same order at every run.
#include "shared/dispatch.wgsl"

const THREADS : u32 = 32u;
// Consecutive keys of one thread, read four at a time.
const FOURS_PER_THREAD : u32 = 16u;
// THREADS * FOURS_PER_THREAD * 4
const KEYS_PER_TILE : u32 = 2048u;
// Values of the seven bits that one round sorts by. Few rounds are worth much: moving the keys costs most of the time.
const DIGITS : u32 = 128u;
// A word of tallies holds two digits of one thread; one word more a row keeps threads out of one another's banks.
const DIGIT_PAIRS : u32 = 64u;
const ROW : u32 = 33u;
// DIGIT_PAIRS * ROW
const TALLY_WORDS : u32 = 2112u;
const SCAN_THREADS : u32 = 256u;
const SIGN_BIT : u32 = 0x80000000u;

struct Shape {
  // How many of the keys are sorted, at most as many as the buffer holds.
  keyCount : u32,
  // Runs of KEYS_PER_TILE keys that cover them; those past the end are filled up.
  tileCount : u32,
}

struct Round {
  // Place of the lowest of the seven bits, 0 to 28.
  shift : u32,
}

// Bits of the f32 keys [A].
@group(0) @binding(0) var<storage, read> keys : array<u32>;
// Sizes, the same for every round.
@group(0) @binding(1) var<uniform> shape : Shape;
// Which digit this round sorts by.
@group(0) @binding(2) var<uniform> turn : Round;
// Complements as the last round left them, KEYS_PER_TILE a tile.
@group(0) @binding(3) var<storage, read> complementsIn : array<vec4u>;
// The index that each came with.
@group(0) @binding(4) var<storage, read> indicesIn : array<vec4u>;
// Complements as this round leaves them.
@group(0) @binding(5) var<storage, read_write> complementsOut : array<u32>;
// Their indices.
@group(0) @binding(6) var<storage, read_write> indicesOut : array<u32>;
// [DIGITS, tiles] how many keys of the tile have the digit; after the scan the place of the first of them.
@group(0) @binding(7) var<storage, read_write> places : array<u32>;

// [digit pair, thread] how many of the thread's keys have each of the two digits, in 16 bits each; then how many keys
// of the digit come before the thread's next one.
var<workgroup> tallies : array<u32, TALLY_WORDS>;
// Where the tile's first key of each digit goes.
var<workgroup> firstPlaces : array<u32, DIGITS>;
// How many keys of the tile have each digit; integers, so that the order of adding does not matter.
var<workgroup> digitCounts : array<atomic<u32>, DIGITS>;
// Sums of the scan, in turn.
var<workgroup> sums : array<array<u32, SCAN_THREADS>, 2>;

fn digitOf(complement : u32) -> u32 {
  return (complement >> turn.shift) & (DIGITS - 1u);
}

fn countDigit(complement : u32) {
  atomicAdd(&digitCounts[digitOf(complement)], 1u);
}

// One key, of the thread alone.
fn tally(complement : u32, lane : u32) {
  let digit = digitOf(complement);
  tallies[(digit >> 1u) * ROW + lane] += 1u << ((digit & 1u) * 16u);
}

// Takes the complement of every key. A sign counts for nothing: a negative key, and so -0, is taken for 0. The filling
// sorts behind every key: equal to the smallest at most, with a higher index.
@compute @workgroup_size(THREADS)
fn takeKeys(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let first = flatWorkgroup(workgroupId, workgroupCount) * KEYS_PER_TILE;
  if (first >= shape.tileCount * KEYS_PER_TILE) {
    return;
  }
  for (var index = first + lane; index < first + KEYS_PER_TILE; index += THREADS) {
    var bits = 0u;
    if (index < shape.keyCount) {
      bits = keys[index];
    }
    complementsOut[index] = ~select(bits, 0u, bits >= SIGN_BIT);
    indicesOut[index] = index;
  }
}

// Counts the digits of every tile.
@compute @workgroup_size(THREADS)
fn countDigits(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let tile = flatWorkgroup(workgroupId, workgroupCount);
  if (tile >= shape.tileCount) {
    return;
  }
  // Nobody's counts are kept from an earlier tile: a workgroup's memory begins as zeros.
  let firstFour = tile * THREADS * FOURS_PER_THREAD + lane;
  for (var four = 0u; four < FOURS_PER_THREAD; four++) {
    let complements = complementsIn[firstFour + four * THREADS];
    countDigit(complements.x);
    countDigit(complements.y);
    countDigit(complements.z);
    countDigit(complements.w);
  }
  workgroupBarrier();
  for (var digit = lane; digit < DIGITS; digit += THREADS) {
    places[digit * shape.tileCount + tile] = atomicLoad(&digitCounts[digit]);
  }
}

// Turns counts into places, digit by digit and tile by tile within; one workgroup.
@compute @workgroup_size(SCAN_THREADS)
fn scanPlaces(@builtin(local_invocation_index) lane : u32) {
  let length = DIGITS * shape.tileCount;
  let share = (length + SCAN_THREADS - 1u) / SCAN_THREADS;
  let first = min(lane * share, length);
  let end = min(first + share, length);
  var sum = 0u;
  for (var index = first; index < end; index++) {
    sum += places[index];
  }
  var side = 0u;
  sums[0][lane] = sum;
  workgroupBarrier();
  for (var reach = 1u; reach < SCAN_THREADS; reach *= 2u) {
    var joined = sums[side][lane];
    if (lane >= reach) {
      joined += sums[side][lane - reach];
    }
    side = 1u - side;
    sums[side][lane] = joined;
    workgroupBarrier();
  }
  var place = sums[side][lane] - sum;
  for (var index = first; index < end; index++) {
    let count = places[index];
    places[index] = place;
    place += count;
  }
}

fn scatterOne(complement : u32, index : u32, lane : u32) {
  let digit = digitOf(complement);
  let half = (digit & 1u) * 16u;
  let word = (digit >> 1u) * ROW + lane;
  let before = tallies[word];
  tallies[word] = before + (1u << half);
  let place = firstPlaces[digit] + ((before >> half) & 0xffffu);
  complementsOut[place] = complement;
  indicesOut[place] = index;
}

// Moves every key to its place: a tile's keys of one digit lie together there, a few cache lines that all fill up.
@compute @workgroup_size(THREADS)
fn scatterKeys(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let tile = flatWorkgroup(workgroupId, workgroupCount);
  if (tile >= shape.tileCount) {
    return;
  }
  let firstFour = (tile * THREADS + lane) * FOURS_PER_THREAD;
  for (var four = firstFour; four < firstFour + FOURS_PER_THREAD; four++) {
    let complements = complementsIn[four];
    tally(complements.x, lane);
    tally(complements.y, lane);
    tally(complements.z, lane);
    tally(complements.w, lane);
  }
  for (var digit = lane; digit < DIGITS; digit += THREADS) {
    firstPlaces[digit] = places[digit * shape.tileCount + tile];
  }
  workgroupBarrier();
  // Both halves of a word at once: neither exceeds the keys of a tile.
  for (var pair = lane; pair < DIGIT_PAIRS; pair += THREADS) {
    var before = 0u;
    for (var word = pair * ROW; word < pair * ROW + THREADS; word++) {
      let count = tallies[word];
      tallies[word] = before;
      before += count;
    }
  }
  workgroupBarrier();
  for (var four = firstFour; four < firstFour + FOURS_PER_THREAD; four++) {
    let complements = complementsIn[four];
    let indices = indicesIn[four];
    scatterOne(complements.x, indices.x, lane);
    scatterOne(complements.y, indices.y, lane);
    scatterOne(complements.z, indices.z, lane);
    scatterOne(complements.w, indices.w, lane);
  }
}
