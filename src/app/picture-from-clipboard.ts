import { FocalScopeError } from '../base/errors.ts';

/**
 * The picture that was copied last.
 *
 * @throws FocalScopeError `clipboard-denied`, `clipboard-empty`
 */
export async function pictureFromClipboard(clipboard: Pick<Clipboard, 'read'> | undefined): Promise<File> {
  const items = await (clipboard?.read() ?? Promise.reject(new Error('no clipboard'))).catch(
    (error: unknown) => {
      throw new FocalScopeError('clipboard-denied', {}, { cause: error });
    },
  );
  for (const item of items) {
    const type = item.types.find((one) => one.startsWith('image/'));
    if (type) return new File([await item.getType(type)], `pasted.${type.slice('image/'.length)}`, { type });
  }
  throw new FocalScopeError('clipboard-empty');
}
