import { FocalScopeError, isAbort } from '../base/errors.ts';
import { checkFirstBytes, checkResponse, planResponse, validatorOf } from './check-response.ts';
import { createRunningHash, type RunningHash } from './hash-file.ts';
import type { FileValidator } from './kept-model.ts';
import type { GrowingFile } from './model-store.ts';

/** A file to be downloaded, and what is known of it. */
export interface Transfer {
  readonly url: string;
  readonly expectedBytes: number | undefined;
  readonly expectedSha256: string | undefined;
  /** What the server called the file when the part that is there arrived. */
  readonly validator: FileValidator;
}

/** How a download goes on. */
export interface TransferHooks {
  /** Bytes that are there, of how many where that is known. */
  readonly onProgress: (loaded: number, total: number | undefined) => void;
  /** Told before the first byte is written, so that what is cut off can be resumed. */
  readonly onBegin: (validator: FileValidator, total: number | undefined) => Promise<void>;
  /** For tests. */
  readonly fetchFile?: typeof fetch;
}

/**
 * Downloads a file to the end of what is there of it, with its SHA-256 made meanwhile. A part is gone on with only
 * when it is sure to be of the same file; else the download begins anew. A file of the wrong length or hash is
 * cleared away.
 *
 * @returns the whole file's hash
 * @throws FocalScopeError `model-offline`, `model-unreachable`, `model-no-cors`, `model-not-found`,
 * `model-forbidden`, `model-download-failed`, `model-is-html`, `model-is-pointer`, `model-download-cut`,
 * `model-wrong-length`, `model-wrong-hash`, `model-no-room`
 */
export async function transferModel(
  transfer: Transfer,
  file: GrowingFile,
  hooks: TransferHooks,
  signal: AbortSignal,
): Promise<string> {
  const hash = await createRunningHash();
  if (file.bytes > 0) for await (const chunk of file.chunks()) hash.update(chunk);
  signal.throwIfAborted();
  const { expectedBytes, expectedSha256 } = transfer;
  if (expectedBytes === undefined || file.bytes < expectedBytes || expectedSha256 === undefined)
    await receive(transfer, file, hash, hooks, signal);
  try {
    if (expectedBytes !== undefined && file.bytes !== expectedBytes)
      throw new FocalScopeError('model-wrong-length', { expected: expectedBytes, actual: file.bytes });
    const found = hash.finish();
    if (expectedSha256 !== undefined && found !== expectedSha256)
      throw new FocalScopeError('model-wrong-hash', { expected: expectedSha256, actual: found });
    return found;
  } catch (error) {
    await file.clear();
    throw error;
  }
}

async function receive(
  transfer: Transfer,
  file: GrowingFile,
  hash: RunningHash,
  hooks: TransferHooks,
  signal: AbortSignal,
): Promise<void> {
  const restart = async (): Promise<void> => {
    await file.clear();
    hash.restart();
  };
  let response = await request(transfer, file.bytes, hooks, signal);
  if (file.bytes > 0) {
    const plan = planResponse(response, file.bytes, transfer);
    if (plan === 'whole') return;
    if (plan !== 'go-on') await restart();
    if (plan === 'ask-again') {
      await response.body?.cancel();
      response = await request(transfer, 0, hooks, signal);
    }
  }
  const total = checkResponse(response, file.bytes, transfer.url);
  if (transfer.expectedBytes !== undefined && total !== undefined && total !== transfer.expectedBytes) {
    await response.body?.cancel();
    await restart();
    throw new FocalScopeError('model-wrong-length', { expected: transfer.expectedBytes, actual: total });
  }
  const known = transfer.expectedBytes ?? total;
  await hooks.onBegin(validatorOf(response), known);
  await pour(response, file, hash, known, hooks, signal).catch(async (error: unknown) => {
    // What cannot be the file is not kept to be gone on with.
    if (error instanceof FocalScopeError && discarded.has(error.code)) await file.clear();
    throw error;
  });
}

const discarded = new Set<FocalScopeError['code']>([
  'model-wrong-length',
  'model-is-html',
  'model-is-pointer',
]);

/** Asks for the file, or for what is missing of it. */
async function request(
  { url, validator }: Transfer,
  from: number,
  { fetchFile = fetch }: TransferHooks,
  signal: AbortSignal,
): Promise<Response> {
  const ask = (headers: Record<string, string>): Promise<Response> =>
    fetchFile(url, {
      headers,
      signal,
      mode: 'cors',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
  const range: Record<string, string> = from > 0 ? { Range: `bytes=${from}-` } : {};
  const condition = validator.etag?.startsWith('W/') ? undefined : (validator.etag ?? validator.lastModified);
  try {
    if (from === 0 || condition === undefined) return await ask(range);
    // A server elsewhere has to allow If-Range beforehand, and not every one does; the answer's own headers say,
    // then, whether it is the same file.
    return await ask({ ...range, 'If-Range': condition }).catch((error: unknown) => {
      if (isAbort(error)) throw error;
      return ask(range);
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw await explainSilence(url, fetchFile, signal, error);
  }
}

/** Why no answer came that the page may read. */
async function explainSilence(
  url: string,
  fetchFile: typeof fetch,
  signal: AbortSignal,
  cause: unknown,
): Promise<FocalScopeError> {
  const { host } = new URL(url);
  if ((globalThis.navigator as { onLine?: boolean } | undefined)?.onLine === false)
    return new FocalScopeError('model-offline', { host }, { cause });
  try {
    // An answer that may not be read, but comes: the server is there and does not allow other sites' pages.
    await fetchFile(url, { method: 'HEAD', mode: 'no-cors', credentials: 'omit', signal });
    return new FocalScopeError('model-no-cors', { host }, { cause });
  } catch {
    return new FocalScopeError('model-unreachable', { host }, { cause });
  }
}

async function pour(
  response: Response,
  file: GrowingFile,
  hash: RunningHash,
  total: number | undefined,
  { onProgress }: TransferHooks,
  signal: AbortSignal,
): Promise<void> {
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  const read = async (): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> => {
    try {
      return await reader.read();
    } catch (error) {
      if (isAbort(error) || signal.aborted) throw error;
      throw new FocalScopeError(
        'model-download-cut',
        { loaded: file.bytes, total: total ?? 0 },
        { cause: error },
      );
    }
  };
  try {
    onProgress(file.bytes, total);
    for (;;) {
      const { done, value } = await read();
      signal.throwIfAborted();
      if (done) break;
      if (file.bytes === 0) checkFirstBytes(value);
      if (total !== undefined && file.bytes + value.byteLength > total)
        throw new FocalScopeError('model-wrong-length', {
          expected: total,
          actual: file.bytes + value.byteLength,
        });
      await file.append(value);
      hash.update(value);
      onProgress(file.bytes, total);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error;
  }
  // Some connections that break look like an end.
  if (total !== undefined && file.bytes < total)
    throw new FocalScopeError('model-download-cut', { loaded: file.bytes, total });
  if (file.bytes === 0) throw new FocalScopeError('model-wrong-length', { expected: total ?? 1, actual: 0 });
}
