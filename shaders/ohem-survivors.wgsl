// Online hard example mining, the suppression: greedy, in the order of the loss. The order is taken in blocks. Of each,
// all boxes are compared with the survivors so far, then with each other, then a single workgroup settles which of them
// survive, 32 at a time. When the selection is determined, what was recorded for later blocks returns at once.
#include "shared/dispatch.wgsl"
#include "shared/ohem-records.wgsl"
#include "shared/rounded-iou.wgsl"

const THREADS : u32 = 64u;
// Boxes of the first blocks and of the last ones: as many as the block begins at, within these. Most survivors are
// found early, and comparing a block with itself takes the square of its size.
const SMALLEST_BLOCK : u32 = 512u;
const LARGEST_BLOCK : u32 = 1024u;
// LARGEST_BLOCK / 32, and the threads that settle it, each of which owns one word.
const BLOCK_WORDS : u32 = 32u;
// Survivors lie in a grid of GRID x GRID lists by their centre, in cells of so many pixels; it repeats itself.
const CELL : f32 = 16.0;
const GRID : u32 = 128u;

// Bits of the corners (x0, y0, x1, y1) in pixels [A, 4].
@group(0) @binding(1) var<storage, read> boxes : array<vec4u>;
// i32 [A]: class index, -1 background, -2 ignored.
@group(0) @binding(2) var<storage, read> targets : array<i32>;
// Counts and threshold.
@group(0) @binding(3) var<uniform> params : OhemParams;
// How far the work has come; cleared before it.
@group(0) @binding(5) var<storage, read_write> state : OhemState;
// [A] indices, largest loss first; those that take part come before those that do not.
@group(0) @binding(6) var<storage, read> order : array<u32>;
// [A] survivors, largest loss first.
@group(0) @binding(7) var<storage, read_write> survivors : array<OhemSurvivor>;
// [GRID, GRID] 1 + place of some survivor in the cell, 0 for none; cleared before.
@group(0) @binding(8) var<storage, read_write> cells : array<atomic<u32>>;
// [LARGEST_BLOCK] boxes of the block, in order.
@group(0) @binding(9) var<storage, read_write> blockBoxes : array<vec4f>;
// [BLOCK_WORDS] a bit for each box of the block that no survivor suppresses; cleared before, and after each block.
@group(0) @binding(10) var<storage, read_write> alive : array<atomic<u32>>;
// [BLOCK_WORDS, LARGEST_BLOCK] for each box of the block (last), which of 32 later ones it overlaps too much.
@group(0) @binding(11) var<storage, read_write> overlaps : array<u32>;

// What the workgroup that settles a block knows of the state before it.
struct Start {
  // The block's first place in the order.
  first : u32,
  // One past its last.
  end : u32,
  // Survivors, and those of them that have a class.
  survivors : u32,
  positives : u32,
  // 1 where nothing is left to do.
  done : u32,
}

// The state, for all threads alike.
var<workgroup> start : Start;
// Boxes of the word that nothing suppresses, and those of them that survive.
var<workgroup> candidates : u32;
var<workgroup> settled : u32;
// For each box of the word, which later ones of the same word it overlaps too much.
var<workgroup> diagonal : array<u32, 32>;
// By word: survivors, survivors that have a class, anchors that have one.
var<workgroup> tallies : array<vec3u, BLOCK_WORDS>;

// One past the block's last place in the order.
fn blockEnd() -> u32 {
  let size = clamp(state.first, SMALLEST_BLOCK, LARGEST_BLOCK);
  return min(state.first + size, atomicLoad(&state.eligible));
}

// As integers: a quotient too small for divideRounded comes out as one below 0.
fn overlapsTooMuch(first : vec4f, second : vec4f) -> bool {
  return bitcast<i32>(roundedIou(first, second, params.zero)) > bitcast<i32>(params.maxIou);
}

fn cellOf(place : vec2i) -> u32 {
  let cell = bitcast<vec2u>(place) & vec2u(GRID - 1u);
  return cell.y * GRID + cell.x;
}

// Intersection over union is at most that of the boxes' spans along either axis. So a box that suppresses this one has
// sides of more than t and less than 1 / t times its, and a centre at most (1 - t) / 2t of them away.
fn isSuppressed(box : vec4f) -> bool {
  let centre = (box.xy + box.zw) * 0.5;
  // What is added outweighs the rounding of all this.
  let reach = max(box.zw - box.xy, vec2f()) * params.reach + abs(centre) * 1e-6 + vec2f(0.001);
  let low = floor((centre - reach) / CELL);
  let high = floor((centre + reach) / CELL);
  let spread = high - low + vec2f(1.0);
  if (any(spread >= vec2f(f32(GRID))) || spread.x * spread.y >= f32(state.survivors)) {
    for (var place = 0u; place < state.survivors; place++) {
      if (overlapsTooMuch(survivors[place].box, box)) {
        return true;
      }
    }
    return false;
  }
  for (var y = i32(low.y); y <= i32(high.y); y++) {
    for (var x = i32(low.x); x <= i32(high.x); x++) {
      var next = atomicLoad(&cells[cellOf(vec2i(x, y))]);
      while (next != 0u) {
        if (overlapsTooMuch(survivors[next - 1u].box, box)) {
          return true;
        }
        next = survivors[next - 1u].next;
      }
    }
  }
  return false;
}

// Compares the boxes of the block with the survivors so far.
@compute @workgroup_size(THREADS)
fn checkBlock(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let row = flatWorkgroup(workgroupId, workgroupCount) * THREADS + lane;
  if (state.done != 0u || state.first + row >= blockEnd()) {
    return;
  }
  let box = bitcast<vec4f>(boxes[order[state.first + row]]);
  blockBoxes[row] = box;
  if (!isSuppressed(box)) {
    atomicOr(&alive[row / 32u], 1u << (row % 32u));
  }
}

// Compares the boxes that are left with each other, each with 32 later ones at a time.
@compute @workgroup_size(THREADS)
fn compareBlock(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  if (state.done != 0u) {
    return;
  }
  let size = blockEnd() - state.first;
  let rowTiles = (size + THREADS - 1u) / THREADS;
  let tiles = rowTiles * ((size + 31u) / 32u);
  let stride = workgroupCount.x * workgroupCount.y;
  for (var tile = flatWorkgroup(workgroupId, workgroupCount); tile < tiles; tile += stride) {
    let word = tile / rowTiles;
    let row = (tile % rowTiles) * THREADS + lane;
    if (row > word * 32u + 31u || (atomicLoad(&alive[row / 32u]) & (1u << (row % 32u))) == 0u) {
      continue;
    }
    var columns = atomicLoad(&alive[word]);
    if (row / 32u == word) {
      // The ones after the row; shifted twice, since a shift by 32 is none.
      columns &= (~0u << (row % 32u)) << 1u;
    }
    let box = blockBoxes[row];
    var bits = 0u;
    while (columns != 0u) {
      let column = firstTrailingBit(columns);
      columns &= columns - 1u;
      bits |= select(0u, 1u << column, overlapsTooMuch(box, blockBoxes[word * 32u + column]));
    }
    overlaps[word * LARGEST_BLOCK + row] = bits;
  }
}

// Of boxes in order, those that no surviving one before them overlaps too much.
fn settleWord() -> u32 {
  var open = candidates;
  var taken = 0u;
  while (open != 0u) {
    let bit = firstTrailingBit(open);
    taken |= 1u << bit;
    open &= ~(diagonal[bit] | (1u << bit));
  }
  return taken;
}

fn isDone(end : u32, survived : u32, positives : u32, seenPositives : u32) -> bool {
  if (end == atomicLoad(&state.eligible)) {
    return true;
  }
  let quota = (params.wanted + params.negativesPerPositive) / (1u + params.negativesPerPositive);
  return survived >= params.wanted && (params.negativesPerPositive == 0u || positives >= quota
    || seenPositives == atomicLoad(&state.eligiblePositives));
}

// Settles which boxes of the block survive, and appends them; one workgroup, a thread a word of the block.
@compute @workgroup_size(BLOCK_WORDS)
fn settleBlock(@builtin(local_invocation_index) lane : u32) {
  if (lane == 0u) {
    start = Start(state.first, blockEnd(), state.survivors, state.positives, state.done);
  }
  let span = workgroupUniformLoad(&start);
  if (span.done != 0u) {
    return;
  }
  let words = (span.end - span.first + 31u) / 32u;
  var open = atomicExchange(&alive[lane], 0u);
  var kept = 0u;
  var survived = span.survivors;
  for (var word = 0u; word < words; word++) {
    if (lane == word) {
      candidates = open;
    }
    if (lane < 32u) {
      diagonal[lane] = overlaps[word * LARGEST_BLOCK + word * 32u + lane];
    }
    if (workgroupUniformLoad(&candidates) == 0u) {
      continue;
    }
    if (lane == 0u) {
      settled = settleWord();
    }
    let taken = workgroupUniformLoad(&settled);
    survived += countOneBits(taken);
    kept = select(kept, taken, lane == word);
    if (lane > word && lane < words) {
      for (var bits = taken; bits != 0u; bits &= bits - 1u) {
        open &= ~overlaps[lane * LARGEST_BLOCK + word * 32u + firstTrailingBit(bits)];
      }
    }
    if (params.negativesPerPositive == 0u && survived >= params.wanted) {
      break;
    }
  }

  let firstOfWord = span.first + lane * 32u;
  var positives = 0u;
  for (var place = firstOfWord; place < min(firstOfWord + 32u, span.end); place++) {
    positives |= select(0u, 1u << (place - firstOfWord), targets[order[place]] >= 0);
  }
  let own = vec3u(countOneBits(kept), countOneBits(kept & positives), countOneBits(positives));
  tallies[lane] = own;
  workgroupBarrier();
  var before = vec3u(span.survivors, span.positives, state.seenPositives);
  for (var word = 0u; word < lane; word++) {
    before += tallies[word];
  }
  if (lane == BLOCK_WORDS - 1u) {
    let after = before + own;
    state.survivors = after.x;
    state.positives = after.y;
    state.seenPositives = after.z;
    state.done = select(0u, 1u, isDone(span.end, after.x, after.y, after.z));
    state.first = span.end;
  }
  for (var bits = kept; bits != 0u; bits &= bits - 1u) {
    let bit = firstTrailingBit(bits);
    let box = blockBoxes[lane * 32u + bit];
    let cell = cellOf(vec2i(floor((box.xy + box.zw) * 0.5 / CELL)));
    // In which order a cell lists its boxes depends on the threads; what is asked of it, whether any of them
    // suppresses a box, does not.
    let next = atomicExchange(&cells[cell], before.x + 1u);
    survivors[before.x] = OhemSurvivor(box, order[firstOfWord + bit], before.y, next, 0u);
    before += vec3u(1u, (positives >> bit) & 1u, 0u);
  }
}
