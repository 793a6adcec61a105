// Copies a few rows of a large matrix of 32-bit words, bits unchanged, so that they can be read back without it: its
// buffer may be somebody else's, and not made to be copied from. One thread a word.
#include "shared/dispatch.wgsl"

struct Gather {
  // How many rows are wanted.
  rowCount : u32,
  // Words of one row.
  width : u32,
  // The row that the bound part of the matrix begins with, and how many it holds.
  firstRow : u32,
  boundRows : u32,
  // Where the rows of this matrix begin among everything gathered, in words.
  outputStart : u32,
}

// What is copied of which part.
@group(0) @binding(0) var<uniform> params : Gather;
// Rows firstRow to firstRow + boundRows of the matrix, row-major.
@group(0) @binding(1) var<storage, read> matrix : array<u32>;
// The rows wanted [rowCount], in the order in which they are gathered.
@group(0) @binding(2) var<storage, read> rows : array<u32>;
// All rows gathered; from outputStart on [rowCount, width].
@group(0) @binding(3) var<storage, read_write> gathered : array<u32>;

@compute @workgroup_size(64)
fn gatherRows(
  @builtin(workgroup_id) group : vec3u,
  @builtin(num_workgroups) groupCount : vec3u,
  @builtin(local_invocation_index) thread : u32,
) {
  let index = flatWorkgroup(group, groupCount) * 64u + thread;
  if (index >= params.rowCount * params.width) {
    return;
  }
  let place = index / params.width;
  let row = rows[place];
  // Another part of the matrix has the rows that this one lacks.
  if (row < params.firstRow || row - params.firstRow >= params.boundRows) {
    return;
  }
  gathered[params.outputStart + index] = matrix[(row - params.firstRow) * params.width + index - place * params.width];
}
