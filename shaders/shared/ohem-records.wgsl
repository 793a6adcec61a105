// What the kernels of online hard example mining share.

struct OhemParams {
  // A, at most as many as the buffers hold.
  anchorCount : u32,
  // N, anchors that are selected at most.
  wanted : u32,
  // Intersection over union beyond which the box of the smaller loss is suppressed, 0 to 1.
  maxIou : f32,
  // Negatives for each positive at most; 0 for any number.
  negativesPerPositive : u32,
  // How far apart, in its widths and heights, a box and another that suppresses it can have their centres.
  reach : f32,
  // Always 0; see keepRounding.
  zero : u32,
}

struct OhemState {
  // Anchors that take part, and those of them that have a class.
  eligible : atomic<u32>,
  eligiblePositives : atomic<u32>,
  // Place in the order where the next block begins.
  first : u32,
  // Survivors so far, and those of them that have a class.
  survivors : u32,
  positives : u32,
  // Anchors with a class in the blocks so far, suppressed or not.
  seenPositives : u32,
  // 1 when no further block can change the selection.
  done : u32,
}

struct OhemSurvivor {
  // Corners (x0, y0, x1, y1) in pixels.
  box : vec4f,
  // Its index.
  anchor : u32,
  // Survivors of larger loss that have a class.
  positivesBefore : u32,
  // 1 + place of another survivor in the same cell, 0 at the end.
  next : u32,
  // Fills the 32 bytes.
  padding : u32,
}
