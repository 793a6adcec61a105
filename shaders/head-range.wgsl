// The least and the greatest finite value of a head's output, and how many values are not finite: what tells logits
// from probabilities, and a broken answer from a good one. Each workgroup writes one partial; they are joined on the
// CPU, by operations whose order does not matter.
#include "shared/dispatch.wgsl"
#include "shared/half-float.wgsl"

// Whether the source is f16, two in a word.
override HALF_SOURCE : bool = false;

const WORKGROUP_SIZE : u32 = 64u;

struct Piece {
  // Values to look at, from sourceStart on.
  count : u32,
  sourceStart : u32,
  // Workgroups that share them, and where their partials begin.
  workgroups : u32,
  partialStart : u32,
}

struct Partial {
  // Among the finite values; the greatest f32 where there is none.
  least : f32,
  // The lowest f32 where there is none.
  greatest : f32,
  // How many values are not.
  nonFinite : u32,
  // Fills the row of four words.
  unused : u32,
}

// As the bits of f32, so that no rule about NaN comes near them; or two f16 in a word.
@group(0) @binding(0) var<storage, read> source : array<u32>;
@group(0) @binding(1) var<uniform> piece : Piece;
// One a workgroup, from partialStart on.
@group(0) @binding(2) var<storage, read_write> partials : array<Partial>;

var<workgroup> sharedPartials : array<Partial, WORKGROUP_SIZE>;

fn sourceBits(index : u32) -> u32 {
  if (HALF_SOURCE) {
    return bitsOfHalf(source[index / 2u], index % 2u == 1u);
  }
  return source[index];
}

fn joined(first : Partial, second : Partial) -> Partial {
  return Partial(
    min(first.least, second.least),
    max(first.greatest, second.greatest),
    first.nonFinite + second.nonFinite,
    0u,
  );
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn measureRange(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let flat = flatWorkgroup(workgroupId, workgroupCount);
  var own = Partial(3.4028234e38, -3.4028234e38, 0u, 0u);
  if (flat < piece.workgroups) {
    for (var index = flat * WORKGROUP_SIZE + local; index < piece.count; index += piece.workgroups * WORKGROUP_SIZE) {
      let bits = sourceBits(piece.sourceStart + index);
      if ((bits & 0x7f800000u) == 0x7f800000u) {
        own.nonFinite += 1u;
      } else {
        let value = bitcast<f32>(bits);
        own = Partial(min(own.least, value), max(own.greatest, value), own.nonFinite, 0u);
      }
    }
  }
  sharedPartials[local] = own;
  for (var half = WORKGROUP_SIZE / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (local < half) {
      sharedPartials[local] = joined(sharedPartials[local], sharedPartials[local + half]);
    }
  }
  if (local == 0u && flat < piece.workgroups) {
    partials[piece.partialStart + flat] = sharedPartials[0];
  }
}
