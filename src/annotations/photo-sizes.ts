import { sniffedLength } from '../image/image-format.ts';
import { checkImageSize, readImageHeader } from '../image/image-header.ts';
import { pathBase, pathParts, pathStem } from './file-path.ts';
import type { ImageSizeLookUp, KnownImage } from './read-context.ts';

/** A photo that annotations may speak of: its bytes, or only its size where it is known already. */
export interface NamedPhoto {
  /** With its folders, where they are known. */
  readonly path: string;
  readonly photo: Blob | { readonly width: number; readonly height: number };
}

/** Marks of data that may turn the photo by a quarter, which swaps the sides. */
const turnMarks = ['Exif\0\0', 'eXIf', 'EXIF'].map((mark) => new TextEncoder().encode(mark));

function holds(bytes: Uint8Array, mark: Uint8Array): boolean {
  for (let at = bytes.indexOf(mark[0] ?? 0); at >= 0; at = bytes.indexOf(mark[0] ?? 0, at + 1))
    if (mark.every((byte, index) => bytes[at + index] === byte)) return true;
  return false;
}

/**
 * A photo's size as it is looked at, upright. Most need only their first bytes; those that may be turned are decoded.
 *
 * @returns undefined for what is no photo that can be opened
 */
export async function readPhotoSize(photo: Blob): Promise<{ width: number; height: number } | undefined> {
  try {
    const start = new Uint8Array(await photo.slice(0, sniffedLength).arrayBuffer());
    const header = readHeader(start) ?? readImageHeader(new Uint8Array(await photo.arrayBuffer()));
    checkImageSize(header.width, header.height);
    const isUpright = header.format !== 'AVIF' && !turnMarks.some((mark) => holds(start, mark));
    if (isUpright) return { width: header.width, height: header.height };
    const { width, height, close } = await createImageBitmap(photo).then((bitmap) => ({
      width: bitmap.width,
      height: bitmap.height,
      close: () => bitmap.close(),
    }));
    close();
    return { width, height };
  } catch {
    return undefined;
  }
}

function readHeader(start: Uint8Array): ReturnType<typeof readImageHeader> | undefined {
  try {
    const header = readImageHeader(start);
    return header.format === 'AVIF' ? undefined : header;
  } catch {
    return undefined;
  }
}

const folded = (path: string): string => pathParts(path).join('/').toLowerCase();
const foldedStem = (path: string): string => folded(pathStem(path));
/** Where photos lie beside a folder of labels. */
const withoutImages = (path: string): string => path.replace(/(^|\/)images\//, '$1');

/**
 * Finds the photo of an annotated name, with or without its extension: by the whole path, by the path with its folder
 * `images` left out, by the base name. A name that several photos share is none of them.
 */
export function createPhotoSizes(photos: readonly NamedPhoto[]): ImageSizeLookUp {
  const found = new Map<string, NamedPhoto | null>();
  for (const photo of photos) {
    const path = folded(photo.path);
    const stem = foldedStem(photo.path);
    const keys = [path, withoutImages(path), stem, withoutImages(stem)];
    const bases = [pathBase(path), pathBase(stem)].map((base) => `*/${base}`);
    for (const key of new Set([...keys, ...bases])) found.set(key, found.has(key) ? null : photo);
  }
  const sizes = new Map<NamedPhoto, Promise<KnownImage | undefined>>();
  const sizeOf = async ({ path, photo }: NamedPhoto): Promise<KnownImage | undefined> => {
    const size = photo instanceof Blob ? await readPhotoSize(photo) : photo;
    return size && { width: size.width, height: size.height, fileName: path };
  };
  return (name) => {
    const path = folded(name);
    const photo = found.get(path) ?? found.get(`*/${pathBase(path)}`);
    if (!photo) return undefined;
    const known = sizes.get(photo) ?? sizeOf(photo);
    sizes.set(photo, known);
    return known;
  };
}
