import { sniffedLength } from '../image/image-format.ts';
import { checkImageSize, readImageHeader } from '../image/image-header.ts';

/** Pictures made at the same time: each may take the memory of a whole photo for a moment. */
const mostAtOnce = 2;

interface Wish {
  readonly photo: Blob;
  readonly width: number;
  readonly signal: AbortSignal;
  readonly take: (bitmap: ImageBitmap | undefined) => void;
}

const waiting: Wish[] = [];
let running = 0;

async function make({ photo, width, signal }: Wish): Promise<ImageBitmap | undefined> {
  try {
    signal.throwIfAborted();
    const start = new Uint8Array(await photo.slice(0, sniffedLength).arrayBuffer());
    try {
      const header = readImageHeader(start);
      checkImageSize(header.width, header.height);
    } catch {
      // The size may stand further in; what cannot be opened at all, the engine says.
      const header = readImageHeader(new Uint8Array(await photo.arrayBuffer()));
      checkImageSize(header.width, header.height);
    }
    signal.throwIfAborted();
    return await createImageBitmap(photo, { resizeWidth: width, resizeQuality: 'medium' });
  } catch {
    return undefined;
  }
}

async function run(): Promise<void> {
  running++;
  // The last one asked for is the one in sight.
  for (let wish = waiting.pop(); wish; wish = waiting.pop()) {
    const bitmap = await make(wish);
    if (wish.signal.aborted) bitmap?.close();
    else wish.take(bitmap);
  }
  running--;
}

/**
 * Makes a small picture of a photo when its turn comes.
 *
 * @param width in device pixels
 * @param take is given the picture, which it has to close, or undefined for what is no photo; not called any more
 *   once the signal was aborted
 */
export function requestThumbnail(
  photo: Blob,
  width: number,
  signal: AbortSignal,
  take: (bitmap: ImageBitmap | undefined) => void,
): void {
  waiting.push({ photo, width, signal, take });
  signal.addEventListener(
    'abort',
    () => {
      const at = waiting.findIndex((wish) => wish.signal === signal);
      if (at >= 0) waiting.splice(at, 1);
    },
    { once: true },
  );
  if (running < mostAtOnce) void run();
}
