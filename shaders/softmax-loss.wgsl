// Cross entropy of a softmax over K classes and the background, [A, K + 1] logits:
//   loss = log(sum of exp(x)) - x of the anchor's column;  d loss / dx = softmax(x) - 1 in that column
// The largest logit m is kept out of the sum: loss = log1p(others) + (m - x), so that a small loss keeps its digits.
#include "shared/half-float.wgsl"
#include "shared/logarithm.wgsl"
#include "shared/target-counts.wgsl"

// Threads that share an anchor, a power of two up to 64: 1 needs no barrier, 16 reads rows in whole segments.
override LANES_PER_ANCHOR : u32 = 1u;
override WRITES_GRADIENT : bool = false;
// Whether logits are float16, two a word, the first in the lower half.
override HALVES : bool = false;

// Less than every logit that counts.
const NO_LOGIT : f32 = -2e30;

struct SoftmaxLossParams {
  // 1 where column 0 is the background and class k lies in column k + 1; 0 where column K is the background.
  backgroundFirst : u32,
  // 1 / normaliser, or 0 to divide by max(1, foreground anchors).
  scale : f32,
}

struct Chunk {
  // The first anchor whose rows are bound, and how many are.
  firstAnchor : u32,
  anchorCount : u32,
  // Place of its first logit in what is bound: rows of float16 need not begin where a binding may.
  firstLogit : u32,
}

// Logits [anchorCount, K + 1] of the chunk, as bits.
@group(0) @binding(0) var<storage, read> logits : array<u32>;
@group(0) @binding(1) var<uniform> params : SoftmaxLossParams;
@group(0) @binding(2) var<uniform> chunk : Chunk;
// d loss / d logits [anchorCount, K + 1] of the chunk, divided by the normaliser.
@group(0) @binding(3) var<storage, read_write> gradient : array<f32>;

// The bits of a logit as f32, by its place in the chunk.
fn logitBits(index : u32) -> u32 {
  let place = chunk.firstLogit + index;
  if (!HALVES) {
    return logits[place];
  }
  return bitsOfHalf(logits[place >> 1u], (place & 1u) == 1u);
}

// exp(-distance) for a distance of 0 or more.
fn shrink(distance : f32) -> f32 {
  return expOfMinus(min(distance, EXP_LARGEST));
}

// A sum of exponentials: exp(largest) * (1 + others).
struct ExponentialSum {
  largest : f32,
  others : f32,
}

fn addLogit(sum : ExponentialSum, x : f32) -> ExponentialSum {
  let ratio = shrink(abs(x - sum.largest));
  let isLarger = x > sum.largest;
  return ExponentialSum(
    max(x, sum.largest),
    select(sum.others + ratio, (sum.others + 1.0) * ratio, isLarger),
  );
}

// Sums of no logit vanish beside any other.
fn joinSums(first : ExponentialSum, second : ExponentialSum) -> ExponentialSum {
  let ratio = shrink(abs(first.largest - second.largest));
  if (first.largest >= second.largest) {
    return ExponentialSum(first.largest, first.others + (1.0 + second.others) * ratio);
  }
  return ExponentialSum(second.largest, second.others + (1.0 + first.others) * ratio);
}

var<workgroup> laneSums : array<ExponentialSum, WORKGROUP_SIZE>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn softmaxLoss(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let flatIndex = flatWorkgroup(workgroupId, workgroupCount);
  let index = flatIndex * (WORKGROUP_SIZE / LANES_PER_ANCHOR) + local / LANES_PER_ANCHOR;
  let lane = local % LANES_PER_ANCHOR;
  let exists = index < chunk.anchorCount;
  let columns = anchorShape.classes + 1u;
  let row = index * columns;
  var label = IGNORED;
  if (exists) {
    label = targets[chunk.firstAnchor + index];
  }
  var counts = label != IGNORED && isKnownTarget(label, anchorShape.classes);

  var sum = ExponentialSum(NO_LOGIT, 0.0);
  var faulty = 0u;
  if (counts) {
    for (var column = lane; column < columns; column += LANES_PER_ANCHOR) {
      let bits = logitBits(row + column);
      if (isFaultyLogit(bits)) {
        faulty++;
      } else {
        sum = addLogit(sum, bitcast<f32>(bits));
      }
    }
  }
  if (faulty > 0u) {
    atomicAdd(&faults.nonFinite, faulty);
  }
  if (LANES_PER_ANCHOR > 1u) {
    laneSums[local] = sum;
    for (var distance = LANES_PER_ANCHOR / 2u; distance > 0u; distance /= 2u) {
      workgroupBarrier();
      if (lane < distance) {
        laneSums[local] = joinSums(laneSums[local], laneSums[local + distance]);
      }
    }
    workgroupBarrier();
    sum = laneSums[local - lane];
  }
  if (!exists) {
    return;
  }

  // Without its own logit an anchor has no loss.
  var ownColumn = 0u;
  var own = 0.0;
  if (counts) {
    ownColumn = select(select(u32(label), anchorShape.classes, label < 0), u32(label + 1), params.backgroundFirst != 0u);
    let bits = logitBits(row + ownColumn);
    counts = !isFaultyLogit(bits);
    own = bitcast<f32>(select(0u, bits, counts));
  }
  let scale = lossScale(params.scale);
  if (lane == 0u) {
    var loss = 0.0;
    if (counts) {
      loss = (log1pOf(sum.others) + (sum.largest - own)) * scale;
    }
    perAnchor[chunk.firstAnchor + index] = loss;
  }
  if (WRITES_GRADIENT) {
    let inverse = scale / (1.0 + sum.others);
    for (var column = lane; column < columns; column += LANES_PER_ANCHOR) {
      let bits = logitBits(row + column);
      var slope = 0.0;
      if (counts && !isFaultyLogit(bits)) {
        let x = bitcast<f32>(bits);
        let share = shrink(sum.largest - x);
        // All shares but its own, never as 1 - softmax.
        let remainder = select((1.0 - share) + sum.others, sum.others, x == sum.largest);
        slope = select(share, -remainder, column == ownColumn) * inverse;
      }
      gradient[row + column] = slope;
    }
  }
}
