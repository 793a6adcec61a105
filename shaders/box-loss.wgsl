// The loss of the box deltas of foreground anchors:
//   L1 and smooth L1 (Girshick 2015, equation 3, with its bend at beta) on the difference from the target deltas, both as
//   the coding has them;
//   GIoU (Rezatofighi et al. 2019), 1 - I/U + (C - U)/C, on the decoded box, with I, U and C the areas of
//   intersection, union and hull.
// Where a derivative jumps it is that of one side or halfway between; where the log size is bounded it is 0.
#include "shared/anchor-totals.wgsl"
#include "shared/box-coding.wgsl"

override WRITES_GRADIENT : bool = false;

const GIOU : u32 = 1u;

struct BoxLossParams {
  // How deltas code boxes.
  coding : BoxCoding,
  // 0: L1 or smooth L1, 1: GIoU.
  kind : u32,
  // Where smooth L1 bends from a parabola to a line; 0: L1.
  beta : f32,
  // 1 / beta, or 0.
  inverseBeta : f32,
  // 1 / normaliser, or 0 to divide by max(1, foreground anchors).
  scale : f32,
  // G: boxes of the ground truth, at most as many as the buffer holds.
  groundTruthCount : u32,
}

// [A] deltas of the coding, as the bits of f32, so that no rule about NaN comes near them.
@group(0) @binding(0) var<storage, read> deltas : array<vec4u>;
// [A] corners (x0, y0, x1, y1) in pixels of the input, as bits.
@group(0) @binding(1) var<storage, read> anchorBoxes : array<vec4u>;
// [A] index of the anchor's box among those of the ground truth, -1 for none.
@group(0) @binding(2) var<storage, read> matched : array<i32>;
// [G] corners in pixels of the input, as bits.
@group(0) @binding(3) var<storage, read> groundTruth : array<vec4u>;
@group(0) @binding(4) var<uniform> params : BoxLossParams;
// d loss / d deltas [A], divided by the normaliser.
@group(0) @binding(5) var<storage, read_write> gradient : array<vec4f>;

// Whether the anchor's box is there to be fitted.
fn isForeground(anchor : u32) -> bool {
  let box = matched[anchor];
  return targets[anchor] >= 0 && box >= 0 && u32(box) < params.groundTruthCount;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn countTargets(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let thread = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (thread >= SUMMING_THREADS) {
    return;
  }
  var foreground = 0u;
  var bad = 0u;
  for (var anchor = thread; anchor < anchorShape.anchors; anchor += SUMMING_THREADS) {
    let found = isForeground(anchor);
    let label = targets[anchor];
    foreground += select(0u, 1u, found);
    bad += select(0u, 1u, label < IGNORED || (label >= 0 && !found));
  }
  addToTally(foreground, bad);
}

// Loss of one anchor's deltas and its derivatives by them, without the normaliser.
struct BoxTerms {
  loss : f32,
  slope : vec4f,
}

fn smoothL1(delta : vec4f, aim : vec4f) -> BoxTerms {
  let difference = delta - aim;
  let size = abs(difference);
  let isNear = size < vec4f(params.beta);
  let steps = size * params.inverseBeta;
  let terms = select(size - 0.5 * params.beta, 0.5 * size * steps, isNear);
  return BoxTerms((terms.x + terms.y) + (terms.z + terms.w), sign(difference) * select(vec4f(1.0), steps, isNear));
}

// 1 where the gap is open, 0 where it is passed, half where two edges meet.
fn openness(gap : vec2f) -> vec2f {
  return 0.5 + 0.5 * sign(gap);
}

// `target` is the box in units of the anchor's size from the anchor's centre. Per axis, `a` is how far the decoded box
// reaches beyond the target and `b` how far the target reaches beyond it: areas built from these have no differences
// of nearly equal numbers. Quotients are taken one length at a time where a far box could leave float32.
fn giou(rawDelta : vec4f, aimLow : vec2f, aimHigh : vec2f) -> BoxTerms {
  let coding = params.coding;
  let isCorners = coding.corners == 1u;
  let delta = rawDelta * coding.inverseWeights;
  let ofCentre = vec2f(sizeFactor(delta.z, coding), sizeFactor(delta.w, coding));
  // Corners that have changed places are a box without area.
  let size = select(ofCentre, max(1.0 + (delta.zw - delta.xy), vec2f()), isCorners);
  let low = select(delta.xy - 0.5 * size, delta.xy - 0.5, isCorners);
  let high = select(delta.xy + 0.5 * size, low + size, isCorners);
  let aimSize = aimHigh - aimLow;
  let lowGap = low - aimLow;
  let highGap = aimHigh - high;
  let overlap = min(high, aimHigh) - max(low, aimLow);
  let hull = max(high, aimHigh) - min(low, aimLow);
  // d overlap / d centre, and d overlap / d half size.
  let byCentre = openness(highGap) - openness(lowGap);
  let byHalf = openness(highGap) + openness(lowGap);

  var loss = 0.0;
  var centreSlope = vec2f();
  var halfSlope = vec2f();
  if (all(overlap > vec2f())) {
    let a = max(-lowGap, vec2f()) + max(-highGap, vec2f());
    let b = max(lowGap, vec2f()) + max(highGap, vec2f());
    let intersection = overlap.x * overlap.y;
    let apart = (overlap.x * a.y + a.x * overlap.y + a.x * a.y) + (overlap.x * b.y + b.x * overlap.y + b.x * b.y);
    let joined = intersection + apart;
    let slack = a.x * b.y + b.x * a.y;
    let hullArea = joined + slack;
    let overlapSlope = (intersection / joined) / joined;
    let unionShare = joined / hullArea;
    loss = apart / joined + slack / hullArea;
    centreSlope = -byCentre * (overlap.yx * ((slack / hullArea) / joined + overlapSlope) + unionShare / hull);
    halfSlope = (2.0 * size.yx - overlap.yx * byHalf) * (overlapSlope - 1.0 / hullArea)
      - overlap.yx * byHalf / joined + unionShare * (2.0 - byHalf) / hull;
  } else {
    let joined = size.x * size.y + aimSize.x * aimSize.y;
    let unionShare = (joined / hull.x) / hull.y;
    loss = 2.0 - unionShare;
    centreSlope = -byCentre * unionShare / hull;
    halfSlope = unionShare * (2.0 - byHalf) / hull - (2.0 * size.yx / hull.x) / hull.y;
  }
  if (isCorners) {
    let byCorner = 0.5 * vec4f(centreSlope - halfSlope, centreSlope + halfSlope);
    return BoxTerms(loss, byCorner * coding.inverseWeights);
  }
  // Within the bounds d half size / d log size is the half size; the upper bound as a float lies above it.
  let isWithin = (delta.zw < vec2f(coding.largestLogSize)) & (delta.zw > vec2f(coding.smallestLogSize));
  let sizeSlope = select(vec2f(), 0.5 * size * halfSlope, isWithin);
  return BoxTerms(loss, vec4f(centreSlope, sizeSlope) * coding.inverseWeights);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn boxLoss(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let anchor = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (anchor >= anchorShape.anchors) {
    return;
  }
  var terms = BoxTerms();
  if (isForeground(anchor)) {
    let deltaBits = deltas[anchor];
    let anchorBits = anchorBoxes[anchor];
    let aimBits = groundTruth[matched[anchor]];
    if (hasFaultyDelta(deltaBits)) {
      atomicAdd(&faults.nonFinite, 1u);
    } else if (!isFitBox(anchorBits) || !isFitBox(aimBits)) {
      atomicAdd(&faults.badBoxes, 1u);
    } else {
      let delta = bitcast<vec4f>(deltaBits);
      let extra = vec4f(vec2f(), vec2f(params.coding.extraPixel));
      let corners = bitcast<vec4f>(anchorBits) + extra;
      let aim = bitcast<vec4f>(aimBits) + extra;
      if (params.kind == GIOU) {
        let size = corners.zw - corners.xy;
        let aimLow = 0.5 * ((aim.xy - corners.xy) + (aim.xy - corners.zw)) / size;
        let aimHigh = 0.5 * ((aim.zw - corners.xy) + (aim.zw - corners.zw)) / size;
        terms = giou(delta, aimLow, aimHigh);
      } else {
        terms = smoothL1(delta, encodeBox(corners, aim, params.coding));
      }
    }
  }
  let scale = lossScale(params.scale);
  perAnchor[anchor] = terms.loss * scale;
  if (WRITES_GRADIENT) {
    gradient[anchor] = terms.slope * scale;
  }
}
