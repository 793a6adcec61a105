// The count that comes before a loss whose targets are classes of its rows: how many are, and how many mean nothing.
#include "shared/anchor-totals.wgsl"
#include "shared/targets.wgsl"

@compute @workgroup_size(WORKGROUP_SIZE)
fn countTargets(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let thread = flatWorkgroup(workgroupId, workgroupCount) * WORKGROUP_SIZE + local;
  if (thread >= SUMMING_THREADS) {
    return;
  }
  var foreground = 0u;
  var bad = 0u;
  for (var anchor = thread; anchor < anchorShape.anchors; anchor += SUMMING_THREADS) {
    let label = targets[anchor];
    let known = isKnownTarget(label, anchorShape.classes);
    foreground += select(0u, 1u, known && label >= 0);
    bad += select(1u, 0u, known);
  }
  addToTally(foreground, bad);
}
