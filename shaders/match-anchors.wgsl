// Assigns every anchor a target by its overlap with the ground truth (Lin et al. 2017, section 4.1; the rule for
// low-quality matches and its ties are those of torchvision's Matcher).
#include "shared/dispatch.wgsl"
#include "shared/rounded-iou.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
const BACKGROUND : i32 = -1;
const IGNORED : i32 = -2;

struct Params {
  // A, at most as many as the buffers hold.
  anchorCount : u32,
  // G, at most as many as the buffers hold.
  boxCount : u32,
  // Intersection over union from which on an anchor is foreground, and below which it is background.
  foregroundIou : f32,
  backgroundIou : f32,
  // 1 where boxes also take the anchors that overlap them best.
  allowLowQuality : u32,
  // Always 0; see keepRounding.
  zero : u32,
}

// [A] corners (x0, y0, x1, y1) in pixels of the input.
@group(0) @binding(0) var<storage, read> anchors : array<vec4f>;
// [G] corners in pixels of the input; each has an area.
@group(0) @binding(1) var<storage, read> boxes : array<vec4f>;
// [G] class index.
@group(0) @binding(2) var<storage, read> classes : array<i32>;
@group(0) @binding(3) var<uniform> params : Params;
// [A] class index, -1 background, -2 ignored.
@group(0) @binding(4) var<storage, read_write> targets : array<i32>;
// [A] index of the box that the anchor overlaps most, the first of equals; -1 where it overlaps none.
@group(0) @binding(5) var<storage, read_write> matched : array<i32>;
// [A] intersection over union with that box, 0 to 1.
@group(0) @binding(6) var<storage, read_write> bestIou : array<f32>;
// [G] bits of the largest intersection over union that any anchor has with the box; cleared before the first pass.
// Bits of non-negative floats are ordered as the floats are.
@group(0) @binding(7) var<storage, read_write> bestOfBox : array<atomic<u32>>;

// Thresholds, and the best overlap of every box.
@compute @workgroup_size(WORKGROUP_SIZE)
fn matchAnchors(
  @builtin(workgroup_id) workgroup : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let anchor = flatWorkgroup(workgroup, workgroupCount) * WORKGROUP_SIZE + lane;
  if (anchor >= params.anchorCount) {
    return;
  }
  let corners = anchors[anchor];
  var best = 0.0;
  var bestBox = -1;
  for (var box = 0u; box < params.boxCount; box++) {
    let iou = roundedIou(corners, boxes[box], params.zero);
    if (iou == 0.0) {
      continue;
    }
    if (iou > best) {
      best = iou;
      bestBox = i32(box);
    }
    let bits = bitcast<u32>(iou);
    // Looking first spares nearly all of the contended writes.
    if (params.allowLowQuality != 0u && bits > atomicLoad(&bestOfBox[box])) {
      atomicMax(&bestOfBox[box], bits);
    }
  }
  var label = IGNORED;
  if (bestBox >= 0 && best >= params.foregroundIou) {
    label = classes[bestBox];
  } else if (best < params.backgroundIou || params.boxCount == 0u) {
    label = BACKGROUND;
  }
  targets[anchor] = label;
  matched[anchor] = bestBox;
  bestIou[anchor] = best;
}

// Every anchor whose overlap with some box is that box's best gets the class of the box it overlaps most itself,
// which may be another. A box that no anchor overlaps takes none.
@compute @workgroup_size(WORKGROUP_SIZE)
fn addLowQualityMatches(
  @builtin(workgroup_id) workgroup : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let anchor = flatWorkgroup(workgroup, workgroupCount) * WORKGROUP_SIZE + lane;
  if (anchor >= params.anchorCount) {
    return;
  }
  let bestBox = matched[anchor];
  // Foreground anchors have their own best box's class already.
  if (bestBox < 0 || targets[anchor] >= 0) {
    return;
  }
  let corners = anchors[anchor];
  for (var box = 0u; box < params.boxCount; box++) {
    let bits = bitcast<u32>(roundedIou(corners, boxes[box], params.zero));
    if (bits != 0u && bits == atomicLoad(&bestOfBox[box])) {
      targets[anchor] = classes[bestBox];
      return;
    }
  }
}
