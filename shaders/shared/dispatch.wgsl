// The flat index of a workgroup whose dispatch was tiled over x and y (src/gpu/tile-workgroups.ts).
fn flatWorkgroup(workgroup : vec3u, count : vec3u) -> u32 {
  return workgroup.y * count.x + workgroup.x;
}
