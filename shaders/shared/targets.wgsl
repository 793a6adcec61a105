// What the numbers of a target mean, and which logits are worked with.

const BACKGROUND : i32 = -1;
const IGNORED : i32 = -2;

const SIGN_BIT : u32 = 0x80000000u;
// The bits of 1e30. A logit above it in size is left out, like an infinity or a NaN: sums stay finite.
const LARGEST_LOGIT : u32 = 0x7149f2cau;

// Whether a target is a class of the row, background or ignored.
fn isKnownTarget(label : i32, classes : u32) -> bool {
  return label >= IGNORED && label < i32(classes);
}

// Whether the bits of a logit are those of a NaN, an infinity or a number beyond LARGEST_LOGIT.
fn isFaultyLogit(bits : u32) -> bool {
  return (bits & ~SIGN_BIT) > LARGEST_LOGIT;
}
