// A photo's pixels as the network's input: bilinear resize (rows, then columns), (x - mean) / std, planar
// channels, padding right and below. The filters of both axes come from src/image/resize-filter.ts.
#include "shared/dispatch.wgsl"

const WORKGROUP_SIZE : u32 = 128u;
// Neighbours that a thread computes together, since they take the same weights.
const BATCH : u32 = 4u;

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
  // What the padding of each channel is filled with, after normalising.
  padValues : vec3f,
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

fn colourOf(pixel : u32) -> vec3f {
  return vec3f(f32(pixel & 255u), f32((pixel >> 8u) & 255u), f32((pixel >> 16u) & 255u));
}

// One thread a column of BATCH pixels of `rows`.
@compute @workgroup_size(WORKGROUP_SIZE)
fn resizeRows(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let index = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  let width = params.resizedSize.x;
  let height = params.sourceSize.y;
  let x = index % width;
  let y = (index / width) * BATCH;
  if (y >= height) { return; }
  let span = spans[x];
  let end = span.y;
  let firstWeight = x * params.taps.x;
  // Past the last row, that row is computed again and not written.
  let sourceRows = min(vec4u(y) + vec4u(0u, 1u, 2u, 3u), vec4u(height - 1u));
  var places = sourceRows * params.sourceSize.x + span.x;
  var sums = mat4x3f();
  for (var tap = 0u; tap < end; tap++) {
    sums += weights[firstWeight + tap] * mat4x3f(
      colourOf(pixels[places.x]),
      colourOf(pixels[places.y]),
      colourOf(pixels[places.z]),
      colourOf(pixels[places.w]),
    );
    places += 1u;
  }
  let place = y * width + x;
  rows[place] = vec4f(sums[0], 0.0);
  if (y + 1u < height) { rows[place + width] = vec4f(sums[1], 0.0); }
  if (y + 2u < height) { rows[place + 2u * width] = vec4f(sums[2], 0.0); }
  if (y + 3u < height) { rows[place + 3u * width] = vec4f(sums[3], 0.0); }
}

// One pixel of the input, or nothing right of it.
fn writeInput(x : u32, y : u32, sum : vec3f) {
  if (x >= params.inputSize.x) { return; }
  var value = params.padValues;
  if (x < params.resizedSize.x && y < params.resizedSize.y) {
    value = (select(sum, sum.zyx, params.blueFirst == 1u) - params.mean) * params.inverseStd;
  }
  let area = params.inputSize.x * params.inputSize.y;
  let place = y * params.inputSize.x + x;
  input[place] = value.x;
  input[area + place] = value.y;
  input[2u * area + place] = value.z;
}

// One thread a row of BATCH pixels of the input.
@compute @workgroup_size(WORKGROUP_SIZE)
fn resizeColumns(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let index = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  let batches = (params.inputSize.x + BATCH - 1u) / BATCH;
  let x = (index % batches) * BATCH;
  let y = index / batches;
  if (y >= params.inputSize.y) { return; }
  let stride = params.resizedSize.x;
  var sums = mat4x3f();
  if (x < stride && y < params.resizedSize.y) {
    let span = spans[y];
    let end = span.y;
    let firstWeight = y * params.taps.y;
    let columns = min(vec4u(x) + vec4u(0u, 1u, 2u, 3u), vec4u(stride - 1u));
    var places = span.x * stride + columns;
    for (var tap = 0u; tap < end; tap++) {
      sums += weights[firstWeight + tap] * mat4x3f(
        rows[places.x].xyz,
        rows[places.y].xyz,
        rows[places.z].xyz,
        rows[places.w].xyz,
      );
      places += stride;
    }
  }
  writeInput(x, y, sums[0]);
  writeInput(x + 1u, y, sums[1]);
  writeInput(x + 2u, y, sums[2]);
  writeInput(x + 3u, y, sums[3]);
}
