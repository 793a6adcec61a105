import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../public/samples/', import.meta.url);
const read = (name: string): Uint8Array => readFileSync(new URL(name, folder));
const readJson = (name: string): unknown => JSON.parse(new TextDecoder().decode(read(name)));

interface Sample {
  readonly file: string;
  readonly title: string;
  readonly titleZh: string;
  readonly alt: string;
  readonly altZh: string;
  readonly width: number;
  readonly height: number;
}

interface Annotations {
  readonly images: { id: number; file_name: string; width: number; height: number }[];
  readonly annotations: {
    id: number;
    image_id: number;
    category_id: number;
    bbox: [number, number, number, number];
    area: number;
    iscrowd: number;
  }[];
  readonly categories: { id: number; name: string }[];
}

interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Markers of the segments before the scan, 0xE1 for EXIF among them. */
  readonly markers: readonly number[];
}

/** Reads a JPEG's segments up to the scan (ITU T.81, annex B). */
function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  expect(view.getUint16(0)).toBe(0xffd8);
  const markers: number[] = [];
  let size = { width: 0, height: 0 };
  for (let at = 2; ; at += 2 + view.getUint16(at + 2)) {
    expect(view.getUint8(at)).toBe(0xff);
    const marker = view.getUint8(at + 1);
    if (marker === 0xda) return { ...size, markers };
    markers.push(marker);
    if (marker === 0xc0 || marker === 0xc2) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
  }
}

const { samples } = readJson('samples.json') as { samples: Sample[] };
const coco = readJson('annotations.json') as Annotations;
const manifest = JSON.parse(
  readFileSync(new URL('../../public/models/retinanet-shufflenetv2.json', import.meta.url), 'utf8'),
) as { classes: string[]; category_ids: number[] };

describe('sample photos', () => {
  it('are at least six, the dog first, and all are credited', () => {
    expect(samples.length).toBeGreaterThanOrEqual(6);
    expect(samples[0]?.file).toBe('dog.jpg');
    const credits = new TextDecoder().decode(read('CREDITS.md'));
    for (const { file } of samples) expect(credits).toContain(`\`${file}\``);
  });

  it('are all listed', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
    expect(files.sort()).toEqual(samples.map(({ file }) => file).sort());
  });

  it.each(samples)('$file is small, has the size it says and carries no EXIF', (sample) => {
    const bytes = read(sample.file);
    expect(bytes.byteLength).toBeLessThanOrEqual(250_000);
    const { width, height, markers } = readJpegHeader(bytes);
    expect({ width, height }).toEqual({ width: sample.width, height: sample.height });
    expect(Math.max(width, height)).toBeLessThanOrEqual(1024);
    expect(markers).not.toContain(0xe1);
    for (const text of [sample.title, sample.titleZh, sample.alt, sample.altZh]) expect(text).not.toBe('');
  });

  it.each(samples)('$file has a small thumbnail of the same shape', (sample) => {
    const path = `thumbnails/${sample.file}`;
    expect(existsSync(new URL(path, folder))).toBe(true);
    const bytes = read(path);
    expect(bytes.byteLength).toBeLessThanOrEqual(8192);
    const { width, height } = readJpegHeader(bytes);
    expect(width).toBe(160);
    expect(height).toBe(Math.round((160 * sample.height) / sample.width));
  });
});

describe('sample annotations', () => {
  it('know every class of the built-in model by its own id', () => {
    expect(coco.categories).toEqual(
      manifest.classes.map((name, index) => ({ id: manifest.category_ids[index], name })),
    );
  });

  it('name every sample with its size', () => {
    expect(coco.images.map(({ file_name, width, height }) => ({ file_name, width, height }))).toEqual(
      samples.map(({ file, width, height }) => ({ file_name: file, width, height })),
    );
    for (const { id } of coco.images) {
      expect(coco.annotations.some(({ image_id }) => image_id === id)).toBe(true);
    }
  });

  it('hold boxes that lie inside their picture, under unique ids', () => {
    const images = new Map(coco.images.map((image) => [image.id, image]));
    const categories = new Set(coco.categories.map(({ id }) => id));
    expect(new Set(coco.annotations.map(({ id }) => id)).size).toBe(coco.annotations.length);
    for (const { id, image_id, category_id, bbox, area, iscrowd } of coco.annotations) {
      const image = images.get(image_id)!;
      const [x, y, width, height] = bbox;
      expect(categories.has(category_id), `category of ${id}`).toBe(true);
      expect(Math.min(x, y), `corner of ${id}`).toBeGreaterThanOrEqual(0);
      expect(Math.min(width, height), `size of ${id}`).toBeGreaterThan(2);
      expect(x + width, `right edge of ${id}`).toBeLessThanOrEqual(image.width);
      expect(y + height, `bottom edge of ${id}`).toBeLessThanOrEqual(image.height);
      expect(Math.abs(area - width * height), `area of ${id}`).toBeLessThanOrEqual(0.06);
      expect(iscrowd).toBe(0);
    }
  });

  it('have a crowded picture and nearly empty ones', () => {
    const counts = coco.images.map(({ id }) => coco.annotations.filter((a) => a.image_id === id).length);
    expect(Math.max(...counts)).toBeGreaterThanOrEqual(15);
    expect(counts.filter((count) => count === 1).length).toBeGreaterThanOrEqual(1);
  });
});
