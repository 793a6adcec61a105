import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { ConventionsAction, ModelReading } from '../app/conventions/conventions-state.ts';
import { trainingPreset } from '../app/conventions/training-preset.ts';
import type { Words } from '../app/i18n/words.ts';
import { probedBoxes } from '../model/probe-agreement.ts';
import { conventionsFacts } from './conventions-facts.ts';
import { presetText, readingText } from './conventions-text.ts';
import './fs-conventions-override.ts';
import { renderFacts } from './fact-list.ts';
import { modelsStyles } from './models-styles.ts';
import { emitPageEvent, epochOf } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { tableStyles } from './table-styles.ts';

/** How the outputs of the model in use are read, how that was found, and what a person says against it. */
@customElement('fs-model-conventions')
export class FsModelConventions extends LitElement {
  static override styles = [
    sharedStyles,
    modelsStyles,
    tableStyles,
    css`
      .found {
        margin-top: 8px;
        max-width: 76ch;
        text-wrap: pretty;
      }
      dl > div {
        flex: 0 1 auto;
        max-width: 46ch;
        overflow-wrap: anywhere;
      }
      details {
        margin-top: 16px;
      }
      .scroll {
        max-width: 560px;
        margin-top: 8px;
      }
      caption {
        padding: 0 0 8px;
        color: var(--text-quiet);
        text-align: left;
      }
      th:first-child,
      td:first-child {
        padding-left: 0;
      }
      .used {
        font-weight: 600;
      }
      .used small {
        margin-left: 6px;
        color: var(--text-quiet);
        font-weight: 400;
      }
      meter {
        width: 120px;
        height: 6px;
        vertical-align: middle;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { reading } = state.conventions;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('conventions.title')}</h3>
        <p class="quiet-text">${words.text('conventions.meaning')}</p>
        ${
          reading
            ? this.#renderReading(reading)
            : html`<p class="found">
                ${words.text(state.model?.isBuiltIn === false ? 'conventions.waiting' : 'conventions.builtIn')}
              </p>`
        }
      </section>
    `;
  }

  #renderReading(reading: ModelReading): TemplateResult {
    const { words } = this;
    const { applying } = this.state.conventions;
    return html`
      <p class="found" aria-live="polite">${readingText(reading, words)}</p>
      ${this.#renderFault()} ${renderFacts(conventionsFacts(reading.conventions, words), words)}
      ${this.#renderRanking(reading)}
      <fs-conventions-override
        .words=${words}
        .reading=${reading}
        ?applying=${applying}
      ></fs-conventions-override>
      <div class="actions">
        <button type="button" class="button" @click=${() => this.#act({ kind: 'download' })}>
          ${words.text('conventions.download')}
        </button>
        <label class="button file">
          <span>${words.text('conventions.open')}</span>
          <input type="file" accept=".json,.txt,.names" ?disabled=${applying} @change=${this.#onFile} />
        </label>
      </div>
      <p class="quiet-text small note">${words.text('conventions.files')}</p>
      ${reading.foundBy === 'layout' ? nothing : this.#renderRules(reading.conventions.preset)}
    `;
  }

  #renderFault(): TemplateResult | typeof nothing {
    const { words } = this;
    const { fault } = this.state.conventions;
    if (!fault) return nothing;
    return html`<div role="alert" class="alert fault">
      <p><b>${words.text(`error.${fault.code}.title`, fault.details)}</b></p>
      <p>${words.text(`error.${fault.code}.text`, fault.details)}</p>
    </div>`;
  }

  #renderRanking({ ranking, foundBy, conventions }: ModelReading): TemplateResult | typeof nothing {
    if (!ranking) return nothing;
    const { words } = this;
    const { photos, rows, ruledOut, comparesClasses } = ranking;
    if (photos.length === 0)
      return html`<p class="note quiet-text">${words.text('conventions.table.none')}</p>`;
    const caption = words.text('conventions.table.caption', { photos: words.list(photos) });
    return html`
      <details ?open=${foundBy !== 'ranking'}>
        <summary>${words.text('conventions.table')} (${words.number(rows.length)})</summary>
        <div class="scroll" role="region" aria-labelledby="caption" tabindex="0">
          <table>
            <caption id="caption">
              ${caption}
            </caption>
            <thead>
              <tr>
                <th scope="col">${words.text('conventions.preset')}</th>
                <th scope="col">${words.text('conventions.table.agreement')}</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map((row) => this.#renderRow(row, row.conventions.preset === conventions.preset))}
            </tbody>
          </table>
        </div>
        ${comparesClasses ? nothing : html`<p class="note quiet-text">${words.text('conventions.table.anyClass')}</p>`}
        ${
          ruledOut.length === 0
            ? nothing
            : html`<p class="note quiet-text">
                ${words.text('conventions.table.ruledOut', {
                  presets: words.list(ruledOut.map((preset) => presetText(preset, words))),
                })}
              </p>`
        }
      </details>
    `;
  }

  #renderRow(
    { agreement, conventions }: NonNullable<ModelReading['ranking']>['rows'][number],
    isUsed: boolean,
  ): TemplateResult {
    const { words } = this;
    const figure = words.number(agreement, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return html`<tr>
      <td class=${isUsed ? 'used' : ''}>
        ${presetText(conventions.preset, words)}
        ${isUsed ? html`<small>${words.text('conventions.table.chosen')}</small>` : nothing}
      </td>
      <td>
        <meter min="0" max=${probedBoxes} value=${agreement} aria-hidden="true"></meter>
        ${figure}
      </td>
    </tr>`;
  }

  #renderRules(preset: string): TemplateResult | typeof nothing {
    const { words } = this;
    const rules = trainingPreset(preset);
    if (!rules) return nothing;
    const name = words.text(`rules.preset.${rules}`);
    if (this.state.settings.lossPreset === rules)
      return html`<p class="note quiet-text">${words.text('conventions.rules.inUse', { preset: name })}</p>`;
    const use = (event: Event): void =>
      emitPageEvent(this, 'fs-loss-preset', { preset: rules, inputEpoch: epochOf(event) });
    return html`<p class="note quiet-text">${words.text('conventions.rules', { preset: name })}</p>
      <div class="actions">
        <button type="button" class="button" @click=${use}>${words.text('conventions.rules.use')}</button>
      </div>`;
  }

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    // The same file, chosen again, is a change as well.
    input.value = '';
    if (file) this.#act({ kind: 'open', file });
  };

  #act(action: ConventionsAction): void {
    emitPageEvent(this, 'fs-models', { action: { kind: 'conventions', action } });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-model-conventions': FsModelConventions;
  }
}
