// How many elements (anchor, class) have a margin in each bin: z = x for the anchor's own class, -x for the others.
// Every focal loss falls as z grows, so that these counts hold its cumulative curve for any gamma. The bins, in
// ascending order of loss, are those of src/statistics/margin-bins.ts, where their widths are argued for.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Loads of one thread, a workgroup's size apart, so that neighbouring threads read neighbouring words.
const STEPS : u32 = 16u;

// Margins from this on share the first bin.
const CERTAIN_MARGIN : f32 = 128.0;
const BINS_PER_UNIT : f32 = 2048.0;
// CERTAIN_MARGIN * BINS_PER_UNIT
const EASY_BINS : u32 = 262144u;
// Bins of the margins between -16 and 0.
const HARD_BINS : u32 = 32768u;
// The bits of 16, where bins begin to be a 256th of an octave each: the leading bits of the float.
const FAR_MARGIN : u32 = 0x41800000u;
const FAR_SHIFT : u32 = 15u;
// All bins, the first one and those beyond -16 included.
const BINS : u32 = 319381u;

struct Chunk {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
  // K: classes, the row length of logits.
  classes : u32,
}

// Logits [anchorCount, K] of the chunk, as the bits of f32.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
// The same four at a time, [anchorCount, K / 4], where K is a multiple of 4.
@group(0) @binding(1) var<storage, read> logitQuads : array<vec4u>;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(2) var<storage, read> targets : array<i32>;
@group(0) @binding(3) var<uniform> chunk : Chunk;
// Counts of elements: BINS of the anchors' own classes, BINS of all others, then the logits that were left out
// because they are no numbers to work with.
@group(0) @binding(4) var<storage, read_write> counts : array<atomic<u32>, 638763u>;

// The bin of a margin, from its bits. Products with a power of two and comparisons of bits are exact, so that the
// twin finds the same bin; a subnormal falls into the bin next to zero whether it is flushed or not.
fn marginBin(margin : u32) -> u32 {
  let size = margin & ~SIGN_BIT;
  let scaled = u32(min(bitcast<f32>(size), CERTAIN_MARGIN) * BINS_PER_UNIT);
  if (margin <= SIGN_BIT) {
    return EASY_BINS - scaled;
  }
  let far = HARD_BINS + ((size - FAR_MARGIN) >> FAR_SHIFT);
  return EASY_BINS + 1u + select(far, scaled, size < FAR_MARGIN);
}

// Neighbouring logits of background are often alike: equal bins in a row cost one atomic.
var<private> pendingBin : u32;
var<private> pendingCount : u32;
var<private> faulty : u32;

fn flushPending() {
  if (pendingCount > 0u) {
    atomicAdd(&counts[BINS + pendingBin], pendingCount);
  }
}

fn countElement(bits : u32, own : bool) {
  if (isFaultyLogit(bits)) {
    faulty += 1u;
    return;
  }
  if (own) {
    atomicAdd(&counts[marginBin(bits)], 1u);
    return;
  }
  let bin = marginBin(bits ^ SIGN_BIT);
  if (bin != pendingBin) {
    flushPending();
    pendingBin = bin;
    pendingCount = 0u;
  }
  pendingCount += 1u;
}

fn finishThread() {
  flushPending();
  if (faulty > 0u) {
    atomicAdd(&counts[2u * BINS], faulty);
  }
}

// For any K.
@compute @workgroup_size(WORKGROUP_SIZE)
fn countBySingles(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let first = flatWorkgroup(workgroupId, workgroupCount) * (WORKGROUP_SIZE * STEPS) + local;
  let end = chunk.anchorCount * chunk.classes;
  for (var step = 0u; step < STEPS; step++) {
    let index = first + step * WORKGROUP_SIZE;
    if (index >= end) {
      break;
    }
    let anchor = index / chunk.classes;
    let label = targets[chunk.firstAnchor + anchor];
    if (label != IGNORED && isKnownTarget(label, chunk.classes)) {
      countElement(logits[index], i32(index - anchor * chunk.classes) == label);
    }
  }
  finishThread();
}

// The same where K is a multiple of 4.
@compute @workgroup_size(WORKGROUP_SIZE)
fn countByQuads(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let first = flatWorkgroup(workgroupId, workgroupCount) * (WORKGROUP_SIZE * STEPS) + local;
  let quads = chunk.classes / 4u;
  let end = chunk.anchorCount * quads;
  for (var step = 0u; step < STEPS; step++) {
    let index = first + step * WORKGROUP_SIZE;
    if (index >= end) {
      break;
    }
    let anchor = index / quads;
    let label = targets[chunk.firstAnchor + anchor];
    if (label != IGNORED && isKnownTarget(label, chunk.classes)) {
      let bits = logitQuads[index];
      let own = label - i32((index - anchor * quads) * 4u);
      countElement(bits.x, own == 0);
      countElement(bits.y, own == 1);
      countElement(bits.z, own == 2);
      countElement(bits.w, own == 3);
    }
  }
  finishThread();
}
