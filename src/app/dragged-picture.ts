import { FocalScopeError } from '../base/errors.ts';

/** The kinds of a drag that carry a picture of another page, without its file. */
export const linkTypes = ['text/uri-list', 'text/html'] as const;

/** The address of the first picture in a piece of HTML. */
const imageSource = /<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i;

/** A picture that is written out in its own address. */
const dataAddress = /^data:(image\/[\w.+-]+);base64,([\w+/=\s]+)$/i;

/**
 * The picture that a drag or a paste from another page means. Only what came along with it can be opened: the page
 * asks no other site for anything.
 *
 * @throws FocalScopeError `link-not-a-file` where no more than an address came
 */
export function pictureFromLink(data: Pick<DataTransfer, 'getData'>): File {
  const html = imageSource.exec(data.getData('text/html'));
  const address =
    html?.[1] ?? html?.[2] ?? html?.[3] ?? data.getData('text/uri-list').split(/\r?\n/)[0] ?? '';
  const [, type = '', base64 = ''] = dataAddress.exec(address.trim()) ?? [];
  try {
    if (type === '') throw new Error('an address of another site');
    const bytes = Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
    return new File([bytes], `dragged.${type.slice('image/'.length).replace(/\W.*$/, '')}`, { type });
  } catch (error) {
    throw new FocalScopeError('link-not-a-file', {}, { cause: error });
  }
}
