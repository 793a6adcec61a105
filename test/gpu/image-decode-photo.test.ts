import { describe, expect, it, vi } from 'vitest';
import { FocalScopeError, isAbort, type SerialisedError } from '../../src/base/errors.ts';
import { decodePhoto } from '../../src/image/decode-photo.ts';
import type { Photo, PixelImage } from '../../src/image/photo.ts';
import { readPixels } from '../../src/image/read-pixels.ts';
import type { DecodeAnswer } from '../support/decode-worker.ts';

const urls = import.meta.glob<string>('../fixtures/image/*.{jpg,png,gif,webp,avif,bmp}', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function loadFixture(name: string): Promise<Blob> {
  const response = await fetch(urls[`../fixtures/image/${name}`]!);
  expect(response.ok, name).toBe(true);
  return response.blob();
}

async function decodeFixture(name: string): Promise<Photo> {
  return decodePhoto(await loadFixture(name), name);
}

async function bytesOfFixture(name: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await loadFixture(name)).arrayBuffer());
}

async function catchDecodeError(blob: Blob): Promise<FocalScopeError> {
  const error: unknown = await decodePhoto(blob, 'holiday.jpg').catch((thrown: unknown) => thrown);
  if (error instanceof FocalScopeError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

function pixelAt(image: PixelImage, x: number, y: number): number[] {
  const start = (y * image.width + x) * 4;
  return [...image.data.subarray(start, start + 4)];
}

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
  expect(worst, `${actual.join(', ')} is not ${expected.join(', ')}`).toBeLessThanOrEqual(tolerance);
}

/** Red, green over blue, yellow: the centres of the four quadrants. */
function expectQuadrants(image: PixelImage, tolerance: number): void {
  expect([image.width, image.height]).toEqual([24, 16]);
  expectNear(pixelAt(image, 6, 4), [220, 30, 30, 255], tolerance);
  expectNear(pixelAt(image, 18, 4), [30, 180, 60, 255], tolerance);
  expectNear(pixelAt(image, 6, 12), [40, 60, 220, 255], tolerance);
  expectNear(pixelAt(image, 18, 12), [230, 210, 40, 255], tolerance);
}

/** A PNG's first bytes: signature and a header that claims this size. */
function pngHeader(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

describe('formats', () => {
  it.each([
    ['baseline.jpg', 3],
    ['progressive.jpg', 3],
    ['palette.png', 0],
    ['lossless.webp', 0],
    ['lossy.webp', 12],
    ['picture.avif', 2],
    ['picture.bmp', 0],
    ['animated.gif', 0],
  ])('%s', async (name, tolerance) => {
    const photo = await decodeFixture(name);
    expect(photo).toMatchObject({ fileName: name, width: 24, height: 16 });
    expectQuadrants(photo.pixels, tolerance);
  });

  it('grey JPEG: luminance in all channels', async () => {
    const { pixels } = await decodeFixture('grey.jpg');
    expectNear(pixelAt(pixels, 6, 4), [87, 87, 87, 255], 2);
    expectNear(pixelAt(pixels, 18, 12), [197, 197, 197, 255], 2);
  });

  it('CMYK JPEG: the colours, as near as inks without a profile allow', async () => {
    const { pixels } = await decodeFixture('cmyk.jpg');
    expectQuadrants(pixels, 40);
  });

  it('16-bit PNG: from black to white', async () => {
    const { pixels } = await decodeFixture('deep-grey.png');
    for (let i = 0; i < 24 * 16; i += 13) {
      const level = (i * 255) / (24 * 16 - 1);
      expectNear(pixelAt(pixels, i % 24, Math.floor(i / 24)), [level, level, level, 255], 1);
    }
  });

  it.each(['alpha.png', 'alpha.webp'])('%s lies on white', async (name) => {
    const { pixels } = await decodeFixture(name);
    expect(pixelAt(pixels, 0, 0)).toEqual([255, 0, 0, 255]);
    expectNear(pixelAt(pixels, 3, 1), [255, 127, 127, 255], 1);
    expect(pixelAt(pixels, 5, 1)).toEqual([255, 255, 255, 255]);
  });

  it('goes by the bytes, not by name or type', async () => {
    const bytes = await bytesOfFixture('lossless.webp');
    const photo = await decodePhoto(new Blob([bytes], { type: 'text/plain' }), 'photo.txt');
    expectQuadrants(photo.pixels, 0);
  });
});

describe('orientation', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF %i is upright', async (orientation) => {
    const photo = await decodeFixture(`orientation-${orientation}.jpg`);
    expect([photo.width, photo.height]).toEqual([24, 16]);
    expectQuadrants(photo.pixels, 3);
  });
});

describe('sizes', () => {
  it('one pixel', async () => {
    const photo = await decodeFixture('one-pixel.png');
    expect(photo).toMatchObject({ width: 1, height: 1 });
    expect(pixelAt(photo.pixels, 0, 0)).toEqual([10, 200, 90, 255]);
  });

  it('30,000 × 1: reduced by 8', async () => {
    const photo = await decodeFixture('wide.png');
    expect(photo).toMatchObject({ width: 30_000, height: 1, pixels: { width: 3750, height: 1 } });
    for (const x of [0, 1, 255, 256, 257, 2000, 3749]) {
      expectNear(pixelAt(photo.pixels, x, 0), [112, 112, 112, 255], 0);
    }
  });

  it('over one tile, within the working size: every pixel where it was', async () => {
    const canvas = new OffscreenCanvas(2500, 2100);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const drawn = context.createImageData(2500, 2100);
    for (let i = 0; i < 2500 * 2100; i++) {
      const [x, y] = [i % 2500, Math.floor(i / 2500)];
      drawn.data.set([x & 255, y & 255, ((x >> 8) << 4) | (y >> 8), 255], i * 4);
    }
    context.putImageData(drawn, 0, 0);
    const photo = await decodePhoto(await canvas.convertToBlob({ type: 'image/png' }), 'tiles.png');
    expect(photo.pixels).toMatchObject({ width: 2500, height: 2100 });
    expect(photo.pixels.data.findIndex((value, i) => value !== drawn.data[i])).toBe(-1);
  });

  it('100 megapixels: reduced by 3 while the thread stays free, and stopped when asked to', async () => {
    const blob = await loadFixture('large.png');
    const read = vi.spyOn(OffscreenCanvasRenderingContext2D.prototype, 'getImageData');
    const tilesAtTurns = new Set<number>();
    const timer = setInterval(() => tilesAtTurns.add(read.mock.calls.length), 0);
    const photo = await decodePhoto(blob, 'large.png');
    clearInterval(timer);
    expect(read.mock.calls.length).toBeGreaterThanOrEqual(100);
    read.mockRestore();
    // Others have their turn after every few of the tiles.
    expect(tilesAtTurns.size).toBeGreaterThan(20);
    expect(photo).toMatchObject({ width: 10_000, height: 10_000, pixels: { width: 3334, height: 3334 } });
    const red = [255, 0, 0, 255];
    const blue = [0, 0, 255, 255];
    for (const y of [0, 681, 682, 1365, 1665]) {
      expect(pixelAt(photo.pixels, 999, y)).toEqual(red);
      expect(pixelAt(photo.pixels, 2000, y)).toEqual(blue);
      expect(pixelAt(photo.pixels, 3333, y)).toEqual(blue);
      for (const x of [1000, 1363, 1364, 1365, 1999]) {
        const level = x % 2 === 0 ? 85 : 170;
        expect(pixelAt(photo.pixels, x, y)).toEqual([level, level, level, 255]);
      }
    }
    // Row 5000 is the last of the three rows of block row 1666.
    expectNear(pixelAt(photo.pixels, 0, 1666), [170, 0, 85, 255], 1);
    expect(pixelAt(photo.pixels, 0, 1667)).toEqual(blue);
    expect(pixelAt(photo.pixels, 3333, 3333)).toEqual(red);

    const controller = new AbortController();
    const stopped = decodePhoto(blob, 'large.png', controller.signal).then(
      () => 'opened',
      (error: unknown) => (isAbort(error) ? 'stopped' : String(error)),
    );
    setTimeout(() => controller.abort(), 30);
    expect(await stopped).toBe('stopped');
  });
});

describe('readPixels', () => {
  it('stops between tiles', async () => {
    const bitmap = await createImageBitmap(new ImageData(2500, 2));
    const controller = new AbortController();
    const reading = readPixels(bitmap, controller.signal);
    controller.abort();
    await expect(reading).rejects.toSatisfy(isAbort);
    expect((await readPixels(bitmap)).width).toBe(2500);
    bitmap.close();
  });
});

describe('in a worker', () => {
  it('decodes and refuses without a document', async () => {
    const worker = new Worker(new URL('../support/decode-worker.ts', import.meta.url), { type: 'module' });
    const ask = (blob: Blob): Promise<DecodeAnswer> =>
      new Promise((resolve, reject) => {
        worker.onmessage = (event: MessageEvent<DecodeAnswer>): void => resolve(event.data);
        worker.onerror = (event): void => reject(new Error(event.message));
        worker.postMessage(blob);
      });
    const opened = (await ask(await loadFixture('orientation-6.jpg'))) as { photo: Photo };
    expectQuadrants(opened.photo.pixels, 3);
    const refused = (await ask(new Blob(['words']))) as { error: SerialisedError };
    expect(refused.error).toMatchObject({ code: 'image-not-an-image', details: { fileName: 'sent.jpg' } });
    worker.terminate();
  });
});

describe('refusals', () => {
  it('nothing, words, and an SVG', async () => {
    expect(await catchDecodeError(new Blob([]))).toMatchObject({
      code: 'image-empty',
      details: { fileName: 'holiday.jpg' },
    });
    expect((await catchDecodeError(new Blob(['Dear diary']))).code).toBe('image-not-an-image');
    const svg = new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/svg+xml' });
    expect((await catchDecodeError(svg)).code).toBe('image-vector');
  });

  it('a PNG that claims 4 billion pixels, from its header and with the figures', async () => {
    expect(await catchDecodeError(new Blob([pngHeader(65_536, 65_536)]))).toMatchObject({
      code: 'image-too-large',
      details: {
        width: 65_536,
        height: 65_536,
        megapixels: 4295,
        maximumMegapixels: 100,
        maximumSide: 30_000,
      },
    });
    expect((await catchDecodeError(new Blob([pngHeader(30_001, 1)]))).code).toBe('image-too-large');
  });

  it.each([
    'baseline.jpg',
    'progressive.jpg',
    'palette.png',
    'lossy.webp',
    'lossless.webp',
    'picture.avif',
    'picture.bmp',
    'animated.gif',
  ])('%s cut short', async (name) => {
    const bytes = await bytesOfFixture(name);
    for (const share of [0.1, 0.5, 0.9]) {
      const blob = new Blob([bytes.slice(0, Math.floor(bytes.length * share))]);
      const refused = await decodePhoto(blob, name).catch((error: unknown) => error);
      // The first of the two frames is whole.
      if (name === 'animated.gif' && share === 0.9) expect(refused).toMatchObject({ width: 24 });
      else expect(refused, `${share} of it`).toMatchObject({ details: { fileName: name } });
    }
  });

  it('a JPEG that lacks its last bytes is broken; one with more after its end is not', async () => {
    const bytes = await bytesOfFixture('baseline.jpg');
    const cut = await catchDecodeError(new Blob([bytes.slice(0, -2)]));
    expect(cut).toMatchObject({ code: 'image-broken', details: { format: 'JPEG', fileName: 'holiday.jpg' } });
    const longer = new Blob([bytes, new Uint8Array(5000).fill(7), bytes.slice(0, 300)]);
    expectQuadrants((await decodePhoto(longer, 'motion.jpg')).pixels, 3);
  });

  it('a whole header over a damaged body', async () => {
    const bytes = await bytesOfFixture('palette.png');
    bytes.fill(0x55, 60);
    expect((await catchDecodeError(new Blob([bytes]))).code).toBe('image-broken');
  });

  it('an aborted one, before and after it began', async () => {
    const blob = await loadFixture('baseline.jpg');
    const early = AbortSignal.abort();
    await expect(decodePhoto(blob, 'a.jpg', early)).rejects.toSatisfy(isAbort);
    const controller = new AbortController();
    const late = decodePhoto(blob, 'a.jpg', controller.signal);
    controller.abort();
    await expect(late).rejects.toSatisfy(isAbort);
  });
});
