import { FocalScopeError, isAbort } from '../base/errors.ts';
import { parseManifest, type ModelManifest } from './manifest.ts';

/**
 * Fetches and reads a model's manifest.
 *
 * @throws FocalScopeError `model-download-failed`, `manifest-invalid`
 */
export async function loadManifest(url: string, signal?: AbortSignal): Promise<ModelManifest> {
  let text: string;
  try {
    const response = await fetch(url, signal ? { signal } : {});
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    text = await response.text();
  } catch (error) {
    if (isAbort(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FocalScopeError('model-download-failed', { url, reason }, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FocalScopeError('manifest-invalid', { path: '', reason: 'not JSON' }, { cause: error });
  }
  return parseManifest(value);
}
