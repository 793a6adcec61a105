// The few anchors of the largest values, exactly: a radix select from the highest byte down. Each level counts, among
// the anchors that agree with the bytes found so far, how many have each next byte; when the bytes of the value are
// used up, those of the index decide between equals. Far cheaper than a sort, since most anchors drop out at once and
// nothing moves.
#include "shared/dispatch.wgsl"
#include "shared/radix-select.wgsl"

// What may be taken, see Params.among.
const AMONG_FOREGROUND : u32 = 2u;
const AMONG_BACKGROUND : u32 = 3u;

struct Params {
  // A, at most as many as the buffers hold.
  anchorCount : u32,
  // How many are looked for, at most as many as the list holds.
  wanted : u32,
  // 0: all, targets are not read; 1: all but the ignored ones; 2: anchors with a class; 3: background.
  among : u32,
  // Bytes that hold every index.
  indexBytes : u32,
}

struct Search {
  // Levels done.
  level : u32,
  // How many are still to be found among those that agree with what follows.
  remaining : u32,
  // Bits of the smallest value taken, as far as its bytes are known.
  value : u32,
  // Complement of the largest index taken of that value, as far as its bytes are known.
  complement : u32,
  // 1 where all that agree are taken: no level is left to do.
  done : u32,
}

struct Entry {
  // Index of the anchor.
  anchor : u32,
  // Bits of its f32 value.
  bits : u32,
}

struct List {
  // Entries in use, in no order.
  count : atomic<u32>,
  // Keeps the entries at 8 bytes.
  padding : u32,
  // At least `wanted` of them.
  entries : array<Entry>,
}

// i32 [A]: class index, -1 background, -2 ignored.
@group(0) @binding(1) var<storage, read> targets : array<i32>;
// What is looked for.
@group(0) @binding(2) var<uniform> params : Params;
// How far the search has come; cleared before it.
@group(0) @binding(3) var<storage, read_write> search : Search;
// The same for those that only read it.
@group(0) @binding(6) var<storage, read> found : Search;
// What was found; the count is cleared before the search.
@group(0) @binding(5) var<storage, read_write> list : List;

// NaN and numbers below 0 are never taken, nor is what an unknown target stands for.
fn isEligible(anchor : u32, bits : u32) -> bool {
  if (bits > INFINITY_BITS) {
    return false;
  }
  if (params.among == 0u) {
    return true;
  }
  let label = targets[anchor];
  return (label >= 0 && params.among != AMONG_BACKGROUND) || (label == BACKGROUND && params.among != AMONG_FOREGROUND);
}

@compute @workgroup_size(THREADS)
fn countLevel(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  if (found.done != 0u) {
    return;
  }
  let level = found.level;
  let isOfValue = level < VALUE_LEVELS;
  let shift = 8u * select(VALUE_LEVELS + params.indexBytes - 1u - level, VALUE_LEVELS - 1u - level, isOfValue);
  // The bits above the byte that is looked at; none at the highest level of the value.
  let known = ~((255u << shift) | ((1u << shift) - 1u));
  let first = flatWorkgroup(workgroupId, workgroupCount) * (THREADS * ANCHORS_PER_THREAD);
  for (var turn = 0u; turn < ANCHORS_PER_THREAD; turn++) {
    let anchor = first + turn * THREADS + lane;
    if (anchor >= params.anchorCount) {
      break;
    }
    let bits = bitsAt(anchor);
    let word = select(~anchor, bits, isOfValue);
    let sought = select(found.complement, found.value, isOfValue);
    // What lies above the bytes of the index is the same in all complements.
    let agrees = (((word ^ sought) & known) == 0u || level == VALUE_LEVELS) && (isOfValue || bits == found.value);
    if (agrees && isEligible(anchor, bits)) {
      atomicAdd(&localCounts[(word >> shift) & 255u], 1u);
    }
  }
  addLocalCounts(lane);
}

// Finds the byte at which the wanted number is reached; one workgroup, a thread a byte.
@compute @workgroup_size(DIGITS)
fn pickDigit(@builtin(local_invocation_index) lane : u32) {
  let isOpen = search.done == 0u;
  let level = search.level;
  let remaining = select(search.remaining, params.wanted, level == 0u);
  let own = takeCounts(lane);
  var above = 0u;
  for (var digit = lane + 1u; digit < DIGITS; digit++) {
    above += allCounts[digit];
  }
  if (!isOpen) {
    return;
  }
  // Fewer than are wanted: all are taken, which an unknown smallest value of 0 says.
  if (lane == 0u && above + own <= remaining) {
    search.done = 1u;
  } else if (above < remaining && remaining <= above + own) {
    if (level < VALUE_LEVELS) {
      search.value |= lane << (8u * (VALUE_LEVELS - 1u - level));
    } else {
      if (level == VALUE_LEVELS && params.indexBytes < 4u) {
        search.complement = ~0u << (8u * params.indexBytes);
      }
      search.complement |= lane << (8u * (VALUE_LEVELS + params.indexBytes - 1u - level));
    }
    search.remaining = remaining - above;
    search.level = level + 1u;
    search.done = select(0u, 1u, remaining == above + own);
  }
}

// Lists what is at least as large as the smallest one taken.
@compute @workgroup_size(THREADS)
fn collectAnchors(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let first = flatWorkgroup(workgroupId, workgroupCount) * (THREADS * ANCHORS_PER_THREAD);
  for (var turn = 0u; turn < ANCHORS_PER_THREAD; turn++) {
    let anchor = first + turn * THREADS + lane;
    if (anchor >= params.anchorCount) {
      break;
    }
    let bits = bitsAt(anchor);
    let isTaken = bits > found.value || (bits == found.value && ~anchor >= found.complement);
    if (isTaken && isEligible(anchor, bits)) {
      let slot = atomicAdd(&list.count, 1u);
      if (slot < params.wanted) {
        list.entries[slot] = Entry(anchor, bits);
      }
    }
  }
}
