import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ClassAsked, ClassQuestion } from '../app/album/album-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { ClassChoices } from '../app/ground-truth/ground-truth-store.ts';
import { dialogStyles } from './dialog-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Values of a select that are no class: a class's own is its place in the list, from 0. */
const undecided = '';
const leftOut = 'none';

/** Asks what the classes of annotation files are among the model's. */
@customElement('fs-class-dialog')
export class FsClassDialog extends LitElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 4px 12px;
        align-items: center;
        padding: 8px 6px 8px 2px;
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      .name {
        overflow-wrap: anywhere;
      }
      select {
        width: 100%;
        height: 32px;
        padding: 0 6px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-raised);
        color: var(--text);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) question: ClassQuestion | undefined;
  @property({ attribute: false }) classes: readonly string[] = [];
  @state() private answers: ReadonlyMap<string, string | null> = new Map();
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('question')) return;
    this.answers = new Map(
      (this.question?.names ?? []).flatMap(({ name, modelClass }) =>
        modelClass === undefined ? [] : [[name, modelClass] as const],
      ),
    );
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('question')) return;
    // The browser gives the keyboard back to where it was.
    if (this.question && !this.dialog.open) this.dialog.showModal();
    else if (!this.question) this.dialog.close();
  }

  protected override render(): TemplateResult {
    const { words, question } = this;
    return html`<dialog aria-labelledby="title" aria-describedby="text" @cancel=${this.#onCancel}>
      <h2 id="title">${words.text('classes.title')}</h2>
      <p id="text">${words.text('classes.text')}</p>
      ${question ? this.#renderQuestion(question) : nothing}
    </dialog>`;
  }

  #renderQuestion({ kind, names }: ClassQuestion): TemplateResult {
    const { words } = this;
    const missing = names.filter(({ name }) => !this.answers.has(name)).length;
    return html`
      <ul class="list">
        ${names.map((asked) => this.#renderName(asked))}
      </ul>
      <p class="quiet-text" role="status">
        ${missing > 0 ? words.plural('classes.missing', missing) : nothing}
      </p>
      <div class="actions">
        <button
          type="button"
          class="button first"
          ?disabled=${missing === 0}
          @click=${() => {
            const rest = names.filter(({ name }) => !this.answers.has(name));
            this.answers = new Map([...this.answers, ...rest.map(({ name }) => [name, null] as const)]);
          }}
        >
          ${words.text('classes.leaveOutRest')}
        </button>
        <button type="button" class="button" @click=${() => this.#answer(undefined)}>
          ${words.text(kind === 'import' ? 'classes.cancelImport' : 'classes.cancel')}
        </button>
        <button
          type="button"
          class="button primary"
          ?disabled=${missing > 0}
          @click=${() => this.#answer(Object.fromEntries(this.answers))}
        >
          ${words.text('classes.confirm')}
        </button>
      </div>
    `;
  }

  #renderName({ name, count }: ClassAsked): TemplateResult {
    const { words } = this;
    const answer = this.answers.get(name);
    const value =
      answer === undefined ? undecided : answer === null ? leftOut : String(this.classes.indexOf(answer));
    return html`<li>
      <span class="name"
        >${name} <span class="quiet-text">${words.plural('classes.count', count)}</span></span
      >
      <select
        aria-label=${words.text('classes.is', { name })}
        .value=${value}
        @change=${(event: Event) => this.#choose(name, (event.target as HTMLSelectElement).value)}
      >
        <option value=${undecided} ?selected=${value === undecided}>${words.text('classes.choose')}</option>
        <option value=${leftOut} ?selected=${value === leftOut}>${words.text('classes.leaveOut')}</option>
        ${this.classes.map(
          (modelClass, index) =>
            html`<option value=${index} ?selected=${value === String(index)}>${modelClass}</option>`,
        )}
      </select>
    </li>`;
  }

  #choose(name: string, value: string): void {
    const answers = new Map(this.answers);
    const modelClass = this.classes[Number(value)];
    if (value === leftOut) answers.set(name, null);
    else if (value !== undecided && modelClass !== undefined) answers.set(name, modelClass);
    else answers.delete(name);
    this.answers = answers;
  }

  readonly #onCancel = (event: Event): void => {
    // It closes when the question is gone.
    event.preventDefault();
    this.#answer(undefined);
  };

  #answer(choices: ClassChoices | undefined): void {
    emitPageEvent(this, 'fs-album', { action: { kind: 'answer-classes', choices } });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-class-dialog': FsClassDialog;
  }
}
