import { hasCode, isAbort, serialiseError } from '../base/errors.ts';
import { LatestTask } from '../base/latest-task.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import type { ImportedModel } from '../model/imported-model.ts';
import type { ModelManifest } from '../model/manifest.ts';
import type { Running } from './current-photo.ts';
import { describeModel } from './describe.ts';
import { adoptModel } from './find-conventions.ts';
import type { ConventionsReport, EngineEvent, ModelRequest } from './messages.ts';
import type { SessionHolder } from './session-holder.ts';

export interface ModelUseParts {
  readonly manifest: ModelManifest;
  readonly sessions: SessionHolder;
  readonly emit: (event: EngineEvent) => void;
  /** Says that the engine has nothing to do, unless it has. */
  readonly rest: () => void;
  /** Analyses the photo on the stage anew; `before` is what outputs meant until now. */
  readonly analyseAnew: (
    before: DetectorConventions,
    signal: AbortSignal,
    running?: Running,
  ) => Promise<void>;
}

/** Decides which model is in use and what its outputs mean, and tells the page of both. */
export class ModelUse {
  readonly #parts: ModelUseParts;
  readonly #adoption = new LatestTask();
  /** The person's model in the built-in one's place. */
  #own: ImportedModel | undefined;
  /** Counts the models that came into use. */
  #turn = 0;

  constructor(parts: ModelUseParts) {
    this.#parts = parts;
  }

  /** Gives up the model that is being looked at. */
  abort(): void {
    this.#adoption.abort();
  }

  /**
   * @param request undefined for the built-in one
   * @returns what its outputs were found to mean
   * @throws FocalScopeError when it is none, or its outputs mean nothing that is known; the model in use stays. What
   * the photo's run throws; the new one is in use then, and an input that is too large for it is told as a failure alone.
   * An AbortError when another model came in its place meanwhile.
   */
  async open(request: ModelRequest | undefined, signal: AbortSignal): Promise<DetectorConventions> {
    const { sessions, emit, manifest: builtIn, rest } = this.#parts;
    emit({ type: 'phase', phase: { name: 'compiling' } });
    const onRun = (done: number, total: number): void =>
      emit({ type: 'phase', phase: { name: 'probing', done, total } });
    const before = sessions.conventions;
    let report: ConventionsReport = { conventions: builtIn, source: 'built-in', ranking: undefined };
    const adopt = async (own: AbortSignal): Promise<void> => {
      if (request) report = await adoptModel(sessions, { builtIn, request, onRun }, own);
      else await sessions.restore();
    };
    await this.#adoption.run(signal, adopt).finally(rest);
    this.#own = request?.model;
    const turn = ++this.#turn;
    await this.#tell(report, before, signal).catch((error: unknown) => {
      // The model is in use, and does well at another size.
      if (!hasCode(error, 'run-too-large', 'run-too-large-always', 'run-out-of-memory')) throw error;
      emit({ type: 'failure', error: serialiseError(error) });
    });
    if (turn !== this.#turn) throw new DOMException('Another model came in its place', 'AbortError');
    return report.conventions;
  }

  /**
   * Reads the model in use in another way.
   *
   * @throws FocalScopeError when the photo cannot be analysed so; the earlier way stays
   */
  async read(conventions: DetectorConventions, signal: AbortSignal): Promise<void> {
    const { sessions } = this.#parts;
    const before = sessions.conventions;
    const take = async (
      next: DetectorConventions,
      last: DetectorConventions,
      own: AbortSignal,
    ): Promise<void> => {
      await sessions.setConventions(next);
      await this.#tell({ conventions: next, source: 'override', ranking: undefined }, last, own, 'committed');
    };
    try {
      await take(conventions, before, signal);
    } catch (error) {
      if (!isAbort(error) && sessions.conventions === conventions)
        await take(before, conventions, new AbortController().signal);
      throw error;
    }
  }

  async #tell(
    report: ConventionsReport,
    before: DetectorConventions,
    signal: AbortSignal,
    running?: Running,
  ): Promise<void> {
    const { emit, manifest, analyseAnew } = this.#parts;
    emit({ type: 'model', model: describeModel(manifest, this.#own, report.conventions) });
    emit({ type: 'conventions', report });
    await analyseAnew(before, signal, running).catch((error: unknown) => {
      // Another photo, or another run of this one, came in its place: the model is in use all the same.
      if (signal.aborted || !isAbort(error)) throw error;
    });
  }
}
