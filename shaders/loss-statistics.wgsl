// Sums of a per-anchor loss and counts of anchors, by level of the pyramid and by category: two levels of sums in a
// fixed order, the same bits at every run.
#include "shared/dispatch.wgsl"
#include "shared/compensated-sum.wgsl"

const WORKGROUP_SIZE : u32 = 64u;
// Threads that sum one level; each leaves one partial sum.
const THREADS_PER_LEVEL : u32 = 1024u;
// THREADS_PER_LEVEL / WORKGROUP_SIZE
const WORKGROUPS_PER_LEVEL : u32 = 16u;

// One component for each of easy background, hard background, foreground and ignored.
struct Partial {
  // Losses, in the unit of perAnchor.
  losses : CompensatedSum,
  // Anchors.
  counts : vec4u,
}

struct LevelStatistics {
  // Losses by category, in the unit of perAnchor.
  losses : vec4f,
  // Anchors by category.
  counts : vec4u,
}

struct Setting {
  // Levels of the pyramid.
  levels : u32,
}

@group(0) @binding(0) var<uniform> setting : Setting;
// By level: its first anchor (x) and how many it has (y).
@group(0) @binding(1) var<storage, read> spans : array<vec2u>;
// Loss of each anchor [A].
@group(0) @binding(2) var<storage, read> perAnchor : array<f32>;
// Category of each anchor [A], 0 to 3.
@group(0) @binding(3) var<storage, read> categories : array<u32>;
// [levels, THREADS_PER_LEVEL]
@group(0) @binding(4) var<storage, read_write> partials : array<Partial>;
// [levels]
@group(0) @binding(5) var<storage, read_write> statistics : array<LevelStatistics>;

// Each thread sums every THREADS_PER_LEVEL-th anchor of its level.
@compute @workgroup_size(WORKGROUP_SIZE)
fn sumLevels(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let flatIndex = flatWorkgroup(workgroupId, workgroupCount);
  let level = flatIndex / WORKGROUPS_PER_LEVEL;
  if (level >= setting.levels) {
    return;
  }
  let thread = (flatIndex % WORKGROUPS_PER_LEVEL) * WORKGROUP_SIZE + local;
  let span = spans[level];
  var losses = CompensatedSum();
  var counts = vec4u();
  for (var index = thread; index < span.y; index += THREADS_PER_LEVEL) {
    let anchor = span.x + index;
    let isOf = vec4u(0u, 1u, 2u, 3u) == vec4u(categories[anchor]);
    losses = addCompensated(losses, select(vec4f(), vec4f(perAnchor[anchor]), isOf));
    counts += select(vec4u(), vec4u(1u), isOf);
  }
  partials[level * THREADS_PER_LEVEL + thread] = Partial(losses, counts);
}

// Threads that join the partial sums of a level: few, because software adapters clear the memory that they share word by
// word, in code that takes longer to compile than all the rest.
const JOINING_THREADS : u32 = 16u;

var<workgroup> threadPartials : array<Partial, JOINING_THREADS>;

fn joinPartials(first : Partial, second : Partial) -> Partial {
  return Partial(joinCompensated(first.losses, second.losses), first.counts + second.counts);
}

// One workgroup a level joins its partial sums.
@compute @workgroup_size(JOINING_THREADS)
fn joinLevels(
  @builtin(workgroup_id) workgroupId : vec3u,
  @builtin(num_workgroups) workgroupCount : vec3u,
  @builtin(local_invocation_index) local : u32,
) {
  let level = flatWorkgroup(workgroupId, workgroupCount);
  var joined = Partial();
  if (level < setting.levels) {
    for (var index = local; index < THREADS_PER_LEVEL; index += JOINING_THREADS) {
      joined = joinPartials(joined, partials[level * THREADS_PER_LEVEL + index]);
    }
  }
  threadPartials[local] = joined;
  workgroupBarrier();
  if (local != 0u || level >= setting.levels) {
    return;
  }
  for (var thread = 1u; thread < JOINING_THREADS; thread++) {
    joined = joinPartials(joined, threadPartials[thread]);
  }
  statistics[level] = LevelStatistics(joined.losses.sum + joined.losses.error, joined.counts);
}
