// Reading f16 without the `shader-f16` feature, which software adapters and many others lack.

// The bits, as f32, of one of the two f16 in a word. One that is not finite becomes a NaN by its bits alone.
fn bitsOfHalf(word : u32, upper : bool) -> u32 {
  let both = unpack2x16float(word);
  let half = select(word, word / 65536u, upper) & 0xffffu;
  return select(bitcast<u32>(select(both.x, both.y, upper)), 0x7fc00000u, (half & 0x7c00u) == 0x7c00u);
}
