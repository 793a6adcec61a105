// Compacts the (anchor, class) pairs whose logit passes a threshold into a list of records, in any order: the CPU
// sorts them. Only what passes is ever read back.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Fours of logits that one thread looks at, this many at a time; neighbouring threads look at neighbouring fours.
const FOURS_AT_A_TIME : u32 = 4u;
const ROUNDS : u32 = 4u;
// Sort key of +infinity: keys above it are NaN.
const INFINITY_KEY : i32 = 0x7f800000;

struct Params {
  // K: classes, the row length of the logits.
  classes : u32,
  // Records that the list holds.
  capacity : u32,
  // Sort key of the float32 that a logit must exceed.
  thresholdKey : i32,
}

struct Chunk {
  // Place of the first bound logit in the whole tensor.
  firstLogit : u32,
  // How many of the bound logits are looked at.
  logitCount : u32,
}

struct Record {
  // Row of the tensor, 0 to A - 1.
  anchor : u32,
  // 0 to K - 1.
  classIndex : u32,
  // Bits of the float32 logit.
  logit : u32,
  // Bits of the anchor's four float32 box deltas: dx, dy, dw and dh.
  delta0 : u32,
  delta1 : u32,
  delta2 : u32,
  delta3 : u32,
}

struct RecordList {
  // Pairs that passed, also those for which there was no room.
  count : atomic<u32>,
  // At least `capacity` of them, the first `count` in use.
  records : array<Record>,
}

// Logits of the chunk, rows of [A, K] on end, as the bits of f32, so that no rule about NaN comes near them. Bound
// twice: in fours to look at many quickly (a logit past the last whole four is not among them), and one by one.
@group(0) @binding(0) var<storage, read> fours : array<vec4i>;
// The one by one half of it.
@group(0) @binding(5) var<storage, read> logits : array<i32>;
// Box deltas [A, 4] of the whole tensor, as the bits of f32.
@group(0) @binding(1) var<storage, read> deltas : array<u32>;
// The same for all chunks.
@group(0) @binding(2) var<uniform> params : Params;
// Which part of the tensor is bound.
@group(0) @binding(3) var<uniform> chunk : Chunk;
// What passes; the count is cleared before the first chunk.
@group(0) @binding(4) var<storage, read_write> list : RecordList;

// As signed integers, keys are ordered as the floats are: the lower bits of negative ones are turned.
fn sortKeys(bits : vec4i) -> vec4i {
  return bits ^ ((bits >> vec4u(31u)) & vec4i(0x7fffffff));
}

fn keysAt(four : u32) -> vec4i {
  return sortKeys(fours[four]);
}

// Adds a record for a logit that passes.
fn examine(index : u32) {
  let bits = logits[index];
  let key = sortKeys(vec4i(bits)).x;
  if (key <= params.thresholdKey || key > INFINITY_KEY) {
    return;
  }
  let slot = atomicAdd(&list.count, 1u);
  if (slot >= params.capacity) {
    return;
  }
  let pair = chunk.firstLogit + index;
  let anchor = pair / params.classes;
  let first = anchor * 4u;
  list.records[slot] = Record(
    anchor,
    pair % params.classes,
    bitcast<u32>(bits),
    deltas[first],
    deltas[first + 1u],
    deltas[first + 2u],
    deltas[first + 3u]
  );
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn selectCandidates(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let tile = flatWorkgroup(workgroupId, workgroupCount) * (WORKGROUP_SIZE * FOURS_AT_A_TIME * ROUNDS);
  for (var round = 0u; round < ROUNDS; round++) {
    let four = tile + round * (WORKGROUP_SIZE * FOURS_AT_A_TIME) + lane;
    let lastFour = four + (FOURS_AT_A_TIME - 1u) * WORKGROUP_SIZE;
    if (lastFour < chunk.logitCount / 4u) {
      // Hardly any logit passes: one comparison of the largest dismisses sixteen.
      let largest = max(
        max(keysAt(four), keysAt(four + WORKGROUP_SIZE)),
        max(keysAt(four + 2u * WORKGROUP_SIZE), keysAt(lastFour))
      );
      if (all(largest <= vec4i(params.thresholdKey))) {
        continue;
      }
    }
    for (var step = 0u; step < FOURS_AT_A_TIME; step++) {
      let first = (four + step * WORKGROUP_SIZE) * 4u;
      for (var index = first; index < min(first + 4u, chunk.logitCount); index++) {
        examine(index);
      }
    }
  }
}
