import { FocalScopeError, type FocalScopeErrorCode } from '../../base/errors.ts';

/** By the names that browsers give such failures. */
const codes: Readonly<Partial<Record<string, FocalScopeErrorCode>>> = {
  NotAllowedError: 'camera-denied',
  SecurityError: 'camera-denied',
  NotFoundError: 'camera-none',
  OverconstrainedError: 'camera-none',
  NotReadableError: 'camera-busy',
  AbortError: 'camera-busy',
};

/** What a browser's refusal of a camera means. */
export function cameraError(error: unknown): FocalScopeError {
  const name = error instanceof Error ? error.name : '';
  const reason = error instanceof Error ? error.message : String(error);
  return new FocalScopeError(codes[name] ?? 'camera-busy', { reason }, { cause: error });
}
