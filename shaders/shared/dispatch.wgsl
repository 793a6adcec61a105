// The flat index of a workgroup whose dispatch was tiled over x and y (src/gpu/tile-workgroups.ts). No variable here
// or in a kernel may be called `workgroup`: the parser that reads uniform layouts takes it for the address space.
fn flatWorkgroup(workgroupId : vec3u, workgroupCount : vec3u) -> u32 {
  return workgroupId.y * workgroupCount.x + workgroupId.x;
}
