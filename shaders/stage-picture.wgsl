// The stage's picture: photo with the heatmap over it, background around it. First each cell of the heatmap is
// coloured, one thread a cell; then one fragment a device pixel, of which there are a hundred times as many.
#include "shared/dispatch.wgsl"

struct Picture {
  // Canvas position of the photo's upper left corner, in device pixels.
  offset : vec2f,
  // Size of the upright original, in its pixels; zero without a photo.
  photoSize : vec2f,
  // Pixels of the sampled level per pixel of the original.
  texelsPerPhotoPixel : vec2f,
  // Heatmap cells per pixel of the original.
  cellsPerPhotoPixel : vec2f,
  // Size of the sampled level, in its pixels.
  levelSize : vec2u,
  // Size of the heatmap, in cells; zero without one.
  mapSize : vec2u,
  // Around the photo; sRGB, 0 to 1.
  background : vec3f,
  // Pixels of the original per device pixel.
  photoPerPixel : f32,
  // The level of the photo's pyramid that is sampled.
  level : u32,
  // Index of the colormap's first entry among all colormaps.
  firstColour : u32,
  // Opacity of a cell at the top of the scale, 0 to 1.
  opacity : f32,
  // 1: the colour scale is logarithmic, 0: linear.
  isLogarithmic : u32,
  // Decades that a logarithmic scale spans.
  logDecades : f32,
  // Share of the opacity that a cell at the bottom of the scale gets, 0 to 1.
  coldOpacity : f32,
  // 0: the map as it is; 1: what the other map has more than it; 2: the other over it; 3: marks, each with a colour.
  contrast : u32,
  // Decades to either side of equal that the colours of a ratio span.
  ratioDecades : f32,
  // How many steps between marks a colour table has, and the first mark that is as opaque as cells are.
  markSteps : f32,
  leastHotMark : f32,
}

// Where things lie and how they are coloured.
@group(0) @binding(0) var<uniform> picture : Picture;
// The photo and its pyramid of box averages; sRGB values as they are, 0 to 1.
@group(0) @binding(1) var photo : texture_2d<f32>;
// Bilinear within a level, clamped at the edges.
@group(0) @binding(2) var bilinear : sampler;
// Per cell [mapSize.y, mapSize.x] what it adds to the photo's red, green and blue, and the share of the photo that it
// keeps; 0 to 1.
@group(0) @binding(3) var<storage, read> blends : array<vec4f>;
// The shown map [mapSize.y, mapSize.x], normalised loss per cell.
@group(0) @binding(4) var<storage, read> cells : array<f32>;
// The value at the top of the colour scale, in the same units.
@group(0) @binding(5) var<storage, read> top : f32;
// All colormaps, 256 entries each, RGBA packed in bytes.
@group(0) @binding(6) var<storage, read> colours : array<u32>;
// `blends` while it is being made.
@group(0) @binding(7) var<storage, read_write> newBlends : array<vec4f>;
// The map that the shown one is compared with, in the same units; the shown one itself where it is not.
@group(0) @binding(8) var<storage, read> otherCells : array<f32>;

// Place on the colour scale, 0 to 1; colormap.ts has the formula.
fn heatFraction(value : f32) -> f32 {
  if (!(value > 0.0) || !(top > 0.0)) {
    return 0.0;
  }
  let share = value / top;
  if (picture.isLogarithmic == 1u) {
    // log10 by log2; shares below the scale's reach are raised first, since log2 of a denormal is not defined.
    return clamp(1.0 + log2(max(share, 1e-30)) * 0.30102999566 / picture.logDecades, 0.0, 1.0);
  }
  return clamp(share, 0.0, 1.0);
}

// How far from equal two cells are, -1 to 1; colormap.ts has the formula.
fn contrastFraction(left : f32, right : f32) -> f32 {
  if (picture.contrast == 1u) {
    let difference = right - left;
    return sign(difference) * heatFraction(abs(difference));
  }
  let decades = (log2(max(right, 1e-30)) - log2(max(left, 1e-30))) * 0.30102999566;
  return clamp(decades / picture.ratioDecades, -1.0, 1.0);
}

// Between two neighbouring entries, so that a rounding apart in the fraction is no visible step.
fn heatColour(fraction : f32) -> vec3f {
  let place = fraction * 255.0;
  let entry = u32(place);
  let lower = unpack4x8unorm(colours[picture.firstColour + entry]).rgb;
  let upper = unpack4x8unorm(colours[picture.firstColour + min(entry + 1u, 255u)]).rgb;
  return mix(lower, upper, place - f32(entry));
}

@compute @workgroup_size(64)
fn colourCells(
  @builtin(workgroup_id) group : vec3u,
  @builtin(num_workgroups) groupCount : vec3u,
  @builtin(local_invocation_index) thread : u32,
) {
  let cell = flatWorkgroup(group, groupCount) * 64u + thread;
  if (cell >= picture.mapSize.x * picture.mapSize.y) {
    return;
  }
  var heat = 0.0;
  var place = 0.0;
  var isMarked = true;
  if (picture.contrast == 3u) {
    let mark = cells[cell];
    isMarked = mark > 0.0;
    heat = select(0.0, 1.0, mark >= picture.leastHotMark);
    place = clamp(mark / picture.markSteps, 0.0, 1.0);
  } else if (picture.contrast == 0u) {
    heat = heatFraction(cells[cell]);
    place = heat;
  } else {
    let fraction = contrastFraction(cells[cell], otherCells[cell]);
    heat = abs(fraction);
    place = 0.5 + 0.5 * fraction;
  }
  // A cell without a mark is one without an anchor that counts: the photo alone.
  let opacity = select(0.0, picture.opacity * mix(picture.coldOpacity, 1.0, heat), isMarked);
  newBlends[cell] = vec4f(heatColour(place) * opacity, 1.0 - opacity);
}

// One triangle over the whole canvas.
@vertex
fn coverCanvas(@builtin(vertex_index) vertex : u32) -> @builtin(position) vec4f {
  return vec4f(f32(vertex & 1u) * 4.0 - 1.0, f32(vertex >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn drawPicture(@builtin(position) canvasPosition : vec4f) -> @location(0) vec4f {
  let position = (canvasPosition.xy - picture.offset) * picture.photoPerPixel;
  if (any(position < vec2f(0.0)) || any(position >= picture.photoSize)) {
    return vec4f(picture.background, 1.0);
  }
  let place = position * picture.texelsPerPhotoPixel / vec2f(picture.levelSize);
  var colour = textureSampleLevel(photo, bilinear, place, f32(picture.level)).rgb;
  if (picture.mapSize.x > 0u) {
    let cell = min(vec2u(position * picture.cellsPerPhotoPixel), picture.mapSize - 1u);
    let blend = blends[cell.y * picture.mapSize.x + cell.x];
    colour = colour * blend.a + blend.rgb;
  }
  return vec4f(colour, 1.0);
}
