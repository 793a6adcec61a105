// Brings one output of a head into the order level, y, x, anchor, with a row of logits or deltas for each anchor. A
// map [a * C, H, W] holds channel i * C + c of anchor i, so that its transpose [H * W, a * C] is those very rows.
// Reads f16 as well as f32, and turns probabilities back into logits: log(p) - log(1 - p).
#include "shared/dispatch.wgsl"
#include "shared/half-float.wgsl"
#include "shared/logarithm.wgsl"

// Whether the source is f16, two in a word.
override HALF_SOURCE : bool = false;
// Whether the source holds probabilities.
override RECOVERS : bool = false;

const TILE : u32 = 16u;
const COPY_WORKGROUP : u32 = 256u;
// 1e-7 and 1 - 1e-7, as f32.
const LEAST_PROBABILITY : f32 = 1e-7;
const MOST_PROBABILITY : f32 = 0.99999988;

struct Part {
  // Of the whole map [channels, cells].
  channels : u32,
  cells : u32,
  // The channels that are bound of the source, and the cells that are bound of the target. A copy has channelCount 1.
  firstChannel : u32,
  channelCount : u32,
  firstCell : u32,
  cellCount : u32,
  // Where in its binding the source has (firstChannel, cell 0), and the target (firstCell, channel 0).
  sourceStart : u32,
  targetStart : u32,
}

// A part of the map, as the bits of f32, so that no rule about NaN comes near them; or two f16 in a word.
@group(0) @binding(0) var<storage, read> source : array<u32>;
@group(0) @binding(1) var<uniform> part : Part;
// A part of the rows [cells, channels], as the bits of f32.
@group(0) @binding(2) var<storage, read_write> rows : array<u32>;

var<workgroup> tile : array<array<u32, 17>, 16>;

fn sourceBits(index : u32) -> u32 {
  if (HALF_SOURCE) {
    return bitsOfHalf(source[index / 2u], index % 2u == 1u);
  }
  return source[index];
}

// The bits of what is written for a value. What is not finite stays as it is.
fn convert(bits : u32) -> u32 {
  if (!RECOVERS || (bits & 0x7f800000u) == 0x7f800000u) {
    return bits;
  }
  let probability = clamp(bitcast<f32>(bits), LEAST_PROBABILITY, MOST_PROBABILITY);
  return bitcast<u32>(logOf(probability) - logOf(1.0 - probability));
}

// Tile by tile through shared memory, so that neighbouring threads read neighbours and write neighbours.
@compute @workgroup_size(TILE, TILE)
fn transposeMap(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_id) local : vec3u,
) {
  let flat = flatWorkgroup(workgroupId, workgroupCount);
  let tilesAcross = (part.channelCount + TILE - 1u) / TILE;
  let channelTile = (flat % tilesAcross) * TILE;
  let cellTile = (flat / tilesAcross) * TILE;
  let readChannel = channelTile + local.y;
  let readCell = cellTile + local.x;
  if (readChannel < part.channelCount && readCell < part.cellCount) {
    let index = part.sourceStart + readChannel * part.cells + part.firstCell + readCell;
    tile[local.y][local.x] = sourceBits(index);
  }
  workgroupBarrier();
  let channel = channelTile + local.x;
  let cell = cellTile + local.y;
  if (channel < part.channelCount && cell < part.cellCount) {
    let index = part.targetStart + cell * part.channels + part.firstChannel + channel;
    rows[index] = convert(tile[local.x][local.y]);
  }
}

// Rows that are in order already: only converted. One thread a value; cellCount values.
@compute @workgroup_size(COPY_WORKGROUP)
fn copyRows(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let index = flatWorkgroup(workgroupId, workgroupCount) * COPY_WORKGROUP + local;
  if (index >= part.cellCount) {
    return;
  }
  rows[part.targetStart + index] = convert(sourceBits(part.sourceStart + index));
}
