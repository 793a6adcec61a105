import { FocalScopeError } from '../base/errors.ts';
import type { LiveFrame } from '../image/read-frame.ts';
import { abortError, type EngineLink } from './engine-link.ts';

/**
 * Hands a frame to the worker, once: a worker that is just starting, or is ended meanwhile, lets it pass.
 *
 * @throws FocalScopeError `engine-crashed` where there is no worker, or what the engine refuses with; an AbortError for
 *   a frame that was passed over
 */
export async function sendFrame(
  link: EngineLink | undefined,
  isUp: boolean,
  { frame, fileName, signal }: { frame: LiveFrame; fileName: string; signal: AbortSignal | undefined },
): Promise<void> {
  if (!link || !isUp) {
    frame.close();
    throw link ? abortError() : new FocalScopeError('engine-crashed', { reason: 'not running' });
  }
  try {
    await link.ask({ kind: 'open-frame', frame, fileName }, [frame], signal);
  } catch (error) {
    throw link.hasEnded ? abortError() : error;
  }
}
