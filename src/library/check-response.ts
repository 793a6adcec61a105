import { FocalScopeError } from '../base/errors.ts';
import type { FileValidator } from './kept-model.ts';

/** The tags by which a later answer can be told to be of the same file; servers elsewhere may not show them. */
export function validatorOf(response: Response): FileValidator {
  return {
    etag: response.headers.get('ETag') ?? undefined,
    lastModified: response.headers.get('Last-Modified') ?? undefined,
  };
}

/** What to do with the answer to a request for the rest of a file. */
export type ResponsePlan =
  /** It begins where the part ends. */
  | 'go-on'
  /** It is the whole file: the server gives no ranges, or has another file by now. */
  | 'from-start'
  /** It is a rest, but may be that of another file. */
  | 'ask-again'
  /** The part is the whole file. */
  | 'whole';

/**
 * @param loaded bytes of the part
 * @param known what is known of the file that the part is of
 */
export function planResponse(
  response: Response,
  loaded: number,
  known: { readonly validator: FileValidator; readonly expectedSha256: string | undefined },
): ResponsePlan {
  const range = parseContentRange(response.headers.get('Content-Range'));
  if (response.status === 416) {
    return range?.total === loaded && isSameFile(response, known) ? 'whole' : 'ask-again';
  }
  if (response.status !== 206) return 'from-start';
  // Where the header is not shown, the status alone says that the range was kept to.
  if (range?.first !== undefined && range.first !== loaded) return 'ask-again';
  return isSameFile(response, known) ? 'go-on' : 'ask-again';
}

/** Whether the file is the same as before, or is checked by its hash at the end anyway. */
function isSameFile(
  response: Response,
  { validator, expectedSha256 }: Parameters<typeof planResponse>[2],
): boolean {
  const now = validatorOf(response);
  if (now.etag !== undefined && validator.etag !== undefined) return now.etag === validator.etag;
  if (now.lastModified !== undefined && validator.lastModified !== undefined)
    return now.lastModified === validator.lastModified;
  return expectedSha256 !== undefined;
}

/**
 * @param loaded bytes that are there before the first of this answer
 * @returns the whole file's bytes, where the server says
 * @throws FocalScopeError `model-not-found`, `model-forbidden`, `model-download-failed`, `model-is-html`
 */
export function checkResponse(response: Response, loaded: number, url: string): number | undefined {
  const { status } = response;
  const { host } = new URL(url);
  if (status === 404 || status === 410) throw new FocalScopeError('model-not-found', { host, status });
  if (status === 401 || status === 403) throw new FocalScopeError('model-forbidden', { host, status });
  if (!response.ok) throw new FocalScopeError('model-download-failed', { host, reason: `HTTP ${status}` });
  if (/^\s*text\/html/i.test(response.headers.get('Content-Type') ?? ''))
    throw new FocalScopeError('model-is-html', { host });
  const range = parseContentRange(response.headers.get('Content-Range'));
  if (status === 206 && range?.total !== undefined) return range.total;
  // The length of a compressed answer says nothing about the file's.
  if (response.headers.get('Content-Encoding') !== null) return undefined;
  const length = response.headers.get('Content-Length');
  return length === null ? undefined : loaded + Number(length);
}

/**
 * @throws FocalScopeError `model-is-html`, `model-is-pointer` for the beginning of a web page, or of the short text
 * that stands for a file in a Git repository
 */
export function checkFirstBytes(chunk: Uint8Array): void {
  const beginning = new TextDecoder('latin1')
    .decode(chunk.subarray(0, 64))
    .replace(/^[\s\u00ef\u00bb\u00bf]+/, '');
  if (/^<(!doctype|html|\?xml|head|body|!--)/i.test(beginning))
    throw new FocalScopeError('model-is-html', {});
  if (/^version https:\/\/git-lfs|^# xet version/.test(beginning))
    throw new FocalScopeError('model-is-pointer', {});
}

// As in `bytes 100-199/200`; with a star for the span of a range that is not there, or for an unknown total.
function parseContentRange(
  header: string | null,
): { readonly first: number | undefined; readonly total: number | undefined } | undefined {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header?.trim() ?? '');
  if (!match) return undefined;
  const numberOf = (text: string | undefined): number | undefined =>
    text === undefined || text === '*' ? undefined : Number(text);
  return { first: numberOf(match[1]), total: numberOf(match[2]) };
}
