import { isAbort } from '../../base/errors.ts';

/**
 * Asks one question at a time: of those asked meanwhile only the last one waits, so that no line forms. What is
 * answered is shown even where another waits already: whoever moves on and on still sees something.
 */
export class LatestQuestion<Question, Answer> {
  readonly #put: (question: Question) => Promise<Answer>;
  readonly #take: (question: Question, answer: Answer) => void;
  readonly #fail: (question: Question, error: unknown) => void;
  #isRunning = false;
  #waiting: { readonly question: Question } | undefined;
  /** Answers to questions of an earlier number are of no interest any more. */
  #era = 0;

  constructor(
    put: (question: Question) => Promise<Answer>,
    take: (question: Question, answer: Answer) => void,
    fail: (question: Question, error: unknown) => void,
  ) {
    this.#put = put;
    this.#take = take;
    this.#fail = fail;
  }

  ask(question: Question): void {
    if (this.#isRunning) this.#waiting = { question };
    else void this.#run(question);
  }

  /** Whatever is on its way or waits is not shown. */
  forget(): void {
    this.#era += 1;
    this.#waiting = undefined;
  }

  async #run(question: Question): Promise<void> {
    const era = this.#era;
    this.#isRunning = true;
    try {
      const answer = await this.#put(question);
      if (era === this.#era) this.#take(question, answer);
    } catch (error) {
      if (era === this.#era && !isAbort(error)) this.#fail(question, error);
    } finally {
      this.#isRunning = false;
      const next = this.#waiting;
      this.#waiting = undefined;
      if (next) void this.#run(next.question);
    }
  }
}
