import { hasCode } from '../base/errors.ts';
import type { ModelSession } from '../model/model-session.ts';
import type { RunOn } from './messages.ts';
import type { PlacedSession, SessionHolder } from './session-holder.ts';

/** An answer, and the session that gave it. */
export interface ModelRun<Answer> {
  readonly placed: PlacedSession;
  readonly answer: Answer;
}

/**
 * Runs the model where `runOn` says; where the WebGPU provider fails at it, WASM takes over from then on.
 *
 * @throws what the session or `run` throws
 */
export async function runModel<Answer>(
  sessions: SessionHolder,
  runOn: RunOn,
  run: (session: ModelSession) => Promise<Answer>,
  signal: AbortSignal,
): Promise<ModelRun<Answer>> {
  const placed = await sessions.open(runOn);
  signal.throwIfAborted();
  try {
    return { placed, answer: await run(placed.session) };
  } catch (error) {
    const webGpuFailed = placed.session.provider === 'webgpu' && hasCode(error, 'model-run-failed');
    if (!webGpuFailed) throw error;
    sessions.abandonWebGpu();
    return runModel(sessions, runOn, run, signal);
  }
}
