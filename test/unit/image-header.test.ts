import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FocalScopeError, type FocalScopeErrorCode } from '../../src/base/errors.ts';
import { sniffImageFormat } from '../../src/image/image-format.ts';
import { checkImageSize, hasJpegEnd, readImageHeader } from '../../src/image/image-header.ts';

const folder = new URL('../fixtures/image/', import.meta.url);
const readFixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));
const pictureNames = readdirSync(folder).filter((name) => /\.(jpg|png|gif|webp|avif|bmp)$/.test(name));

/** Latin-1 text and numbers as bytes. */
function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? Array.from(part, (character) => character.charCodeAt(0)) : [...part],
    ),
  );
}

function catchError(run: () => unknown): FocalScopeError {
  try {
    run();
  } catch (error) {
    if (error instanceof FocalScopeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Runs over any bytes whatever: the only failures are ours. */
function isHandled(bytes: Uint8Array): boolean {
  try {
    const { width, height } = readImageHeader(bytes);
    hasJpegEnd(bytes);
    return width > 0 && height > 0;
  } catch (error) {
    return error instanceof FocalScopeError && error.code.startsWith('image-');
  }
}

describe('readImageHeader', () => {
  it.each([
    ['baseline.jpg', 'JPEG', 24, 16],
    ['progressive.jpg', 'JPEG', 24, 16],
    ['cmyk.jpg', 'JPEG', 24, 16],
    ['grey.jpg', 'JPEG', 24, 16],
    ['orientation-6.jpg', 'JPEG', 16, 24],
    ['palette.png', 'PNG', 24, 16],
    ['deep-grey.png', 'PNG', 24, 16],
    ['wide.png', 'PNG', 30_000, 1],
    ['large.png', 'PNG', 10_000, 10_000],
    ['animated.gif', 'GIF', 24, 16],
    ['lossy.webp', 'WebP', 24, 16],
    ['lossless.webp', 'WebP', 24, 16],
    ['alpha.webp', 'WebP', 6, 2],
    ['picture.avif', 'AVIF', 24, 16],
    ['picture.bmp', 'BMP', 24, 16],
  ])('reads %s', (name, format, width, height) => {
    expect(readImageHeader(readFixture(name))).toEqual({ format, width, height });
  });

  it('reads an extended WebP: 24-bit sizes less one', () => {
    const bytes = bytesOf(
      'RIFF',
      [0, 0, 0, 0],
      'WEBPVP8X',
      [10, 0, 0, 0],
      [0, 0, 0, 0],
      [0x2f, 0x75, 0],
      [2, 1, 0],
    );
    expect(readImageHeader(bytes)).toEqual({ format: 'WebP', width: 0x7530, height: 0x103 });
  });

  it('finds the size of a JPEG behind megabytes of metadata and fill bytes', () => {
    const segment = new Array<number>(65_533 + 4).fill(0);
    segment.splice(0, 4, 0xff, 0xe1, 0xff, 0xff);
    const plain = readFixture('progressive.jpg');
    const long = new Uint8Array([0xff, 0xd8, ...segment, ...segment, 0xff, 0xff, 0xff, ...plain.subarray(3)]);
    expect(readImageHeader(long)).toEqual({ format: 'JPEG', width: 24, height: 16 });
  });

  it('takes the largest of an AVIF’s sizes: a grid’s tiles have theirs too', () => {
    const size = (width: number, height: number): number[] => [
      0,
      0,
      0,
      20,
      ...bytesOf('ispe'),
      0,
      0,
      0,
      0,
      0,
      0,
      width,
      0,
      0,
      0,
      height,
      0,
    ];
    const properties = [...size(1, 1), ...size(9, 8), ...size(2, 2)];
    const box = (type: string, body: readonly number[]): number[] => [
      0,
      0,
      0,
      body.length + 8,
      ...bytesOf(type),
      ...body,
    ];
    const meta = box('meta', [0, 0, 0, 0, ...box('iprp', box('ipco', properties))]);
    const bytes = bytesOf(box('ftyp', [...bytesOf('mif1'), 0, 0, 0, 0, ...bytesOf('avif')]), meta);
    expect(readImageHeader(bytes)).toEqual({ format: 'AVIF', width: 9 * 256, height: 8 * 256 });
  });

  it('takes a bitmap stored from the top for what it is', () => {
    const bytes = readFixture('picture.bmp').slice();
    new DataView(bytes.buffer).setInt32(22, -16, true);
    expect(readImageHeader(bytes)).toMatchObject({ width: 24, height: 16 });
  });

  it.each(pictureNames.filter((name) => name !== 'large.png'))(
    'never hangs on %s cut or damaged anywhere',
    (name) => {
      const whole = readFixture(name);
      for (let length = 0; length < whole.length; length++) {
        expect(isHandled(whole.subarray(0, length)), `cut at ${length}`).toBe(true);
      }
      const damage = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), {
        maxLength: 20,
      });
      fc.assert(
        fc.property(damage, (changes) => {
          const damaged = whole.slice();
          for (const [place, value] of changes) damaged[place] = value;
          return isHandled(damaged);
        }),
      );
    },
  );

  it('never hangs on random bytes, with or without a known beginning', () => {
    const beginnings = pictureNames.map((name) => readFixture(name).subarray(0, 12));
    const start = fc.constantFrom(new Uint8Array(), bytesOf('<?xml '), bytesOf('<!--'), ...beginnings);
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 400 }), (first, rest) =>
        isHandled(new Uint8Array([...first, ...rest])),
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses a header without a size', () => {
    const png = readFixture('palette.png').slice();
    new DataView(png.buffer).setUint32(16, 0);
    expect(catchError(() => readImageHeader(png))).toMatchObject({
      code: 'image-broken',
      details: { format: 'PNG' },
    });
  });
});

describe('sniffImageFormat', () => {
  const brand = (name: string): Uint8Array => bytesOf([0, 0, 0, 24], 'ftyp', name, [0, 0, 0, 0], 'mif1miaf');

  it.each<[string, Uint8Array, FocalScopeErrorCode, string | undefined]>([
    ['nothing', new Uint8Array(), 'image-empty', undefined],
    ['a text', bytesOf('Shopping: two lemons.'), 'image-not-an-image', undefined],
    ['a page', bytesOf('<!DOCTYPE html><html><svg></svg></html>'), 'image-not-an-image', undefined],
    ['some XML', bytesOf('<?xml version="1.0"?><feed/>'), 'image-not-an-image', undefined],
    ['zeros', new Uint8Array(100), 'image-not-an-image', undefined],
    ['a bare SVG', bytesOf('\n <svg width="1">'), 'image-vector', 'SVG'],
    ['a prefixed SVG', bytesOf('<?xml version="1.0"?><s:svg xmlns:s="x"/>'), 'image-vector', 'SVG'],
    [
      'an SVG after a comment',
      bytesOf('\xef\xbb\xbf<!-- a > b --><!DOCTYPE svg [<!ENTITY a "b">]><svg>'),
      'image-vector',
      'SVG',
    ],
    ['an SVG in UTF-16', bytesOf([0xff, 0xfe], '<\0s\0v\0g\0 \0'), 'image-vector', 'SVG'],
    ['HEIC', brand('heic'), 'image-unsupported-format', 'HEIC'],
    [
      'HEIC by its second brand',
      bytesOf([0, 0, 0, 24], 'ftypmif1', [0, 0, 0, 0], 'mif1heic'),
      'image-unsupported-format',
      'HEIC',
    ],
    ['a film', brand('isom'), 'image-unsupported-format', 'MP4'],
    ['TIFF', bytesOf('II*\0', [8, 0, 0, 0]), 'image-unsupported-format', 'TIFF'],
    ['big-endian TIFF', bytesOf('MM\0*'), 'image-unsupported-format', 'TIFF'],
    ['PDF', bytesOf('%PDF-1.7'), 'image-unsupported-format', 'PDF'],
    ['JPEG XL', bytesOf([0xff, 0x0a, 1, 2]), 'image-unsupported-format', 'JPEG XL'],
  ])('refuses %s', (_name, bytes, code, format) => {
    const error = catchError(() => sniffImageFormat(bytes));
    expect([error.code, error.details.format]).toEqual([code, format]);
  });
});

describe('checkImageSize', () => {
  it('takes 100 megapixels and 30,000 pixels a side', () => {
    expect(() => checkImageSize(10_000, 10_000)).not.toThrow();
    expect(() => checkImageSize(30_000, 3_333)).not.toThrow();
  });

  it('refuses more, with the figures', () => {
    expect(catchError(() => checkImageSize(65_535, 65_535))).toMatchObject({
      code: 'image-too-large',
      details: {
        width: 65_535,
        height: 65_535,
        megapixels: 4295,
        maximumMegapixels: 100,
        maximumSide: 30_000,
      },
    });
    expect(catchError(() => checkImageSize(1, 30_001)).code).toBe('image-too-large');
    expect(catchError(() => checkImageSize(10_000, 10_001)).code).toBe('image-too-large');
  });
});

describe('hasJpegEnd', () => {
  const whole = readFixture('progressive.jpg');

  it('sees the end of a whole file, whatever follows it', () => {
    expect(hasJpegEnd(whole)).toBe(true);
    expect(hasJpegEnd(new Uint8Array([...whole, ...whole.subarray(0, 100), 1, 2, 3]))).toBe(true);
  });

  it('misses it in a file cut short, even where a thumbnail within has its own', () => {
    for (let cut = 1; cut < 100; cut++) expect(hasJpegEnd(whole.subarray(0, whole.length - cut))).toBe(false);
    const thumbnail = [0xff, 0xe1, 0, 8, 0xff, 0xd8, 0, 0, 0xff, 0xd9];
    const cut = new Uint8Array([0xff, 0xd8, ...thumbnail, ...whole.subarray(2, -5)]);
    expect(hasJpegEnd(cut)).toBe(false);
  });
});
