import { serialiseError, type SerialisedError } from '../../src/base/errors.ts';
import { decodePhoto } from '../../src/image/decode-photo.ts';
import type { Photo } from '../../src/image/photo.ts';

/** What comes back for a blob. */
export type DecodeAnswer = { readonly photo: Photo } | { readonly error: SerialisedError };

// Decodes every blob it is sent: decoding must work without a document.
addEventListener('message', (event: MessageEvent<Blob>) => {
  void decodePhoto(event.data, 'sent.jpg')
    .then(
      (photo): DecodeAnswer => ({ photo }),
      (error: unknown): DecodeAnswer => ({ error: serialiseError(error) }),
    )
    .then((answer) => postMessage(answer));
});
