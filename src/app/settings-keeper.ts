import { choosePreset } from './loss-presets.ts';
import { loadChosenSettings, pickPersonal, saveChosenSettings, type Settings } from './settings.ts';

type Storage = Parameters<typeof saveChosenSettings>[0] & Parameters<typeof loadChosenSettings>[0];

/**
 * What a person chose. It outlasts the visit, except while settings are borrowed, from a link or by the guided tour:
 * then the person's own lie untouched in the storage until the borrowed ones are kept or given back. Language and
 * theme are the person's whatever is borrowed.
 */
export class SettingsKeeper {
  readonly #storage: Storage | undefined;
  #chosen: Partial<Settings>;
  /** What was chosen before each loan that has not ended. */
  readonly #before: Partial<Settings>[] = [];

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
    this.#chosen = loadChosenSettings(storage);
  }

  get chosen(): Partial<Settings> {
    return this.#chosen;
  }

  change(change: Partial<Settings>): void {
    this.#chosen = { ...this.#chosen, ...change };
    const personal = pickPersonal(change);
    for (const [index, before] of this.#before.entries()) this.#before[index] = { ...before, ...personal };
    this.#save();
  }

  /** Puts a trainer's rules in the place of those that were chosen one by one. */
  choosePreset(preset: Settings['lossPreset']): void {
    this.#chosen = choosePreset(this.#chosen, preset);
    this.#save();
  }

  /** Back to the defaults; language and theme stay. */
  reset(): void {
    this.#chosen = pickPersonal(this.#chosen);
    this.#save();
  }

  /** Sets the person's own aside for these; what of them is personal stays. */
  borrow(settings: Partial<Settings>): void {
    this.#before.push(this.#chosen);
    this.replace(settings);
  }

  /** Other borrowed settings instead of those in force. */
  replace(settings: Partial<Settings>): void {
    this.#chosen = { ...pickPersonal(this.#chosen), ...settings };
  }

  /** Ends the last loan: its settings become the person's, or the earlier ones come back. */
  settle(how: 'keep' | 'give-back'): void {
    const before = this.#before.pop();
    if (!before) return;
    if (how === 'give-back') this.#chosen = before;
    this.#save();
  }

  #save(): void {
    saveChosenSettings(this.#storage, this.#before[0] ?? this.#chosen);
  }
}
