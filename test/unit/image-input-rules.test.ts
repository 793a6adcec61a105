import { describe, expect, it } from 'vitest';
import { layOutInput, resolveNormalising, type InputRule } from '../../src/image/input-geometry.ts';
import { createResizeFilter } from '../../src/image/resize-filter.ts';
import { preprocessReference } from '../../src/image/reference/preprocess.ts';

const plain: InputRule = {
  padToMultiple: 32,
  padValue: 0,
  channelOrder: 'RGB',
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const shorter = { kind: 'shorter-side', shorter: 800, longer: 1333 } as const;

function sizesOf(width: number, height: number, side: number, rule: Partial<InputRule>): number[] {
  const geometry = layOutInput(width, height, side, { ...plain, ...rule });
  return [geometry.resizedWidth, geometry.resizedHeight, geometry.inputWidth, geometry.inputHeight];
}

describe('layOutInput', () => {
  it('takes the shorter side to 800 where the longer one stays within 1333', () => {
    expect(sizesOf(640, 480, 1333, { resize: shorter })).toEqual([1067, 800, 1088, 800]);
    expect(sizesOf(640, 480, 1333, { resize: shorter, sizeRounding: 'floor' })).toEqual([
      1066, 800, 1088, 800,
    ]);
    expect(sizesOf(2000, 500, 1333, { resize: shorter })).toEqual([1333, 333, 1344, 352]);
  });

  it('keeps the proportion of both bounds at another input size', () => {
    expect(sizesOf(500, 500, 640, { resize: shorter })).toEqual([384, 384, 384, 384]);
    expect(sizesOf(1000, 250, 640, { resize: shorter })).toEqual([640, 160, 640, 160]);
  });

  it('fills a fixed input, in proportion or stretched, whatever the input size', () => {
    const fixed = { kind: 'fixed', width: 640, height: 480 } as const;
    expect(sizesOf(500, 1000, 320, { resize: { ...fixed, fit: 'contain' } })).toEqual([240, 480, 640, 480]);
    expect(sizesOf(500, 1000, 320, { resize: { ...fixed, fit: 'stretch' } })).toEqual([640, 480, 640, 480]);
    const geometry = layOutInput(500, 1000, 320, { ...plain, resize: { ...fixed, fit: 'stretch' } });
    expect([geometry.scaleX, geometry.scaleY]).toEqual([1.28, 0.48]);
  });

  it('pads to the multiple, or by a whole one where nothing is missing', () => {
    expect(sizesOf(64, 64, 64, { padToMultiple: 128 })).toEqual([64, 64, 128, 128]);
    expect(sizesOf(64, 40, 64, { padding: 'always' })).toEqual([64, 40, 96, 64]);
  });

  it('never makes a side of no pixels', () => {
    expect(sizesOf(1000, 1, 64, { sizeRounding: 'floor' })).toEqual([64, 1, 64, 32]);
  });
});

describe('resolveNormalising', () => {
  it('brings means of values 0 to 1 to those of 0 to 255', () => {
    const { mean, std } = resolveNormalising({
      ...plain,
      range: '0..1',
      mean: [0.5, 0.2, 0.4],
      std: [0.2, 1, 0.5],
    });
    expect([...mean, ...std]).toEqual([127.5, 51, 102, 51, 255, 127.5]);
  });

  it('pads with a value of the picture where padding comes first', () => {
    const rule: InputRule = { ...plain, mean: [100, 50, 0], std: [50, 50, 50], padValue: 25 };
    expect(resolveNormalising(rule).padValues).toEqual([25, 25, 25]);
    expect(resolveNormalising({ ...rule, padOrder: 'before-normalising' }).padValues).toEqual([
      -1.5, -0.5, 0.5,
    ]);
  });
});

describe('without antialiasing', () => {
  it('a target pixel is made of the two pixels around its centre', () => {
    const { spans, weights, taps } = createResizeFilter(8, 2, 'bilinear');
    // Centres at 2 and 6, between pixels 1 and 2, and 5 and 6.
    expect([...spans]).toEqual([1, 2, 5, 2]);
    expect([...weights.subarray(0, 2), ...weights.subarray(taps, taps + 2)]).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('enlarging is the same in both', () => {
    expect(createResizeFilter(5, 9, 'bilinear')).toEqual(createResizeFilter(5, 9));
  });

  it('the picture is sampled, and padded channel by channel', () => {
    const row = [0, 10, 20, 30, 100, 110, 120, 130];
    const data = Uint8ClampedArray.from(row.flatMap((value) => [value, 0, 255, 255]));
    const rule: InputRule = {
      ...plain,
      filter: 'bilinear',
      mean: [5, 0, 0],
      std: [10, 1, 255],
      padValue: 0,
      padOrder: 'before-normalising',
      padToMultiple: 4,
    };
    const input = preprocessReference({ width: 8, height: 1, data }, layOutInput(8, 1, 2, rule), rule);
    const row0 = (channel: number): number[] => [...input.subarray(channel * 16, channel * 16 + 4)];
    expect(row0(0)).toEqual([1, 11, -0.5, -0.5]);
    expect(row0(2)).toEqual([1, 1, 0, 0]);
  });
});
