// Assigns every anchor a target by its overlap with the ground truth (Lin et al. 2017, section 4.1; the rules for
// low-quality matches are those of torchvision's Matcher and of mmdetection's MaxIoUAssigner).
#include "shared/dispatch.wgsl"
#include "shared/rounded-iou.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Consecutive anchors lie close together: a box that misses the hull of so many is dismissed with one comparison.
const ANCHORS_PER_THREAD : u32 = 8u;
const BACKGROUND : i32 = -1;
const IGNORED : i32 = -2;

struct Params {
  // A, at most as many as the buffers hold.
  anchorCount : u32,
  // G, at most as many as the buffers hold.
  boxCount : u32,
  // Intersection over union from which on an anchor is foreground, 0 to 1.
  foregroundIou : f32,
  // Intersection over union below which an anchor is background, 0 to 1.
  backgroundIou : f32,
  // 1 where an anchor of exactly backgroundIou is background too.
  includesThreshold : u32,
  // 1 where boxes also take the anchors that overlap them best; 2 where those anchors go to that very box.
  lowQuality : u32,
  // Anchors whose centre lies at or beyond this, in pixels of the input, are ignored.
  extent : vec2f,
  // Always 0; see keepRounding.
  zero : u32,
}

// [A] corners (x0, y0, x1, y1) in pixels of the input.
@group(0) @binding(0) var<storage, read> anchors : array<vec4f>;
// [G] corners in pixels of the input; each has an area.
@group(0) @binding(1) var<storage, read> boxes : array<vec4f>;
// [G] class index.
@group(0) @binding(2) var<storage, read> classes : array<i32>;
// Counts and thresholds.
@group(0) @binding(3) var<uniform> params : Params;
// [A] class index, -1 background, -2 ignored.
@group(0) @binding(4) var<storage, read_write> targets : array<i32>;
// [A] index of the box that the anchor overlaps most, the first of equals, or that took it as its own best; -1 where it
// overlaps none.
@group(0) @binding(5) var<storage, read_write> matched : array<i32>;
// [A] intersection over union with the box that the anchor overlaps most, 0 to 1.
@group(0) @binding(6) var<storage, read_write> bestIou : array<f32>;
// [G] bits of the largest intersection over union that any anchor has with the box; cleared before the first pass.
// Bits of non-negative floats are ordered as the floats are.
@group(0) @binding(7) var<storage, read_write> bestOfBox : array<atomic<u32>>;

// The anchors of one thread: consecutive ones, fewer at the end of the list.
struct Run {
  // Index of the first.
  first : u32,
  // One past the last; `first` where there are none left.
  end : u32,
  // Corners of the smallest box around them all, in pixels of the input.
  hull : vec4f,
}

fn findRun(workgroupIndex : u32, lane : u32) -> Run {
  let first = min((workgroupIndex * WORKGROUP_SIZE + lane) * ANCHORS_PER_THREAD, params.anchorCount);
  let end = min(first + ANCHORS_PER_THREAD, params.anchorCount);
  var hull = vec4f();
  for (var anchor = first; anchor < end; anchor++) {
    let corners = anchors[anchor];
    hull = select(vec4f(min(hull.xy, corners.xy), max(hull.zw, corners.zw)), corners, anchor == first);
  }
  return Run(first, end, hull);
}

fn overlaps(first : vec4f, second : vec4f) -> bool {
  return all(min(first.zw, second.zw) > max(first.xy, second.xy));
}

// Whether the centre of an anchor lies at or beyond the extent.
fn liesBeyond(corners : vec4f) -> bool {
  return any((corners.xy + corners.zw) * 0.5 >= params.extent);
}

// Thresholds, and the best overlap of every box.
@compute @workgroup_size(WORKGROUP_SIZE)
fn matchAnchors(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let run = findRun(flatWorkgroup(workgroupId, workgroupCount), lane);
  var best : array<f32, ANCHORS_PER_THREAD>;
  var bestBox : array<i32, ANCHORS_PER_THREAD>;
  for (var place = 0u; place < ANCHORS_PER_THREAD; place++) {
    bestBox[place] = -1;
  }
  for (var box = 0u; box < params.boxCount; box++) {
    let corners = boxes[box];
    if (!overlaps(run.hull, corners)) {
      continue;
    }
    var bestBits = 0u;
    for (var anchor = run.first; anchor < run.end; anchor++) {
      let iou = roundedIou(anchors[anchor], corners, params.zero);
      let place = anchor - run.first;
      if (iou > best[place]) {
        best[place] = iou;
        bestBox[place] = i32(box);
      }
      bestBits = max(bestBits, bitcast<u32>(iou));
    }
    // Looking first spares nearly all of the contended writes.
    if (params.lowQuality != 0u && bestBits > atomicLoad(&bestOfBox[box])) {
      atomicMax(&bestOfBox[box], bestBits);
    }
  }
  for (var anchor = run.first; anchor < run.end; anchor++) {
    let place = anchor - run.first;
    var label = IGNORED;
    if (bestBox[place] >= 0 && best[place] >= params.foregroundIou) {
      label = classes[bestBox[place]];
    } else if (best[place] < params.backgroundIou || params.boxCount == 0u) {
      label = BACKGROUND;
    } else if (params.includesThreshold != 0u && best[place] == params.backgroundIou) {
      label = BACKGROUND;
    }
    targets[anchor] = select(label, IGNORED, liesBeyond(anchors[anchor]));
    matched[anchor] = bestBox[place];
    bestIou[anchor] = best[place];
  }
}

// Every anchor whose overlap with some box is that box's best gets the class of the box it overlaps most itself,
// which may be another; or it goes to that very box, the last of several. A box that no anchor overlaps takes none.
@compute @workgroup_size(WORKGROUP_SIZE)
fn addLowQualityMatches(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) lane : u32,
) {
  let run = findRun(flatWorkgroup(workgroupId, workgroupCount), lane);
  for (var box = 0u; box < params.boxCount; box++) {
    let corners = boxes[box];
    if (!overlaps(run.hull, corners)) {
      continue;
    }
    let sought = atomicLoad(&bestOfBox[box]);
    for (var anchor = run.first; anchor < run.end; anchor++) {
      // An anchor's best is no less than its overlap with this box.
      if (bitcast<u32>(bestIou[anchor]) < sought) {
        continue;
      }
      let bits = bitcast<u32>(roundedIou(anchors[anchor], corners, params.zero));
      if (bits == 0u || bits != sought) {
        continue;
      }
      if (params.lowQuality == 2u) {
        matched[anchor] = i32(box);
      }
      targets[anchor] = select(classes[matched[anchor]], IGNORED, liesBeyond(anchors[anchor]));
    }
  }
}
