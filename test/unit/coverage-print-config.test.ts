import { describe, expect, it } from 'vitest';
import { roundHalfToEven } from '../../src/anchors/anchor-shapes.ts';
import { anchorSettingsOf, levelShapes, type AnchorSettings } from '../../src/coverage/anchor-settings.ts';
import { anchorFrameworks, printAnchorConfig } from '../../src/coverage/print-anchor-config.ts';
import { retinaAnchors } from '../support/anchor-settings.ts';

const retina: AnchorSettings = anchorSettingsOf({
  anchors: retinaAnchors,
  defaultSide: 416,
  inputRule: { padToMultiple: 32 },
});
const odd: AnchorSettings = {
  ...retina,
  baseSizes: [15, 41, 100, 202, 238],
  scales: [1, 1.312],
  ratios: [0.4, 1.7, 3],
  centreOffset: 0.25,
};

type Numbers = number | Numbers[];

/** `NAME=literal` of Python as nested arrays: parentheses and brackets alike, no comma at the end, one `* n`. */
function readPython(text: string, name: string): Numbers {
  const line = text
    .split('\n')
    .find((each) => each.trim().startsWith(`${name}=`) || each.startsWith(`${name} =`));
  if (line === undefined) throw new Error(`no ${name}`);
  const [, literal = ''] = /=\s*(.*?),?$/.exec(line.trim())!;
  const [, body = '', repeats] = /^(.*?)(?: \* (\d+))?$/.exec(literal)!;
  const json = body
    .replaceAll('(', '[')
    .replaceAll(')', ']')
    .replaceAll(/,\s*\]/g, ']');
  const value = JSON.parse(json.replaceAll(/(\d)\.0\b/g, '$1')) as Numbers;
  return repeats === undefined
    ? value
    : Array.from({ length: Number(repeats) }, () => (value as Numbers[])[0]!);
}
const has = (text: string, name: string): boolean => new RegExp(`^\\s*${name}\\s*=`, 'm').test(text);

type Corners = [number, number, number, number];
const about = (x: number, y: number, w: number, h: number): Corners => [
  x - w / 2,
  y - h / 2,
  x + w / 2,
  y + h / 2,
];

/** AnchorGenerator.generate_anchors: ratio outer, half extents rounded, centred on the corner of the cell. */
function torchvisionAnchors(text: string, level: number): Corners[] {
  const sizes = (readPython(text, 'sizes') as number[][])[level]!;
  const ratios = (readPython(text, 'aspect_ratios') as number[][])[level]!;
  return ratios.flatMap((ratio) =>
    sizes.map((size): Corners => {
      const x = roundHalfToEven(size / Math.sqrt(ratio) / 2);
      const y = roundHalfToEven((size * Math.sqrt(ratio)) / 2);
      return [-x, -y, x, y];
    }),
  );
}

/** DefaultAnchorGenerator.generate_cell_anchors: size outer; w = √(size² / ratio), h = ratio · w. */
function detectron2Anchors(text: string, level: number, stride: number): Corners[] {
  const prefix = 'cfg.MODEL.ANCHOR_GENERATOR';
  const sizes = (readPython(text, `${prefix}.SIZES`) as number[][])[level]!;
  const [ratios] = readPython(text, `${prefix}.ASPECT_RATIOS`) as number[][];
  const centre = (readPython(text, `${prefix}.OFFSET`) as number) * stride;
  return sizes.flatMap((size) =>
    ratios!.map((ratio) => {
      const width = Math.sqrt(size ** 2 / ratio);
      return about(centre, centre, width, ratio * width);
    }),
  );
}

/** AnchorGenerator.gen_single_level_base_anchors; base sizes are the strides unless given, and carry the offset. */
function mmdetectionAnchors(text: string, level: number): Corners[] {
  const strides = readPython(text, 'strides') as number[];
  const bases = has(text, 'base_sizes') ? (readPython(text, 'base_sizes') as number[]) : strides;
  const ratios = readPython(text, 'ratios') as number[];
  if (has(text, 'octave_base_scale') === has(text, 'scales')) throw new Error('one or the other');
  const octaves = has(text, 'scales_per_octave') ? (readPython(text, 'scales_per_octave') as number) : 0;
  const scales = has(text, 'scales')
    ? (readPython(text, 'scales') as number[])
    : Array.from(
        { length: octaves },
        (_, index) => (readPython(text, 'octave_base_scale') as number) * 2 ** (index / octaves),
      );
  const offset = has(text, 'center_offset') ? (readPython(text, 'center_offset') as number) : 0;
  if (offset !== 0 && has(text, 'centers')) throw new Error('one or the other');
  const base = bases[level]!;
  const [x, y] = has(text, 'centers')
    ? (readPython(text, 'centers') as number[][])[level]!
    : [offset * base, offset * base];
  const one = (scale: number, ratio: number): Corners =>
    about(x!, y!, (base * scale) / Math.sqrt(ratio), base * scale * Math.sqrt(ratio));
  return text.includes('scale_major=False')
    ? scales.flatMap((scale) => ratios.map((ratio) => one(scale, ratio)))
    : ratios.flatMap((ratio) => scales.map((scale) => one(scale, ratio)));
}

/** parse_anchor_parameters and generate_anchors: split at each blank, sizes and strides by int(). */
function kerasAnchors(text: string, level: number): Corners[] {
  expect(text).toMatch(/^\[anchor_parameters\]$/m);
  const read = (name: string): number[] => {
    const [, values = ''] = new RegExp(`^${name} *= *(.*)$`, 'm').exec(text)!;
    for (const value of values.split(' ')) expect(value).toMatch(/^[\d.]+$/);
    return values.split(' ').map(Number);
  };
  const size = read('sizes')[level]!;
  const stride = read('strides')[level]!;
  for (const whole of [...read('sizes'), ...read('strides')]) expect(Number.isInteger(whole)).toBe(true);
  return read('ratios').flatMap((ratio) =>
    read('scales').map((scale) => {
      const width = Math.sqrt((size * scale) ** 2 / ratio);
      return about(stride / 2, stride / 2, width, width * ratio);
    }),
  );
}

function expectCorners(
  actual: readonly Corners[],
  expected: readonly (readonly number[])[],
  digits = 3,
): void {
  for (const [index, corners] of expected.entries())
    for (const [side, value] of corners.entries()) expect(actual[index]![side]).toBeCloseTo(value, digits);
}

/** What the setting itself says of a level's cell (0, 0). */
function ownAnchors(settings: AnchorSettings, level: number): Corners[] {
  const { widths, heights } = levelShapes(settings, level);
  const centre = settings.centreOffset * settings.strides[level]!;
  return Array.from(widths, (width, index) => about(centre, centre, width, heights[index]!));
}

describe('printAnchorConfig', () => {
  it('torchvision: its golden anchors of P3 and P7', () => {
    const text = printAnchorConfig({ ...retina, rounding: 'half-extents', centreOffset: 0 }, 'torchvision');
    expectCorners(torchvisionAnchors(text, 0), [
      [-23, -11, 23, 11],
      [-28, -14, 28, 14],
      [-35, -18, 35, 18],
    ]);
    expectCorners(torchvisionAnchors(text, 4), [
      [-362, -181, 362, 181],
      [-456, -228, 456, 228],
      [-574, -287, 574, 287],
    ]);
    expect(text).toContain('(512, 645, 812)');
    expect(text).not.toContain('Not this setting');
  });

  it('torchvision: says how far its rounding and its corners are from the setting', () => {
    const text = printAnchorConfig(retina, 'torchvision');
    expect(text).toContain('centres lie 4, 8, 16, 32, 64 px left of and above its own');
    // The greatest of all shapes, by hand: the setting’s extent less the one that torchvision lays.
    const own = ownAnchors({ ...retina, centreOffset: 0 }, 0);
    const most = Math.max(
      ...[0, 1, 2, 3, 4].flatMap((level) => {
        const laid = torchvisionAnchors(text, level);
        return ownAnchors({ ...retina, centreOffset: 0 }, level).flatMap((corners, index) =>
          corners.map((value, side) => Math.abs(value - laid[index]![side]!)),
        );
      }),
    );
    expect(own).toHaveLength(9);
    expect(text).toContain(`sides end up to ${most.toFixed(2)} px elsewhere`);
  });

  it('detectron2: its golden anchors of P3', () => {
    const text = printAnchorConfig({ ...retina, order: 'scale-outer', centreOffset: 0 }, 'detectron2');
    expectCorners(detectron2Anchors(text, 0, 8), [
      [-22.627, -11.314, 22.627, 11.314],
      [-16, -16, 16, 16],
      [-11.314, -22.627, 11.314, 22.627],
    ]);
    expect(text).not.toMatch(/Not this setting|another order/);
    expect(printAnchorConfig(retina, 'detectron2')).toContain('another order');
  });

  it('mmdetection: its golden anchors of P3, by octaves', () => {
    const text = printAnchorConfig({ ...retina, centreOffset: 0 }, 'mmdetection');
    expect(text).toContain('octave_base_scale=4,');
    expect(text).toContain('scales_per_octave=3,');
    expectCorners(mmdetectionAnchors(text, 0), [
      [-22.627, -11.314, 22.627, 11.314],
      [-28.509, -14.254, 28.509, 14.254],
      [-35.919, -17.959, 35.919, 17.959],
    ]);
  });

  it('keras-retinanet: its golden anchors of P3, half a cell further', () => {
    const text = printAnchorConfig(retina, 'keras-retinanet');
    expectCorners(kerasAnchors(text, 0), [
      [-18.627, -7.314, 26.627, 15.314],
      [-24.5088, -10.2544, 32.5088, 18.2544],
      [-31.919, -13.9595, 39.919, 21.9595],
    ]);
    expect(text).not.toContain('#');
  });

  it('lays any setting on all levels where the framework can express it', () => {
    for (const order of ['ratio-outer', 'scale-outer'] as const) {
      for (const settings of [
        odd,
        { ...odd, scales: [0.7], ratios: [1] },
        { ...retina, scales: [0.5, 0.9] },
      ]) {
        const varied = { ...settings, order };
        for (const level of settings.strides.keys()) {
          const mmdetection = mmdetectionAnchors(printAnchorConfig(varied, 'mmdetection'), level);
          expectCorners(mmdetection, ownAnchors(varied, level));
          const detectron2 = printAnchorConfig(varied, 'detectron2');
          const expected = ownAnchors({ ...varied, order: 'scale-outer' }, level);
          expectCorners(detectron2Anchors(detectron2, level, settings.strides[level]!), expected);
          const keras = printAnchorConfig({ ...varied, centreOffset: 0.5 }, 'keras-retinanet');
          const middle = ownAnchors({ ...varied, order: 'ratio-outer', centreOffset: 0.5 }, level);
          expectCorners(kerasAnchors(keras, level), middle);
        }
      }
    }
  });

  it('keras-retinanet: puts what is not whole of the base sizes into the scales, else rounds and says so', () => {
    const halves = { ...retina, baseSizes: retina.strides.map((stride) => stride * 3.3) };
    const folded = printAnchorConfig(halves, 'keras-retinanet');
    for (const level of [0, 4]) expectCorners(kerasAnchors(folded, level), ownAnchors(halves, level));
    expect(folded).not.toContain('#');
    const rounded = printAnchorConfig({ ...retina, baseSizes: [15.5, 41, 100, 202, 238] }, 'keras-retinanet');
    expect(rounded).toContain('sizes = 16 41 100 202 238');
    expect(rounded).toContain('# Base sizes are rounded');
    expect(rounded).toContain('(on P3)');
    expect(printAnchorConfig(odd, 'keras-retinanet')).toContain('always centred in the middle');
  });

  it('prints one member so that Python reads a tuple', () => {
    const single = { ...retina, strides: [16], baseSizes: [64], scales: [1], ratios: [2] };
    const text = printAnchorConfig(single, 'torchvision');
    expect(text).toContain('sizes=((64,),),');
    expect(text).toContain('aspect_ratios=((2.0,),) * 1,');
  });

  it.each(anchorFrameworks)('%s: refuses a setting that is none', (framework) => {
    expect(() => printAnchorConfig({ ...retina, ratios: [0] }, framework)).toThrow('ratios[0]');
  });
});
