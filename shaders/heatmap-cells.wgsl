// Heatmap of one loss: per cell the sum or the greatest of its anchors' losses, of one level or of all levels
// combined on the finest level's grid, and the map's greatest value. One thread a cell.
#include "shared/dispatch.wgsl"
#include "shared/targets.wgsl"

struct Heatmap {
  // Cells of the map along x and y: the grid of the finest level shown.
  mapSize : vec2u,
  // Index of the finest level shown.
  firstLevel : u32,
  // How many levels are shown, from the finest on.
  levelCount : u32,
  // Anchors in each cell of every level.
  anchorsPerCell : u32,
  // 0: sum over anchors and levels; 1: the greatest.
  takesMaximum : u32,
  // Index within the cell of the only anchor that counts, or -1 for all of them.
  anchorShape : i32,
  // 0: all anchors count; 1: those with a class; 2: background.
  anchorKind : u32,
  // Per level: index of its first anchor, its cells along x and along y, its stride in pixels of the input.
  levels : array<vec4u, 8>,
}

// What is shown of which grid.
@group(0) @binding(0) var<uniform> heatmap : Heatmap;
// Loss per anchor [A], not negative, normalised.
@group(0) @binding(1) var<storage, read> losses : array<f32>;
// The map [mapSize.y, mapSize.x], in units of the losses.
@group(0) @binding(2) var<storage, read_write> cells : array<f32>;
// Bits of the greatest finite value of all maps since it was cleared; as an integer it orders as the float does.
@group(0) @binding(3) var<storage, read_write> top : atomic<u32>;
// Targets [A]: class index, -1 background, -2 ignored; read only where anchorKind asks for it.
@group(0) @binding(4) var<storage, read> targets : array<i32>;
// What anchors are ranked by [A]: their losses, or those of the loss that the map goes with.
@group(0) @binding(5) var<storage, read> ranking : array<u32>;
// The end of the search for the hardest share of them: bits of the smallest value that counts are its word 2.
@group(0) @binding(6) var<storage, read> hardest : array<u32>;

// Where in the search's end the smallest value lies.
const LEAST : u32 = 2u;

// Greatest value of the workgroup, as bits.
var<workgroup> workgroupTop : atomic<u32>;

// The first cell along one axis whose centre lies at or past the start of coarse cell `index`.
fn firstCovered(index : u32, coarseStride : u32, stride : u32) -> u32 {
  return (2u * coarseStride * index + stride - 1u) / (2u * stride);
}

// How many of `count` cells along one axis have their centre in coarse cell `index` of `coarseCount`.
fn coveredCells(index : u32, coarseCount : u32, coarseStride : u32, stride : u32, count : u32) -> u32 {
  let first = firstCovered(index, coarseStride, stride);
  let next = select(firstCovered(index + 1u, coarseStride, stride), count, index + 1u == coarseCount);
  return max(1u, min(next, count) - min(first, count));
}

// Whether anchor `index`, number `shape` of its cell, counts.
fn isCounted(index : u32, shape : u32) -> bool {
  if (heatmap.anchorShape >= 0 && shape != u32(heatmap.anchorShape)) {
    return false;
  }
  // As bits, which no GPU rounds to zero; numbers below 0 and NaN are above every threshold, and are left to the map.
  if (ranking[index] < hardest[LEAST]) {
    return false;
  }
  if (heatmap.anchorKind == 0u) {
    return true;
  }
  let label = targets[index];
  return select(label == BACKGROUND, label >= 0, heatmap.anchorKind == 1u);
}

fn cellValue(cell : vec2u) -> f32 {
  let stride = heatmap.levels[heatmap.firstLevel].w;
  var value = 0.0;
  for (var index = 0u; index < heatmap.levelCount; index++) {
    let level = heatmap.levels[heatmap.firstLevel + index];
    let owner = min((2u * cell + 1u) * stride / (2u * level.w), level.yz - 1u);
    let first = level.x + (owner.y * level.y + owner.x) * heatmap.anchorsPerCell;
    var reduced = 0.0;
    for (var anchor = first; anchor < first + heatmap.anchorsPerCell; anchor++) {
      if (!isCounted(anchor, anchor - first)) {
        continue;
      }
      let loss = losses[anchor];
      reduced = select(reduced + loss, max(reduced, loss), heatmap.takesMaximum == 1u);
    }
    if (heatmap.takesMaximum == 1u) {
      value = max(value, reduced);
    } else {
      let across = coveredCells(owner.x, level.y, level.w, stride, heatmap.mapSize.x);
      let down = coveredCells(owner.y, level.z, level.w, stride, heatmap.mapSize.y);
      value += reduced / f32(across * down);
    }
  }
  return value;
}

@compute @workgroup_size(64)
fn reduceCells(
  @builtin(workgroup_id) group : vec3u,
  @builtin(num_workgroups) groupCount : vec3u,
  @builtin(local_invocation_index) thread : u32,
) {
  let index = flatWorkgroup(group, groupCount) * 64u + thread;
  if (index < heatmap.mapSize.x * heatmap.mapSize.y) {
    let row = index / heatmap.mapSize.x;
    let value = cellValue(vec2u(index - row * heatmap.mapSize.x, row));
    cells[index] = value;
    let bits = bitcast<u32>(value);
    // Infinities, NaN and negative numbers have greater bits than any finite loss: they set no scale.
    if (bits < 0x7f800000u) {
      atomicMax(&workgroupTop, bits);
    }
  }
  workgroupBarrier();
  if (thread == 0u) {
    atomicMax(&top, atomicLoad(&workgroupTop));
  }
}
