import { hasCode } from '../base/errors.ts';
import type { RunOn } from './messages.ts';
import type { PlacedSession, SessionHolder } from './session-holder.ts';

/** An answer, and the session that gave it. */
export interface ModelRun<Answer> {
  readonly placed: PlacedSession;
  readonly answer: Answer;
}

/**
 * Runs the model where `runOn` says. Where the WebGPU provider fails at it, WASM takes over from then on; where
 * another model takes the session's place meanwhile, that one answers.
 *
 * @throws what the session or `run` throws, or the signal's reason
 */
export async function runModel<Answer>(
  sessions: SessionHolder,
  runOn: RunOn,
  run: (placed: PlacedSession) => Promise<Answer>,
  signal: AbortSignal,
): Promise<ModelRun<Answer>> {
  const placed = await sessions.open(runOn);
  signal.throwIfAborted();
  try {
    return { placed, answer: await run(placed) };
  } catch (error) {
    // Whoever moved on may have closed the session: that says nothing about its provider.
    signal.throwIfAborted();
    const hasFailed = hasCode(error, 'model-run-failed', 'run-out-of-memory');
    if (!hasFailed || !sessions.giveUp(placed)) throw error;
    return runModel(sessions, runOn, run, signal);
  }
}
