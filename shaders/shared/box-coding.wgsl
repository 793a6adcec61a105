// Boxes as offsets from their anchors: of the centre and the log sizes (Girshick et al. 2014, appendix C, with detectron's
// bound on the log sizes), or of both corners (keras-retinanet). Lengths are in units of the anchor's size where nothing else is said: overlaps do not depend on it, and
// no digit is lost to where in the picture the anchor lies.
#include "shared/numerics.wgsl"
#include "shared/logarithm.wgsl"
#include "shared/targets.wgsl"

// As src/anchors/box-coding.ts resolves it.
struct BoxCoding {
  // What deltas are divided by, and its reciprocal.
  weights : vec4f,
  inverseWeights : vec4f,
  // Bounds of the log sizes.
  largestLogSize : f32,
  smallestLogSize : f32,
  // 1 where the last pixel counts as part of a box.
  extraPixel : f32,
  // 1 where deltas are those of corners.
  corners : u32,
}

// The bits of 1e7, beyond which no corner is taken for one, and the least side of a box; in pixels.
const LARGEST_CORNER : u32 = 0x4b189680u;
const SMALLEST_SIDE : f32 = 1e-6;

// Whether four corner coordinates (x0, y0, x1, y1), given as bits, are those of a box that has an area.
fn isFitBox(bits : vec4u) -> bool {
  let corners = bitcast<vec4f>(bits);
  return all((bits & vec4u(~SIGN_BIT)) <= vec4u(LARGEST_CORNER))
    && all(corners.zw - corners.xy >= vec2f(SMALLEST_SIDE));
}

// Whether any of four deltas, given as bits, is no number to work with.
fn hasFaultyDelta(bits : vec4u) -> bool {
  return isFaultyLogit(bits.x) || isFaultyLogit(bits.y) || isFaultyLogit(bits.z) || isFaultyLogit(bits.w);
}

// Decoded over the anchor's size: exp of the log size within its bounds.
fn sizeFactor(logSize : f32, coding : BoxCoding) -> f32 {
  let bounded = max(min(logSize, coding.largestLogSize), coding.smallestLogSize);
  let shrunk = expOfMinus(min(abs(bounded), EXP_LARGEST));
  return select(shrunk, 1.0 / select(1.0, shrunk, bounded > 0.0), bounded > 0.0);
}

// The deltas that decode to `box` against `anchor`, both corners in pixels with the last one counted as the coding does.
fn encodeBox(anchor : vec4f, box : vec4f, coding : BoxCoding) -> vec4f {
  let anchorSize = anchor.zw - anchor.xy;
  if (coding.corners == 1u) {
    return coding.weights * (box - anchor) / anchorSize.xyxy;
  }
  // Differences of corners first: each rounds by its own size, not by how far from the origin it lies.
  let shift = 0.5 * ((box.xy - anchor.xy) + (box.zw - anchor.zw)) / anchorSize;
  let growth = (box.zw - box.xy) / anchorSize;
  return coding.weights * vec4f(shift, logOf(growth.x), logOf(growth.y));
}
