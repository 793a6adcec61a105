import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { ModelReading } from '../app/conventions/conventions-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { completeConventions, readingsOf } from '../model/complete-conventions.ts';
import type { DetectorConventions } from '../model/detector-conventions.ts';
import { exporterList } from '../model/exporter-list.ts';
import { scoreKinds, type ScoreKind } from '../model/value-range.ts';
import { presetText } from './conventions-text.ts';
import { emitPageEvent } from './page-events.ts';
import { selectStyles } from './select-styles.ts';
import { sharedStyles } from './shared-styles.ts';

/** All ways that the page could read the model in use: those that were ranked, else all that its anchors allow. */
function choicesOf({ conventions, ranking, facts }: ModelReading): readonly DetectorConventions[] {
  const { classes, categoryIds, activation } = conventions;
  const list = { classes, categoryIds };
  if (ranking) return ranking.rows.map((row) => ({ ...row.conventions, ...list }));
  if (facts?.answered) return readingsOf(exporterList, { ...facts, answered: facts.answered }, list);
  const fixedSize = facts?.fixedSize;
  return exporterList.map((exporter) => completeConventions(exporter, { fixedSize, activation }, list));
}

/** Has a person choose how a model is read. */
@customElement('fs-conventions-override')
export class FsConventionsOverride extends LitElement {
  static override styles = [
    sharedStyles,
    selectStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        align-items: end;
        margin-top: 16px;
      }
      .field {
        flex: 0 1 240px;
        min-width: 0;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) reading!: ModelReading;
  @property({ type: Boolean }) applying = false;
  /** Scores as they are to be taken; undefined as the reading has them. */
  @state() private scores: ScoreKind | undefined;
  @query('#preset') private readonly preset!: HTMLSelectElement;

  protected override render(): TemplateResult {
    const { words, reading, applying } = this;
    const { conventions, foundBy } = reading;
    const current = conventions.preset;
    const choices = choicesOf(reading);
    return html`
      <form @submit=${this.#onSubmit}>
        <div class="field">
          <label for="preset">${words.text('conventions.override')}</label>
          <select id="preset" ?disabled=${applying}>
            <option value="">
              ${words.text('conventions.override.asNow', { preset: presetText(current, words) })}
            </option>
            ${choices
              .filter(({ preset }) => preset !== current)
              .map(({ preset }) => html`<option value=${preset}>${presetText(preset, words)}</option>`)}
          </select>
        </div>
        ${foundBy === 'layout' ? '' : this.#renderScores(conventions.activation)}
        <button type="submit" class="button" ?disabled=${applying}>
          ${words.text(applying ? 'conventions.applying' : 'conventions.apply')}
        </button>
      </form>
    `;
  }

  protected override updated(): void {
    // The list begins anew with what is in use.
    if (!this.applying && ![...this.preset.options].some(({ selected }) => selected)) this.preset.value = '';
  }

  #renderScores(current: ScoreKind): TemplateResult {
    const { words } = this;
    return html`<div class="field">
      <label for="scores">${words.text('conventions.scores')}</label>
      <select
        id="scores"
        ?disabled=${this.applying}
        .value=${this.scores ?? current}
        @change=${this.#onScores}
      >
        ${scoreKinds.map(
          (kind) =>
            html`<option value=${kind} ?selected=${kind === (this.scores ?? current)}>
              ${words.text(`conventions.scores.${kind}`)}
            </option>`,
        )}
      </select>
    </div>`;
  }

  readonly #onScores = (event: Event): void => {
    this.scores = scoreKinds[(event.target as HTMLSelectElement).selectedIndex];
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    const { conventions } = this.reading;
    const chosen = choicesOf(this.reading).find(({ preset }) => preset === this.preset.value);
    const activation = this.scores ?? conventions.activation;
    const next = { ...(chosen ?? conventions), activation };
    this.scores = undefined;
    this.preset.value = '';
    emitPageEvent(this, 'fs-models', {
      action: { kind: 'conventions', action: { kind: 'read-as', conventions: next } },
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-conventions-override': FsConventionsOverride;
  }
}
