import { describe, expect, it } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { decodePhoto } from '../../src/image/decode-photo.ts';
import { createBadImages, createGoodImage, writePng } from '../support/bad-files.ts';

const codeOf = (bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> =>
  decodePhoto(new Blob([bytes]), name).then(
    () => 'opened',
    (error: unknown) => (error instanceof FocalScopeError ? error.code : String(error)),
  );

describe('files that are no photo', () => {
  it.each(createBadImages())(
    '$name is refused as $expectedErrorCode',
    async ({ name, bytes, expectedErrorCode }) => {
      expect(await codeOf(bytes, name)).toBe(expectedErrorCode);
      expect('wasRunBySvg' in globalThis).toBe(false);
    },
  );

  it('are broken on purpose: whole ones from the same makers open', async () => {
    const { bytes, name } = createGoodImage();
    expect(await codeOf(bytes, name)).toBe('opened');
    const rows = [Uint8Array.of(255, 0, 0, 0, 255, 0), Uint8Array.of(0, 0, 255, 9, 9, 9)];
    const photo = await decodePhoto(new Blob([writePng(2, 2, rows)]), 'four.png');
    expect({ width: photo.width, height: photo.height }).toEqual({ width: 2, height: 2 });
    expect([...photo.pixels.data.subarray(0, 8)]).toEqual([255, 0, 0, 255, 0, 255, 0, 255]);
  });
});
