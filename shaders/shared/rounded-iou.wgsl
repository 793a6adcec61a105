// Intersection over union in float32 with every step rounded to nearest, so that all adapters, and the twin, find
// the same bits. It matters: a small object lies wholly inside many anchors, whose overlaps with it differ in the
// last bit or not at all, and the low-quality rule asks which of them are equal.

// Overlaps below this area, in square pixels, count as none: keeps every value here a normal number.
const SMALLEST_OVERLAP : f32 = 1e-30;

// The value itself, but opaque to the compiler, which may otherwise fuse or reorder the operations around it.
// `zero` must come from a uniform.
fn keepRounding(value : f32, zero : u32) -> f32 {
  return bitcast<f32>(bitcast<u32>(value) ^ zero);
}

// numerator / denominator rounded to nearest, for normal positive numbers with a normal quotient; WGSL's own division
// may be 2.5 units in the last place off. The significands' quotient is corrected by its remainder, which is small
// enough to be right in arithmetic modulo 2^32.
fn divideRounded(numerator : f32, denominator : f32) -> f32 {
  let numeratorBits = bitcast<u32>(numerator);
  let denominatorBits = bitcast<u32>(denominator);
  let top = (numeratorBits & 0x7fffffu) | 0x800000u;
  let bottom = (denominatorBits & 0x7fffffu) | 0x800000u;
  let isBelowOne = top < bottom;
  let shift = select(23u, 24u, isBelowOne);
  let divisor = i32(bottom);
  var quotient = u32((f32(top) / f32(bottom)) * select(8388608.0, 16777216.0, isBelowOne));
  var remainder = i32((top << shift) - quotient * bottom);
  for (var step = 0; step < 4; step++) {
    let correction = select(0, 1, remainder >= divisor) - select(0, 1, remainder < 0);
    quotient += u32(correction);
    remainder -= correction * divisor;
  }
  // A quotient of two significands never lies halfway between two others.
  quotient += select(0u, 1u, 2 * remainder > divisor);
  let exponent = (numeratorBits >> 23u) + 127u + 23u - (denominatorBits >> 23u) - shift;
  return bitcast<f32>((exponent << 23u) + (quotient - 0x800000u));
}

// Boxes as corners (x0, y0, x1, y1) in one frame; 0 where they do not overlap.
fn roundedIou(first : vec4f, second : vec4f, zero : u32) -> f32 {
  let size = min(first.zw, second.zw) - max(first.xy, second.xy);
  if (!(size.x > 0.0 && size.y > 0.0)) {
    return 0.0;
  }
  let overlap = keepRounding(size.x * size.y, zero);
  if (overlap < SMALLEST_OVERLAP) {
    return 0.0;
  }
  let firstSize = first.zw - first.xy;
  let secondSize = second.zw - second.xy;
  let firstArea = keepRounding(firstSize.x * firstSize.y, zero);
  let secondArea = keepRounding(secondSize.x * secondSize.y, zero);
  return divideRounded(overlap, keepRounding(firstArea + secondArea, zero) - overlap);
}
