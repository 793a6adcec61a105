// Compacts the (anchor, class) pairs whose logit passes a threshold into a list of records, in any order: the CPU
// sorts them. Only what passes is ever read back.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Logits that one thread looks at; neighbouring threads look at neighbouring ones.
const LOGITS_PER_THREAD : u32 = 16u;
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
  // The first of the bound logits within the whole tensor, and how many are looked at.
  firstLogit : u32,
  logitCount : u32,
}

struct Record {
  anchor : u32,
  classIndex : u32,
  // Bits of the float32 logit.
  logit : u32,
  // Bits of the four float32 box deltas.
  delta0 : u32,
  delta1 : u32,
  delta2 : u32,
  delta3 : u32,
}

struct RecordList {
  // Pairs that passed, also those for which there was no room.
  count : atomic<u32>,
  records : array<Record>,
}

// Logits of the chunk, rows of [A, K] on end, as the bits of f32, so that no rule about NaN comes near them.
@group(0) @binding(0) var<storage, read> logits : array<i32>;
// Box deltas [A, 4] of the whole tensor, as the bits of f32.
@group(0) @binding(1) var<storage, read> deltas : array<u32>;
@group(0) @binding(2) var<uniform> params : Params;
@group(0) @binding(3) var<uniform> chunk : Chunk;
@group(0) @binding(4) var<storage, read_write> list : RecordList;

@compute @workgroup_size(WORKGROUP_SIZE)
fn selectCandidates(
  @builtin(workgroup_id) workgroup : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let tile = flatWorkgroup(workgroup, workgroupCount) * (WORKGROUP_SIZE * LOGITS_PER_THREAD);
  for (var round = 0u; round < LOGITS_PER_THREAD; round++) {
    let index = tile + round * WORKGROUP_SIZE + lane;
    if (index >= chunk.logitCount) {
      return;
    }
    let bits = logits[index];
    // As signed integers, keys are ordered as the floats are: the lower bits of negative ones are turned.
    let key = bits ^ ((bits >> 31u) & 0x7fffffff);
    if (key <= params.thresholdKey || key > INFINITY_KEY) {
      continue;
    }
    let slot = atomicAdd(&list.count, 1u);
    if (slot >= params.capacity) {
      continue;
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
      deltas[first + 3u],
    );
  }
}
