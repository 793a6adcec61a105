import { describe, expect, it } from 'vitest';
import { createAnnotationClient } from '../../src/annotations/annotation-client.ts';

/** COCO of so many images with a box each. */
function createCoco(count: number): File {
  const images = Array.from({ length: count }, (_, index) => ({
    id: index,
    file_name: `${index}.jpg`,
    width: 100,
    height: 80,
  }));
  const annotations = images.map(({ id }) => ({
    id,
    image_id: id,
    category_id: 1,
    bbox: [1, 2, 3, 4],
    area: 12,
    iscrowd: 0,
  }));
  return new File(
    [JSON.stringify({ images, annotations, categories: [{ id: 1, name: 'cat' }] })],
    'coco.json',
  );
}

async function createPhoto(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.fillRect(0, 0, 1, 1);
  return canvas.convertToBlob();
}

/** A client, and what became of its workers. */
function createWatched(): { client: ReturnType<typeof createAnnotationClient>; ended: () => number } {
  let ended = 0;
  const client = createAnnotationClient(() => {
    const url = new URL('../../src/annotations/annotation-worker.ts', import.meta.url);
    const worker = new Worker(url, { type: 'module' });
    const terminate = worker.terminate.bind(worker);
    worker.terminate = () => {
      ended++;
      terminate();
    };
    return worker;
  });
  return { client, ended: () => ended };
}

describe('the annotation client', () => {
  it('reads in a worker, in portions that lose nothing, and ends it', async () => {
    const { client, ended } = createWatched();
    const shares: number[] = [];
    const file = createCoco(5000);
    const { set, format } = await client.read([{ name: file.name, content: file }], {
      photos: [],
      onProgress: (share) => shares.push(share),
    });
    expect(format).toBe('coco');
    expect(set.images).toHaveLength(5000);
    expect(set.images[4321]).toMatchObject({
      fileName: '4321.jpg',
      objects: [{ box: [1, 2, 4, 6], categoryName: 'cat' }],
    });
    expect(set.categories).toEqual([{ name: 'cat', id: 1 }]);
    expect(shares.at(-1)).toBe(1);
    expect(ended()).toBe(1);
  });

  it('reads sizes from the photos, and writes and zips in a worker', async () => {
    const { client } = createWatched();
    const photos = [{ path: 'images/a.png', photo: await createPhoto(200, 100) }];
    const files = [
      { name: 'labels/a.txt', content: '0 0.5 0.5 0.5 0.5\n' },
      { name: 'classes.txt', content: 'cat\n' },
    ];
    const { set } = await client.read(files, { photos });
    expect(set.images).toMatchObject([
      { fileName: 'images/a.png', width: 200, height: 100, objects: [{ box: [50, 25, 150, 75] }] },
    ]);
    const bare = { ...set, images: set.images.map(({ fileName, objects }) => ({ fileName, objects })) };
    const coco = await client.write(bare, 'coco', { photos });
    expect(JSON.parse(await coco.blob.text())).toMatchObject({ images: [{ width: 200, height: 100 }] });
    const yolo = await client.write(bare, 'yolo', { photos });
    expect(yolo.fileName).toBe('a-yolo.zip');
    expect(new Uint8Array(await yolo.blob.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
  });

  it('throws what the reader throws', async () => {
    const { client, ended } = createWatched();
    const broken = [{ name: 'a.json', content: '{"images": [}' }];
    await expect(client.read(broken, { photos: [] })).rejects.toMatchObject({
      code: 'annotations-syntax',
      details: { fileName: 'a.json', place: '1:13' },
    });
    await expect(
      client.write({ images: [{ fileName: 'a', objects: [] }], categories: [] }, 'yolo', { photos: [] }),
    ).rejects.toMatchObject({ code: 'annotations-image-size-missing' });
    expect(ended()).toBe(2);
  });

  it('ends the worker when it is not wanted any more, or when it fails', async () => {
    const { client, ended } = createWatched();
    const aborted = new AbortController();
    const file = createCoco(20_000);
    const reading = client.read([{ name: file.name, content: file }], { photos: [], signal: aborted.signal });
    aborted.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(ended()).toBe(1);
    const failing = createAnnotationClient(() => {
      const script = URL.createObjectURL(
        new Blob(['throw new Error("no memory")'], { type: 'text/javascript' }),
      );
      return new Worker(script);
    });
    await expect(failing.read([], { photos: [] })).rejects.toMatchObject({
      code: 'annotations-worker-failed',
    });
  });
});
