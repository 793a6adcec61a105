import { FocalScopeError } from '../base/errors.ts';
import type { AnnotationAnswer, AnnotationRequest } from './annotation-messages.ts';
import type { AnnotatedImage, AnnotationFormat, AnnotationSet } from './annotation-set.ts';
import type { PackedAnnotations } from './pack-annotations.ts';
import type { NamedPhoto } from './photo-sizes.ts';
import type { AnnotationFile, AnnotationReading } from './read-annotations.ts';

export interface AnnotationTask {
  /** Photos that the annotations may speak of; their sizes are read where a format needs them. */
  readonly photos: readonly NamedPhoto[];
  /** Told now and then how much is done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Ends the work, whatever it is at. */
  readonly signal?: AbortSignal;
}

/** Reads and writes annotation files without holding the page up. */
export interface AnnotationClient {
  /** @throws FocalScopeError with a code of `annotations-…`; the signal's reason when it was aborted */
  read(files: readonly AnnotationFile[], task: AnnotationTask): Promise<AnnotationReading>;
  /** @throws FocalScopeError `annotations-image-size-missing` or `annotations-name-clash`; the signal's reason */
  write(set: AnnotationSet, format: AnnotationFormat, task: AnnotationTask): Promise<PackedAnnotations>;
}

type FinalAnswer = Exclude<AnnotationAnswer, { kind: 'progress' | 'images' | 'failed' }>;

function createWorker(): Worker {
  return new Worker(new URL('./annotation-worker.ts', import.meta.url), {
    type: 'module',
    name: 'FocalScope annotations',
  });
}

/** Has one request done by a worker of its own, which is ended however it goes. */
function ask(
  worker: Worker,
  request: AnnotationRequest,
  { onProgress, signal }: AnnotationTask,
): Promise<{ readonly answer: FinalAnswer; readonly images: readonly AnnotatedImage[] }> {
  const images: AnnotatedImage[] = [];
  return new Promise<{ answer: FinalAnswer; images: readonly AnnotatedImage[] }>((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(new FocalScopeError('annotations-worker-failed', { reason }));
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    worker.addEventListener('message', ({ data }: MessageEvent<AnnotationAnswer>) => {
      if (data.kind === 'progress') onProgress?.(data.share);
      else if (data.kind === 'images') {
        for (const image of data.images) images.push(image);
        const request: AnnotationRequest = { kind: 'taken' };
        worker.postMessage(request);
      } else if (data.kind === 'failed') reject(FocalScopeError.deserialise(data.error));
      else resolve({ answer: data, images });
    });
    worker.addEventListener('messageerror', () => fail('messageerror'));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      fail(event.message);
    });
    worker.postMessage(request);
  }).finally(() => worker.terminate());
}

/**
 * {@link AnnotationClient} over workers, one for each request: nothing is loaded before it is needed, and whatever a
 * large file took is given back.
 */
export function createAnnotationClient(create: () => Worker = createWorker): AnnotationClient {
  return {
    read: async (files, task) => {
      task.signal?.throwIfAborted();
      const { answer, images } = await ask(create(), { kind: 'read', files, photos: task.photos }, task);
      if (answer.kind !== 'read') throw new FocalScopeError('internal', { reason: answer.kind });
      const { set, format, warnings } = answer;
      return { set: { ...set, images }, format, warnings };
    },
    write: async (set, format, task) => {
      task.signal?.throwIfAborted();
      const { answer } = await ask(create(), { kind: 'write', set, format, photos: task.photos }, task);
      if (answer.kind !== 'written') throw new FocalScopeError('internal', { reason: answer.kind });
      const { fileName, blob } = answer;
      return { fileName, blob };
    },
  };
}
