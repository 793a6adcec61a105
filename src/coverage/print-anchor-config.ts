import { anchorDeviation } from './anchor-deviation.ts';
import { levelName, validateAnchorSettings, type AnchorSettings } from './anchor-settings.ts';

/** Frameworks whose configuration can be printed. */
export const anchorFrameworks = ['torchvision', 'detectron2', 'mmdetection', 'keras-retinanet'] as const;
export type AnchorFramework = (typeof anchorFrameworks)[number];

/**
 * The anchors of a setting as the lines that make a framework lay them, with comments on where it will lay them
 * otherwise. Ratios are height over width in all four.
 *
 * - torchvision: `AnchorGenerator`; whole sizes, cut as its own RetinaNet cuts them; half extents rounded to whole
 *   pixels, centres on cell corners.
 * - detectron2: `MODEL.ANCHOR_GENERATOR`; sizes and offset as they are.
 * - mmdetection: `AnchorGenerator`; `octave_base_scale` and `scales_per_octave` where the scales are even parts of an
 *   octave and base sizes a fixed number of strides, else `scales`. Its `center_offset` counts in base sizes, so with
 *   `base_sizes` of its own the centres are given in pixels.
 * - keras-retinanet: `[anchor_parameters]`; base sizes are whole there, centres always in the middle of the cell.
 *
 * @throws InputError as `validateAnchorSettings`
 */
export function printAnchorConfig(settings: AnchorSettings, framework: AnchorFramework): string {
  validateAnchorSettings(settings);
  switch (framework) {
    case 'torchvision':
      return printTorchvision(settings);
    case 'detectron2':
      return printDetectron2(settings);
    case 'mmdetection':
      return printMmdetection(settings);
    case 'keras-retinanet':
      return printKerasRetinanet(settings);
  }
}

function printTorchvision(settings: AnchorSettings): string {
  const sizes = settings.baseSizes.map((base) =>
    settings.scales.map((scale) => Math.max(1, Math.trunc(base * scale))),
  );
  const laid: AnchorSettings = { ...settings, rounding: 'half-extents', centreOffset: 0 };
  return [
    ...noteDeviation(settings, laid),
    '# Sizes are cut to whole pixels, as torchvision’s own RetinaNet cuts them; AnchorGenerator then rounds half of',
    '# each side to whole pixels and centres anchors on the corner of their cell (offset 0).',
    `# Strides come from the feature maps, padded input // grid, and must be ${list(settings.strides)}.`,
    ...noteOrder(settings, 'ratio-outer'),
    'anchor_generator = AnchorGenerator(',
    `    sizes=${tuple(sizes.map((ofLevel) => tuple(ofLevel.map(String))))},`,
    `    aspect_ratios=(${tuple(settings.ratios.map(python))},) * ${sizes.length},`,
    ')',
    '',
  ].join('\n');
}

function printDetectron2(settings: AnchorSettings): string {
  // An offset of 1 is not allowed there; it is the next cell's 0.
  const offset = settings.centreOffset === 1 ? 0 : settings.centreOffset;
  const laid: AnchorSettings = { ...settings, rounding: 'none', centreOffset: offset };
  const sizes = settings.baseSizes.map((base) => list(settings.scales.map((scale) => base * scale)));
  return [
    ...noteDeviation(settings, laid),
    `# Strides come from the backbone and must be ${list(settings.strides)}.`,
    ...noteOrder(settings, 'scale-outer'),
    `cfg.MODEL.ANCHOR_GENERATOR.SIZES = [${sizes.join(', ')}]`,
    `cfg.MODEL.ANCHOR_GENERATOR.ASPECT_RATIOS = [${list(settings.ratios)}]`,
    `cfg.MODEL.ANCHOR_GENERATOR.OFFSET = ${python(offset)}`,
    '',
  ].join('\n');
}

function printMmdetection(settings: AnchorSettings): string {
  const { strides, scales, ratios, centreOffset } = settings;
  const multiple = uniformMultiple(settings);
  const isOctave = scales.every((scale, index) => isClose(scale, 2 ** (index / scales.length)));
  const sizes =
    multiple === undefined
      ? [
          `    scales=${list(scales)},`,
          `    base_sizes=${list(settings.baseSizes)},`,
          ...(centreOffset === 0
            ? []
            : [
                '    # center_offset would count in base sizes, not in strides.',
                `    centers=[${strides.map((stride) => `(${python(stride * centreOffset)}, ${python(stride * centreOffset)})`).join(', ')}],`,
              ]),
        ]
      : [
          ...(isOctave
            ? [`    octave_base_scale=${number(multiple)},`, `    scales_per_octave=${scales.length},`]
            : [`    scales=${list(scales.map((scale) => scale * multiple))},`]),
          ...(centreOffset === 0 ? [] : [`    center_offset=${python(centreOffset)},`]),
        ];
  return [
    ...noteDeviation(settings, { ...settings, rounding: 'none' }),
    'anchor_generator=dict(',
    "    type='AnchorGenerator',",
    ...sizes,
    `    ratios=${list(ratios, python)},`,
    `    strides=${list(strides)},`,
    ...(settings.order === 'scale-outer' ? ['    scale_major=False,'] : []),
    ')',
    '',
  ].join('\n');
}

function printKerasRetinanet(settings: AnchorSettings): string {
  // Sizes are read as integers; what a stride's multiple has beyond that can go into the scales.
  const multiple = uniformMultiple(settings);
  const isWhole = settings.baseSizes.every(Number.isInteger);
  const isFolded = !isWhole && multiple !== undefined;
  const baseSizes = isFolded
    ? settings.strides
    : settings.baseSizes.map((size) => Math.max(1, Math.round(size)));
  const scales = isFolded ? settings.scales.map((scale) => scale * multiple) : settings.scales;
  const laid: AnchorSettings = { ...settings, baseSizes, scales, rounding: 'none', centreOffset: 0.5 };
  const line = (name: string, values: readonly number[]): string =>
    // One blank between values: it splits at every single one.
    `${name} = ${values.map(number).join(' ')}`;
  return [
    ...noteDeviation(settings, laid),
    ...(isWhole || isFolded ? [] : ['# Base sizes are rounded: they are read as integers.']),
    ...(settings.centreOffset === 0.5 ? [] : ['# Anchors are always centred in the middle of their cell.']),
    ...noteOrder(settings, 'ratio-outer'),
    '[anchor_parameters]',
    line('sizes', baseSizes),
    line('strides', settings.strides),
    line('ratios', settings.ratios),
    line('scales', scales),
    '',
  ].join('\n');
}

/** Comments on how far the framework's anchors lie from the setting's; none below a thousandth of a pixel. */
function noteDeviation(settings: AnchorSettings, laid: AnchorSettings): string[] {
  const { shiftInCells, cornerPixels, cornerLevel } = anchorDeviation(settings, laid);
  const notes: string[] = [];
  if (shiftInCells !== 0) {
    const pixels = settings.strides.map((stride) => number(Math.abs(shiftInCells) * stride)).join(', ');
    const side = shiftInCells < 0 ? 'left of and above' : 'right of and below';
    notes.push(`# Not this setting exactly: centres lie ${pixels} px ${side} its own, level by level.`);
  }
  if (cornerPixels >= 0.001) {
    const where = levelName(settings, cornerLevel);
    const most = cornerPixels.toFixed(2);
    notes.push(
      `# Not this setting exactly: sides end up to ${most} px elsewhere about their centre (on ${where}).`,
    );
  }
  return notes;
}

function noteOrder(settings: AnchorSettings, own: AnchorSettings['order']): string[] {
  if (settings.order === own || settings.scales.length === 1 || settings.ratios.length === 1) return [];
  return [
    '# The same anchors of a cell in another order: heads trained for the one do not fit the other as they are.',
  ];
}

/** Base size over stride, where it is the same on all levels. */
function uniformMultiple({ baseSizes, strides }: AnchorSettings): number | undefined {
  const multiple = (baseSizes[0] ?? 0) / (strides[0] ?? 1);
  return baseSizes.every((size, level) => isClose(size, multiple * (strides[level] ?? 1)))
    ? multiple
    : undefined;
}

function isClose(first: number, second: number): boolean {
  return Math.abs(first - second) <= 1e-9 * Math.abs(second);
}

/** Eight significant digits, about what float32 holds, without trailing zeros. */
function number(value: number): string {
  return String(Number(value.toPrecision(8)));
}

/** A number that Python reads as a float. */
function python(value: number): string {
  const text = number(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function list(values: readonly number[], print = number): string {
  return `[${values.map(print).join(', ')}]`;
}

/** A Python tuple, which needs a comma even when it has one member. */
function tuple(members: readonly string[]): string {
  return members.length === 1 ? `(${members[0] ?? ''},)` : `(${members.join(', ')})`;
}
