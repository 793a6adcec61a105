// Outlines and labels of the boxes, over the picture. All places are whole device pixels, laid out on the CPU
// (box-layout.ts), so that lines are crisp and keep their width under zoom.

struct Canvas {
  // In device pixels.
  size : vec2f,
}

struct StageBox {
  // Outer corners of the outline's line (x0, y0, x1, y1), in device pixels.
  outer : vec4f,
  // sRGB and opacity of the whole box, 0 to 1.
  colour : vec4f,
  // Width of the line, in device pixels.
  lineWidth : f32,
  // Width of the dark casing on either side of the line, in device pixels.
  casingWidth : f32,
  // Length of a dash, in device pixels; 0 for a solid line.
  dashLength : f32,
  // Opacity of the colour inside the box, 0 to 1.
  insideAlpha : f32,
  // The label's upper left corner on the canvas, in device pixels.
  labelPlace : vec2f,
  // The same in the atlas.
  atlasPlace : vec2f,
  // In device pixels; zero for no label.
  labelSize : vec2f,
  // Length of the gap between dashes, in device pixels.
  gapLength : f32,
  // Opacity of the casing and of the gaps, 0 to 1.
  casingAlpha : f32,
}

// The canvas that is drawn on.
@group(0) @binding(0) var<uniform> canvas : Canvas;
// Laid-out boxes, one an instance, the last one topmost.
@group(0) @binding(1) var<storage, read> boxes : array<StageBox>;
// Drawn labels; straight alpha, sRGB values as they are.
@group(0) @binding(2) var atlas : texture_2d<f32>;

struct Corner {
  @builtin(position) position : vec4f,
  // Index of the box.
  @location(0) @interpolate(flat) index : u32,
}

// Corner `vertex` (0 to 5) of the two triangles over a rectangle of device pixels.
fn rectangleCorner(rectangle : vec4f, vertex : u32) -> vec4f {
  let isRight = vertex == 1u || vertex == 3u || vertex == 4u;
  let isLower = vertex == 2u || vertex == 4u || vertex == 5u;
  let place = select(rectangle.xy, rectangle.zw, vec2<bool>(isRight, isLower));
  return vec4f(place.x / canvas.size.x * 2.0 - 1.0, 1.0 - place.y / canvas.size.y * 2.0, 0.0, 1.0);
}

// Part 0 to 4 of a box: strips along the upper, lower, left and right edge, and the inside, none overlapping.
fn boxPart(outline : StageBox, part : u32) -> vec4f {
  let band = outline.lineWidth + outline.casingWidth;
  let outside = outline.outer + vec4f(-1.0, -1.0, 1.0, 1.0) * outline.casingWidth;
  let middle = floor((outline.outer.xy + outline.outer.zw) * 0.5);
  let upperLeft = min(outline.outer.xy + band, middle);
  let lowerRight = max(outline.outer.zw - band, middle);
  switch part {
    case 0u: { return vec4f(outside.xy, outside.z, upperLeft.y); }
    case 1u: { return vec4f(outside.x, lowerRight.y, outside.zw); }
    case 2u: { return vec4f(outside.x, upperLeft.y, upperLeft.x, lowerRight.y); }
    case 3u: { return vec4f(lowerRight.x, upperLeft.y, outside.z, lowerRight.y); }
    default: {
      // Collapsed where nothing is to be seen, so that large boxes cost no fragments.
      let inside = vec4f(upperLeft, lowerRight);
      return select(inside.xyxy, inside, outline.insideAlpha > 0.0);
    }
  }
}

// Thirty vertices an instance.
@vertex
fn placeOutline(@builtin(vertex_index) vertex : u32, @builtin(instance_index) instance : u32) -> Corner {
  let outline = boxes[instance];
  let part = boxPart(outline, vertex / 6u);
  return Corner(rectangleCorner(part, vertex % 6u), instance);
}

@fragment
fn drawOutline(corner : Corner) -> @location(0) vec4f {
  let outline = boxes[corner.index];
  let fromStart = corner.position.xy - outline.outer.xy;
  let toEnd = outline.outer.zw - corner.position.xy;
  // Depth into the box from its nearest edge; negative outside the line.
  let depth = min(min(fromStart.x, toEnd.x), min(fromStart.y, toEnd.y));
  let casing = vec4f(0.0, 0.0, 0.0, outline.casingAlpha * outline.colour.a);
  if (depth < 0.0) {
    return casing;
  }
  if (depth < outline.lineWidth) {
    let isUpright = min(fromStart.x, toEnd.x) < min(fromStart.y, toEnd.y);
    let along = select(fromStart.x, fromStart.y, isUpright);
    let period = outline.dashLength + outline.gapLength;
    let isGap = outline.dashLength > 0.0 && along - floor(along / period) * period > outline.dashLength;
    return select(outline.colour, casing, isGap);
  }
  if (depth < outline.lineWidth + outline.casingWidth) {
    return casing;
  }
  return vec4f(outline.colour.rgb, outline.insideAlpha * outline.colour.a);
}

// Six vertices an instance.
@vertex
fn placeLabel(@builtin(vertex_index) vertex : u32, @builtin(instance_index) instance : u32) -> Corner {
  let outline = boxes[instance];
  let rectangle = vec4f(outline.labelPlace, outline.labelPlace + outline.labelSize);
  return Corner(rectangleCorner(rectangle, vertex), instance);
}

@fragment
fn drawLabel(corner : Corner) -> @location(0) vec4f {
  let outline = boxes[corner.index];
  let pixel = vec2u(corner.position.xy - outline.labelPlace + outline.atlasPlace);
  let texel = textureLoad(atlas, pixel, 0);
  return vec4f(texel.rgb, texel.a * outline.colour.a);
}
