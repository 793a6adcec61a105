import { FocalScopeError } from '../base/errors.ts';

/** What the browser's storage threw, as a typed error. */
export function storageFault(error: unknown): Error {
  if (!(error instanceof DOMException)) return error instanceof Error ? error : new Error(String(error));
  if (error.name === 'QuotaExceededError') return new FocalScopeError('model-no-room', {}, { cause: error });
  // Another tab has the same file open to write.
  if (error.name === 'NoModificationAllowedError')
    return new FocalScopeError('model-busy', {}, { cause: error });
  return error;
}

/** Runs `work`, with what the storage throws as typed errors. */
export async function withStorage<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error);
  }
}
