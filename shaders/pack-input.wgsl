// Brings the network's input [3, H, W] of f32 into the order and the type that a graph wants: channels last, f16 or
// bytes. One thread writes one word of the result, of one, two or four values.
#include "shared/dispatch.wgsl"

// Values in a word: 1 for f32, 2 for f16, 4 for bytes.
override VALUES_PER_WORD : u32 = 1u;
// Whether the result is [H, W, 3].
override CHANNELS_LAST : bool = false;

const WORKGROUP_SIZE : u32 = 256u;

struct Shape {
  // H * W
  pixels : u32,
}

// The network's input [3, H, W].
@group(0) @binding(0) var<storage, read> planes : array<f32>;
@group(0) @binding(1) var<uniform> shape : Shape;
// The same as the graph wants it, in whole words.
@group(0) @binding(2) var<storage, read_write> packed : array<u32>;

// The value at a place of the result; 0 past its end.
fn valueAt(place : u32) -> f32 {
  if (place >= 3u * shape.pixels) {
    return 0.0;
  }
  if (CHANNELS_LAST) {
    return planes[(place % 3u) * shape.pixels + place / 3u];
  }
  return planes[place];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn packInput(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let word = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  let place = word * VALUES_PER_WORD;
  if (place >= 3u * shape.pixels) {
    return;
  }
  if (VALUES_PER_WORD == 1u) {
    packed[word] = bitcast<u32>(valueAt(place));
  } else if (VALUES_PER_WORD == 2u) {
    packed[word] = pack2x16float(vec2f(valueAt(place), valueAt(place + 1u)));
  } else {
    // Ties to even, as `round` has them; clamped first, so that nothing wraps around.
    var bytes = 0u;
    for (var index = 0u; index < 4u; index++) {
      bytes |= u32(round(clamp(valueAt(place + index), 0.0, 255.0))) << (8u * index);
    }
    packed[word] = bytes;
  }
}
