import type { AnnotatedImage } from '../../annotations/annotation-set.ts';
import type { Store } from '../app-state.ts';
import type { ClassChoices, GroundTruthStore } from '../ground-truth/ground-truth-store.ts';
import type { ClassQuestion } from './album-state.ts';
import type { ClassDecisions } from './class-decisions.ts';

/** What a person decided about class names: asked once, then remembered on this computer. */
export class ClassChoiceKeeper {
  readonly #store: Store;
  readonly #kept: GroundTruthStore;
  #choices: Promise<ClassChoices> | undefined;
  #answer: ((choices: ClassChoices | undefined) => void) | undefined;

  constructor(store: Store, kept: GroundTruthStore) {
    this.#store = store;
    this.#kept = kept;
  }

  /** What the classes of some annotations are among the model's, as it stands. */
  async decide(images: readonly AnnotatedImage[]): Promise<ClassDecisions> {
    const { decideClasses } = await import('./class-decisions.ts');
    return decideClasses(images, this.#store.state.model?.classes ?? [], await this.#load());
  }

  /**
   * Asks about names, and remembers the answer.
   *
   * @returns whether there was one
   */
  async ask(kind: ClassQuestion['kind'], names: ClassQuestion['names']): Promise<boolean> {
    this.#answer?.(undefined);
    const answered = new Promise<ClassChoices | undefined>((resolve) => {
      this.#answer = resolve;
    });
    this.#show({ kind, names });
    const choices = await answered;
    this.#answer = undefined;
    this.#show(undefined);
    if (!choices) return false;
    // Names come from files: none of them may be taken for a member that every object has.
    const entries = [...Object.entries(await this.#load()), ...Object.entries(choices)];
    const all: ClassChoices = Object.fromEntries(entries);
    this.#choices = Promise.resolve(all);
    // Where the browser keeps nothing, the answer holds for this visit.
    await this.#kept.saveClassChoices(all).catch(() => undefined);
    return true;
  }

  /** Takes the answer to what is being asked. */
  answer(choices: ClassChoices | undefined): void {
    this.#answer?.(choices);
  }

  #load(): Promise<ClassChoices> {
    this.#choices ??= this.#kept.loadClassChoices().catch(() => ({}));
    return this.#choices;
  }

  #show(question: ClassQuestion | undefined): void {
    this.#store.update({ album: { ...this.#store.state.album, question } });
  }
}
