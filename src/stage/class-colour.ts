/** sRGB, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Successive multiples of it spread over the circle with no two near each other, however many are taken. */
const goldenAngle = 180 * (3 - Math.sqrt(5));

/** Lightnesses that successive classes take in turn, so that near hues still differ. */
const lightnesses = [0.8, 0.7, 0.88] as const;
const firstHue = 25;
const fullChroma = 0.17;

/** OKLCH to linear sRGB, unclipped (Ottosson 2020, "A perceptual color space for image processing"). */
function linearFromOklch(lightness: number, chroma: number, hueDegrees: number): Colour {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The sRGB transfer function (IEC 61966-2-1). */
function encodeSrgb(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function decodeSrgb(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/**
 * A colour for a class index, the same at every call, far from those of its neighbours and bright enough to show on
 * photographs: a golden-angle walk round the hues of OKLCH, with the chroma lowered where sRGB ends.
 */
export function classColour(classIndex: number): Colour {
  const lightness = lightnesses[classIndex % lightnesses.length] ?? lightnesses[0];
  const hue = firstHue + classIndex * goldenAngle;
  let chroma = fullChroma;
  let linear = linearFromOklch(lightness, chroma, hue);
  while (chroma > 0 && linear.some((channel) => channel < 0 || channel > 1)) {
    chroma = Math.max(0, chroma - 0.005);
    linear = linearFromOklch(lightness, chroma, hue);
  }
  return [encodeSrgb(linear[0]), encodeSrgb(linear[1]), encodeSrgb(linear[2])];
}

/** `#rrggbb` */
export function cssColour(colour: Colour): string {
  const digits = colour.map((channel) =>
    Math.round(channel * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}

/** Black or white, whichever has the greater contrast on `background` (WCAG 2's relative luminance). */
export function readableTextColour(background: Colour): '#000000' | '#ffffff' {
  const [red, green, blue] = background;
  const luminance = 0.2126 * decodeSrgb(red) + 0.7152 * decodeSrgb(green) + 0.0722 * decodeSrgb(blue);
  return (luminance + 0.05) ** 2 >= 1.05 * 0.05 ? '#000000' : '#ffffff';
}
