// Cross entropy, focal loss and focal star (Lin et al. 2017) over [A, K] logits in one fused pass: loss per anchor
// summed over its K classes, d loss / d logits and its norm per anchor, all divided by the normaliser.
//
// All but one of an anchor's classes are classes that it has not, and all but a few logits are of ordinary size. The
// inner loop knows nothing else: it takes the own class for one that costs nothing, and only notes that a logit
// needs care. A second pass, a thread a row, adds the own class, or does the row again with care.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"
#include "shared/half-float.wgsl"
#include "shared/loss-element.wgsl"
#include "shared/target-counts.wgsl"

// Threads that share an anchor, a power of two up to 64: 1 needs no barrier, 16 reads rows in whole segments.
override LANES_PER_ANCHOR : u32 = 1u;
// Whether K is a multiple of 4, and rows are read and written four at a time: far quicker.
override BY_QUADS : bool = false;
// Whether logits are f16, two in a word.
override HALF_LOGITS : bool = false;
override WRITES_GRADIENT : bool = false;
override WRITES_NORM : bool = false;

// Stands for the loss of a row that finishRows has to do, or of a part of one; all others are 0 or more, and far
// smaller, so that a single lane of an anchor shows in their sum. 64 of it together are still a finite number.
const NEEDS_CARE : f32 = -1e36;
// K and K / 4 (1 where that leaves a remainder), which the driver puts in. An index that is known to lie within its
// row is not checked again at every read and write, which is a quarter of the time on a software adapter.
const CLASSES : u32 = 4u;
const QUADS_PER_ROW : u32 = 1u;
// Threads that look for rows to finish.
const FINISHING_THREADS : u32 = 8192u;
// Slopes are squared as multiples of 2^-50, so that small ones do not vanish.
const SLOPE_UNITS : f32 = 1125899906842624.0;

struct Chunk {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
}

// Logits [anchorCount, K] of the chunk, as the bits of f32, so that no rule about NaN comes near them; or two f16.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
// The same by row, four at a time, where K is a multiple of 4 and they are f32.
@group(0) @binding(1) var<storage, read> logitRows : array<array<vec4u, QUADS_PER_ROW>>;
@group(0) @binding(3) var<uniform> params : LossParams;
@group(0) @binding(5) var<uniform> chunk : Chunk;
// d loss / d logits [anchorCount, K] of the chunk, divided by the normaliser.
@group(0) @binding(7) var<storage, read_write> gradient : array<f32>;
// The same by row, four at a time.
@group(0) @binding(8) var<storage, read_write> gradientRows : array<array<vec4f, QUADS_PER_ROW>>;
// L2 norm of each anchor's row of the gradient [A].
@group(0) @binding(9) var<storage, read_write> gradientNorm : array<f32>;

// The bits of the logit at `index` of the chunk.
fn logitBits(index : u32) -> u32 {
  if (HALF_LOGITS) {
    return bitsOfHalf(logits[index / 2u], index % 2u == 1u);
  }
  return logits[index];
}

// Four logits in two words.
fn halfQuadBits(quad : u32) -> vec4u {
  let first = logits[quad * 2u];
  let second = logits[quad * 2u + 1u];
  return vec4u(bitsOfHalf(first, false), bitsOfHalf(first, true), bitsOfHalf(second, false), bitsOfHalf(second, true));
}

// What one invocation works on: every LANES_PER_ANCHOR-th logit, or quad of logits, of one row.
struct Share {
  // Row of the chunk, whether there is such a row, and the index of its first logit.
  row : u32,
  exists : bool,
  start : u32,
  // The class of its anchor, -1 for background, -2 where nothing is to be summed.
  label : i32,
  // Which of the anchor's threads this is.
  lane : u32,
}

fn shareOf(flatIndex : u32, local : u32, lanes : u32) -> Share {
  let row = flatIndex * (WORKGROUP_SIZE / lanes) + local / lanes;
  let exists = row < chunk.anchorCount;
  var label = IGNORED;
  if (exists) {
    label = targets[chunk.firstAnchor + row];
  }
  label = select(IGNORED, label, isKnownTarget(label, CLASSES));
  return Share(row, exists, row * CLASSES, label, local % lanes);
}

// Sums over a share, without the normaliser.
struct Sums {
  // Weighted losses.
  loss : f32,
  // Squares of the weighted slopes, in units.
  squares : f32,
  // Where its highest bit is set, a logit needs care, and these sums are worth nothing.
  alarm : u32,
}

fn normOf(squares : f32, scale : f32) -> f32 {
  return sqrt(squares) / SLOPE_UNITS * scale;
}

fn squareOf(slope : f32) -> f32 {
  let units = slope * SLOPE_UNITS;
  return units * units;
}

// The share as if no logit needed care and its anchor had no class.
fn sumPlainQuads(share : Share, weight : f32, scale : f32) -> Sums {
  let gamma = params.gamma;
  let beta = params.beta;
  let slopeFactor = weight * scale;
  let logitRow = &logitRows[share.row];
  let gradientRow = &gradientRows[share.row];
  var sum = 0.0;
  var squares = 0.0;
  var alarm = 0u;
  for (var quad = share.lane; quad < QUADS_PER_ROW; quad += LANES_PER_ANCHOR) {
    var bits = vec4u();
    if (HALF_LOGITS) {
      bits = halfQuadBits(share.row * QUADS_PER_ROW + quad);
    } else {
      bits = (*logitRow)[quad];
    }
    let distances = (bits & vec4u(~SIGN_BIT)) + vec4u(BEYOND_PLAIN);
    alarm |= (distances.x | distances.y) | (distances.z | distances.w);
    var y = bitcast<vec4f>(bits);
    if (POWER == FOCAL_STAR) {
      y = gamma * y - beta;
      let shifted = (bitcast<vec4u>(y) & vec4u(~SIGN_BIT)) + vec4u(BEYOND_PLAIN);
      alarm |= (shifted.x | shifted.y) | (shifted.z | shifted.w);
    }
    let own = share.label - i32(quad * 4u);
    if (u32(own) < 4u) {
      y = select(y, vec4f(-PLAIN_RANGE), vec4i(own) == vec4i(0, 1, 2, 3));
    }
    let first = plainElement(y.x, gamma);
    let second = plainElement(y.y, gamma);
    let third = plainElement(y.z, gamma);
    let fourth = plainElement(y.w, gamma);
    sum += (first.loss + second.loss) + (third.loss + fourth.loss);
    if (WRITES_GRADIENT) {
      (*gradientRow)[quad] = vec4f(first.slope, second.slope, third.slope, fourth.slope) * slopeFactor;
    }
    if (WRITES_NORM) {
      squares += (squareOf(first.slope) + squareOf(second.slope)) + (squareOf(third.slope) + squareOf(fourth.slope));
    }
  }
  return Sums(sum * (weight * params.lossFactor), squares * weight * weight, alarm);
}

// The same one logit at a time.
fn sumPlainSingles(share : Share, weight : f32, scale : f32) -> Sums {
  let gamma = params.gamma;
  let beta = params.beta;
  let slopeFactor = weight * scale;
  var sum = 0.0;
  var squares = 0.0;
  var alarm = 0u;
  for (var column = share.lane; column < CLASSES; column += LANES_PER_ANCHOR) {
    let bits = logitBits(share.start + column);
    alarm |= (bits & ~SIGN_BIT) + BEYOND_PLAIN;
    var y = bitcast<f32>(bits);
    if (POWER == FOCAL_STAR) {
      y = gamma * y - beta;
      alarm |= (bitcast<u32>(y) & ~SIGN_BIT) + BEYOND_PLAIN;
    }
    let found = plainElement(select(y, -PLAIN_RANGE, i32(column) == share.label), gamma);
    sum += found.loss;
    if (WRITES_GRADIENT) {
      gradient[share.start + column] = found.slope * slopeFactor;
    }
    if (WRITES_NORM) {
      squares += squareOf(found.slope);
    }
  }
  return Sums(sum * (weight * params.lossFactor), squares * weight * weight, alarm);
}

// Any element of a row, its class the anchor's or not; stores its slope.
fn sumElement(share : Share, column : u32, scale : f32) -> Sums {
  let index = share.start + column;
  var found = Element();
  if (share.label != IGNORED) {
    found = element(logitBits(index), i32(column) == share.label, params, scale);
  }
  if (WRITES_GRADIENT) {
    gradient[index] = found.gradient;
  }
  return Sums(found.loss, squareOf(found.gradient / scale), 0u);
}

var<workgroup> laneSums : array<vec2f, WORKGROUP_SIZE>;

// Joins the sums of an anchor's lanes pair by pair; called by all threads.
fn joinLanes(lane : u32, local : u32, laneSum : vec2f) -> vec2f {
  if (LANES_PER_ANCHOR == 1u) {
    return laneSum;
  }
  laneSums[local] = laneSum;
  for (var distance = LANES_PER_ANCHOR / 2u; distance > 0u; distance /= 2u) {
    workgroupBarrier();
    if (lane < distance) {
      laneSums[local] += laneSums[local + distance];
    }
  }
  return laneSums[local];
}

// Loss, gradient and its norm of one chunk of anchors, but for what finishRows does.
@compute @workgroup_size(WORKGROUP_SIZE)
fn denseLoss(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let share = shareOf(flatWorkgroup(workgroupId, workgroupCount), local, LANES_PER_ANCHOR);
  let scale = lossScale(params.scale);
  let weight = select(params.negativeWeight, 0.0, share.label == IGNORED);
  var sums = Sums();
  if (share.exists) {
    if (BY_QUADS) {
      sums = sumPlainQuads(share, weight, scale);
    } else {
      sums = sumPlainSingles(share, weight, scale);
    }
  }
  let loss = select(sums.loss, NEEDS_CARE, sums.alarm >= SIGN_BIT);
  let joined = joinLanes(share.lane, local, vec2f(loss, sums.squares));
  if (share.exists && share.lane == 0u) {
    perAnchor[chunk.firstAnchor + share.row] = select(joined.x * scale, NEEDS_CARE, joined.x < 0.0);
    if (WRITES_NORM) {
      gradientNorm[chunk.firstAnchor + share.row] = normOf(joined.y, scale);
    }
  }
}

// Adds an anchor's own class, or does its whole row once more where a logit of it needs care. Nearly all rows need
// neither: a thread looks through many.
@compute @workgroup_size(WORKGROUP_SIZE)
fn finishRows(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let thread = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  let scale = lossScale(params.scale);
  for (var row = thread; row < chunk.anchorCount; row += FINISHING_THREADS) {
    finishRow(row, scale);
  }
  if (faulty > 0u) {
    atomicAdd(&faults.nonFinite, faulty);
  }
}

fn finishRow(row : u32, scale : f32) {
  let anchor = chunk.firstAnchor + row;
  let label = targets[anchor];
  let plain = perAnchor[anchor];
  let needsCare = plain < 0.0;
  let hasClass = label >= 0 && isKnownTarget(label, CLASSES);
  // The columns to do: all, the own one, or none.
  let first = select(0u, u32(label), hasClass && !needsCare);
  let end = select(first + u32(hasClass), CLASSES, needsCare);
  if (first == end) {
    return;
  }
  let share = Share(row, true, row * CLASSES, select(IGNORED, label, isKnownTarget(label, CLASSES)), 0u);
  // One thread adds up a whole row, which may have thousands of classes; x: losses, y: squares.
  var total = CompensatedSum();
  for (var column = first; column < end; column++) {
    let found = sumElement(share, column, scale);
    total = addCompensated(total, vec4f(found.loss, found.squares, 0.0, 0.0));
  }
  let sums = total.sum + total.error;
  perAnchor[anchor] = sums.x * scale + select(plain, 0.0, needsCare);
  if (WRITES_NORM) {
    let units = gradientNorm[anchor] / scale * SLOPE_UNITS;
    gradientNorm[anchor] = normOf(sums.y + select(units * units, 0.0, needsCare), scale);
  }
}
