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

function sendImages(images: readonly AnnotatedImage[]): void {
  let begin = 0;
  let objects = 0;
  images.forEach((image, index) => {
    objects += image.objects.length + 1;
    if (objects < portion && index + 1 < images.length) return;
    send({ kind: 'images', images: images.slice(begin, index + 1) });
    begin = index + 1;
    objects = 0;
  });
}

async function answer(request: AnnotationRequest): Promise<void> {
  const onProgress = (share: number): void => send({ kind: 'progress', share });
  const imageSize = createPhotoSizes(request.photos);
  if (request.kind === 'write') {
    send({ kind: 'written', ...(await packAnnotations(request.set, request.format, imageSize, onProgress)) });
    return;
  }
  const { set, format, warnings } = await readAnnotations(request.files, { imageSize, onProgress });
  const { images, ...bare } = set;
  sendImages(images);
  send({ kind: 'read', set: bare, format, warnings });
}

addEventListener('message', (event: MessageEvent<AnnotationRequest>) => {
  answer(event.data).catch((error: unknown) => send({ kind: 'failed', error: serialiseError(error) }));
});
