// What each anchor counts as when a loss is broken down: easy or hard background, foreground or ignored. A
// background anchor is easy when its smallest p_t over the K classes exceeds a limit, that is when its largest
// logit lies below -ln(limit / (1 - limit)).
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// The bits of -1000, which is no reason to call an anchor hard: stands in for a logit that is left out.
const HARMLESS_LOGIT : u32 = 0xc47a0000u;

// The order of anchorCategories in src/statistics/loss-statistics-types.ts.
const EASY_BACKGROUND : u32 = 0u;
const HARD_BACKGROUND : u32 = 1u;
const FOREGROUND : u32 = 2u;
const LEFT_OUT : u32 = 3u;

struct Chunk {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
  // K: classes, the row length of logits.
  classes : u32,
  // A background anchor is hard when one of its logits reaches this.
  hardLogit : f32,
}

// Logits [anchorCount, K] of the chunk, as the bits of f32.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
// The same four at a time, [anchorCount, K / 4], where K is a multiple of 4.
@group(0) @binding(1) var<storage, read> logitQuads : array<vec4u>;
// Targets [A]: class index, -1 background, -2 ignored.
@group(0) @binding(2) var<storage, read> targets : array<i32>;
@group(0) @binding(3) var<uniform> chunk : Chunk;
// One of the categories above per anchor, [A].
@group(0) @binding(4) var<storage, read_write> categories : array<u32>;

fn isHard(bits : u32) -> bool {
  return bitcast<f32>(select(bits, HARMLESS_LOGIT, isFaultyLogit(bits))) >= chunk.hardLogit;
}

fn backgroundCategory(hard : bool) -> u32 {
  return select(EASY_BACKGROUND, HARD_BACKGROUND, hard);
}

fn categoryOfTarget(label : i32) -> u32 {
  return select(LEFT_OUT, FOREGROUND, label >= 0 && isKnownTarget(label, chunk.classes));
}

// One thread an anchor, for any K.
@compute @workgroup_size(WORKGROUP_SIZE)
fn categoriseBySingles(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let index = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (index >= chunk.anchorCount) {
    return;
  }
  let anchor = chunk.firstAnchor + index;
  let label = targets[anchor];
  var category = categoryOfTarget(label);
  if (label == BACKGROUND) {
    let row = index * chunk.classes;
    var hard = false;
    for (var column = 0u; column < chunk.classes; column++) {
      hard = hard || isHard(logits[row + column]);
    }
    category = backgroundCategory(hard);
  }
  categories[anchor] = category;
}

// The same where K is a multiple of 4.
@compute @workgroup_size(WORKGROUP_SIZE)
fn categoriseByQuads(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let index = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (index >= chunk.anchorCount) {
    return;
  }
  let anchor = chunk.firstAnchor + index;
  let label = targets[anchor];
  var category = categoryOfTarget(label);
  if (label == BACKGROUND) {
    let quads = chunk.classes / 4u;
    let row = index * quads;
    var hard = false;
    for (var quad = 0u; quad < quads; quad++) {
      let bits = logitQuads[row + quad];
      hard = hard || isHard(bits.x) || isHard(bits.y) || isHard(bits.z) || isHard(bits.w);
    }
    category = backgroundCategory(hard);
  }
  categories[anchor] = category;
}
