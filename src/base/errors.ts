/**
 * Every failure that a person can meet, by what went wrong. The words they read lie in the dictionaries of
 * `src/app/i18n`, one entry a code, so that a lower room never holds a sentence.
 */
export const focalScopeErrorCodes = [
  'image-empty',
  'image-not-an-image',
  'image-unsupported-format',
  'image-vector',
  'image-broken',
  'image-too-large',
  'image-no-memory',
  'model-download-failed',
  'model-wrong-length',
  'model-not-readable',
  'model-opening-hung',
  'model-not-a-detector',
  'model-outputs-ambiguous',
  'model-input-unsupported',
  'model-class-count',
  'model-output-not-finite',
  'model-detections-only',
  'model-data-missing',
  'model-run-failed',
  'model-url-malformed',
  'model-url-insecure',
  'model-url-credentials',
  'model-offline',
  'model-unreachable',
  'model-no-cors',
  'model-not-found',
  'model-forbidden',
  'model-is-html',
  'model-is-pointer',
  'model-download-cut',
  'model-wrong-hash',
  'model-no-room',
  'model-busy',
  'model-in-use',
  'model-gone',
  'model-damaged',
  'model-library-failed',
  'manifest-invalid',
  'model-anchors-unknown',
  'sidecar-invalid',
  'labels-invalid',
  'sidecar-without-model',
  'annotations-invalid',
  'annotations-file-empty',
  'annotations-file-too-large',
  'annotations-encoding',
  'annotations-format-unknown',
  'annotations-formats-mixed',
  'annotations-syntax',
  'annotations-xml-entity',
  'annotations-value',
  'annotations-reference',
  'annotations-duplicate',
  'annotations-class-unnamed',
  'annotations-classes-missing',
  'annotations-image-size-missing',
  'annotations-name-clash',
  'annotations-worker-failed',
  'folder-empty',
  'share-empty',
  'photo-not-kept',
  'language-not-loaded',
  'link-not-a-file',
  'clipboard-denied',
  'clipboard-empty',
  'camera-unsupported',
  'camera-denied',
  'camera-none',
  'camera-busy',
  'camera-lost',
  'video-unsupported',
  'webgpu-device-lost',
  'webgpu-out-of-memory',
  'webgpu-limit-exceeded',
  'run-too-large',
  'run-too-large-always',
  'run-out-of-memory',
  'shader-invalid',
  'coverage-hung',
  'coverage-failed',
  'engine-hung',
  'engine-crashed',
  'internal',
] as const;

export type FocalScopeErrorCode = (typeof focalScopeErrorCodes)[number];

/** Figures and names that the sentence for a code is filled with. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** What crosses the worker's border in place of a {@link FocalScopeError}. */
export interface SerialisedError {
  readonly code: FocalScopeErrorCode;
  readonly details: ErrorDetails;
  /** For the diagnostics alone; never shown as the explanation. */
  readonly technical: string;
}

/** A failure with a code that says what happened, and the details its sentence needs. */
export class FocalScopeError extends Error {
  readonly code: FocalScopeErrorCode;
  readonly details: ErrorDetails;

  constructor(code: FocalScopeErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.name = 'FocalScopeError';
    this.code = code;
    this.details = details;
  }

  static deserialise(error: SerialisedError): FocalScopeError {
    return new FocalScopeError(error.code, error.details, { cause: error.technical });
  }
}

/** Any thrown value as a typed error; one that is none becomes `fallback`, with its own text as the cause. */
export function toFocalScopeError(
  error: unknown,
  fallback: FocalScopeErrorCode = 'internal',
): FocalScopeError {
  if (error instanceof FocalScopeError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new FocalScopeError(fallback, { reason }, { cause: error });
}

export function serialiseError(error: unknown, fallback?: FocalScopeErrorCode): SerialisedError {
  const typed = toFocalScopeError(error, fallback);
  const cause = typed.cause instanceof Error ? typed.cause.message : typed.cause;
  const technical = typeof cause === 'string' && cause !== '' ? cause : typed.message;
  return { code: typed.code, details: typed.details, technical };
}

/** Whether it is an error of ours, of one of these kinds. */
export function hasCode(error: unknown, ...codes: readonly FocalScopeErrorCode[]): error is FocalScopeError {
  return error instanceof FocalScopeError && codes.includes(error.code);
}

/** Whether a rejected promise only says that its caller has moved on. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
