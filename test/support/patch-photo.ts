import { cocoCategories } from '../../src/model/coco-classes.ts';
import type { DroppedFile } from './focalscope-page.ts';
import { drawTinyPicture, tinyPatchBox, type TinyPatch } from './tiny-picture.ts';

/** Pixels as a bitmap of 24 bits, its lowest row first. */
function createBitmap(width: number, height: number, pixels: Uint8ClampedArray): Buffer {
  const file = Buffer.alloc(54 + width * height * 3);
  file.write('BM', 0);
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let index = 0; index < width * height; index++) {
    const from = ((height - 1 - Math.floor(index / width)) * width + (index % width)) * 4;
    file.set([pixels[from + 2]!, pixels[from + 1]!, pixels[from]!], 54 + index * 3);
  }
  return file;
}

/** A photo of twenty patches that the test models answer, with its annotations. */
export function createPatchFiles(activeClasses: readonly number[]): DroppedFile[] {
  const [width, height] = [512, 384];
  const patches: TinyPatch[] = [
    ...Array.from({ length: 8 }, (_, at) => ({ classIndex: 1, x: 1 + at * 4, y: 1 })),
    ...Array.from({ length: 8 }, (_, at) => ({ classIndex: 0, x: at * 2, y: 3 })),
    ...Array.from({ length: 4 }, (_, at) => ({ classIndex: 2, x: at * 2, y: 4 })),
  ];
  const annotations = patches.map((patch, index) => {
    const [x0, y0, x1, y1] = tinyPatchBox(patch);
    const [category_id] = cocoCategories[activeClasses[patch.classIndex]!]!;
    const bbox = [x0, y0, x1 - x0, y1 - y0];
    return { id: index + 1, image_id: 1, category_id, bbox, area: (x1 - x0) * (y1 - y0), iscrowd: 0 };
  });
  const coco = {
    images: [{ id: 1, file_name: 'patches.bmp', width, height }],
    annotations,
    categories: cocoCategories.map(([id, name]) => ({ id, name })),
  };
  return [
    {
      name: 'patches.bmp',
      type: 'image/bmp',
      buffer: createBitmap(width, height, drawTinyPicture(width, height, patches)),
    },
    { name: 'instances.json', type: 'application/json', buffer: Buffer.from(JSON.stringify(coco)) },
  ];
}
