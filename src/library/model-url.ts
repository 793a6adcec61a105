import { FocalScopeError } from '../base/errors.ts';

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The address of a model as a person wrote it.
 *
 * @param pageUrl the page's own address: files beside it may be asked for however it is served
 * @throws FocalScopeError `model-url-malformed`; `model-url-insecure` for anything but https, or http on this
 * computer; `model-url-credentials` for one with a name or a password in it
 */
export function readModelUrl(text: string, pageUrl: string): URL {
  let url: URL;
  try {
    // Without a scheme it would be looked for beside the page, which nobody means.
    url = new URL(text.trim());
  } catch (error) {
    throw new FocalScopeError('model-url-malformed', { url: text.trim() }, { cause: error });
  }
  const isOwn = url.origin === new URL(pageUrl).origin;
  const isLocal = url.protocol === 'http:' && localHosts.has(url.hostname);
  if (url.protocol !== 'https:' && !isLocal && !(isOwn && url.protocol === 'http:'))
    throw new FocalScopeError('model-url-insecure', { url: url.href });
  if (url.username !== '' || url.password !== '') {
    url.username = '';
    url.password = '';
    throw new FocalScopeError('model-url-credentials', { url: url.href });
  }
  url.hash = '';
  return url;
}

/** What a file from this address is called: the last part of the path, made fit for a file name. */
export function fileNameOfUrl(url: URL): string {
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // A stray % is taken as it stands.
  }
  const safe = name.replace(/[\p{Cc}/\\:*?"<>|]+/gu, '-').slice(0, 120);
  if (safe === '') return 'model.onnx';
  return /\.onnx$/i.test(safe) ? safe : `${safe}.onnx`;
}
