// A photo's pixels as the network's input: antialiased bilinear resize (rows, then columns), (x - mean) / std, planar
// channels, padding right and below. The filters of both axes come from src/image/resize-filter.ts.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 64u;

struct Params {
  // Mean and reciprocal standard deviation of each channel of the input, in its order, for values 0 to 255.
  mean : vec3f,
  inverseStd : vec3f,
  // In pixels: the photo as uploaded, the part of the input it is resized to, the whole input.
  sourceSize : vec2u,
  resizedSize : vec2u,
  inputSize : vec2u,
  // Row lengths of the weights along x and y.
  taps : vec2u,
  // What the padding is filled with, after normalising.
  padValue : f32,
  // 1 when the input's channels are blue, green, red.
  blueFirst : u32,
}

@group(0) @binding(0) var<uniform> params : Params;
// [sourceHeight, sourceWidth] RGBA, 8 bits each, red lowest.
@group(0) @binding(1) var<storage, read> pixels : array<u32>;
// Of the axis at hand: [targetLength] first source pixel and count.
@group(0) @binding(2) var<storage, read> spans : array<vec2u>;
// Of the axis at hand: [targetLength, taps], each row sums to 1.
@group(0) @binding(3) var<storage, read> weights : array<f32>;
// [sourceHeight, resizedWidth] red, green, blue, 0 to 255; resized along x alone.
@group(0) @binding(4) var<storage, read_write> rows : array<vec4f>;
// [3, inputHeight, inputWidth] normalised.
@group(0) @binding(5) var<storage, read_write> input : array<f32>;

// One thread a pixel of `rows`.
@compute @workgroup_size(WORKGROUP_SIZE)
fn resizeRows(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let index = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  let width = params.resizedSize.x;
  if (index >= width * params.sourceSize.y) { return; }
  let x = index % width;
  let span = spans[x];
  let first = (index / width) * params.sourceSize.x + span.x;
  let weight = x * params.taps.x;
  var sum = vec3f(0.0);
  for (var tap = 0u; tap < span.y; tap++) {
    let bytes = (vec3u(pixels[first + tap]) >> vec3u(0u, 8u, 16u)) & vec3u(255u);
    sum += weights[weight + tap] * vec3f(bytes);
  }
  rows[index] = vec4f(sum, 0.0);
}

// One thread a pixel of the input.
@compute @workgroup_size(WORKGROUP_SIZE)
fn resizeColumns(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let index = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  let area = params.inputSize.x * params.inputSize.y;
  if (index >= area) { return; }
  let place = vec2u(index % params.inputSize.x, index / params.inputSize.x);
  var value = vec3f(params.padValue);
  if (place.x < params.resizedSize.x && place.y < params.resizedSize.y) {
    let span = spans[place.y];
    let first = span.x * params.resizedSize.x + place.x;
    let weight = place.y * params.taps.y;
    var sum = vec3f(0.0);
    for (var tap = 0u; tap < span.y; tap++) {
      sum += weights[weight + tap] * rows[first + tap * params.resizedSize.x].xyz;
    }
    value = (select(sum, sum.zyx, params.blueFirst == 1u) - params.mean) * params.inverseStd;
  }
  input[index] = value.x;
  input[area + index] = value.y;
  input[2u * area + index] = value.z;
}
