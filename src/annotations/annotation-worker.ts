import { serialiseError } from '../base/errors.ts';
import type { AnnotationAnswer, AnnotationRequest } from './annotation-messages.ts';
import type { AnnotatedImage } from './annotation-set.ts';
import { createPhotoSizes } from './photo-sizes.ts';
import { readAnnotations } from './read-annotations.ts';
import { packAnnotations } from './pack-annotations.ts';

/** Objects in one portion: few enough that taking them over takes a few milliseconds. */
const portion = 500;

function send(answer: AnnotationAnswer): void {
  postMessage(answer);
}

let taken: (() => void) | undefined;

/** Each portion waits for the one before to be taken over, so that the page gets to other things in between. */
async function sendImages(images: readonly AnnotatedImage[]): Promise<void> {
  let begin = 0;
  let objects = 0;
  for (const [index, image] of images.entries()) {
    objects += image.objects.length + 1;
    if (objects < portion && index + 1 < images.length) continue;
    const isTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    send({ kind: 'images', images: images.slice(begin, index + 1) });
    await isTaken;
    begin = index + 1;
    objects = 0;
  }
}

async function answer(request: Exclude<AnnotationRequest, { kind: 'taken' }>): Promise<void> {
  const onProgress = (share: number): void => send({ kind: 'progress', share });
  const imageSize = createPhotoSizes(request.photos);
  if (request.kind === 'write') {
    send({ kind: 'written', ...(await packAnnotations(request.set, request.format, imageSize, onProgress)) });
    return;
  }
  const { set, format, warnings } = await readAnnotations(request.files, { imageSize, onProgress });
  const { images, ...bare } = set;
  await sendImages(images);
  send({ kind: 'read', set: bare, format, warnings });
}

addEventListener('message', ({ data }: MessageEvent<AnnotationRequest>) => {
  if (data.kind === 'taken') taken?.();
  else answer(data).catch((error: unknown) => send({ kind: 'failed', error: serialiseError(error) }));
});
