import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { anchorBounds, fieldText } from '../app/coverage/anchor-edits.ts';
import type { SuggestionState } from '../app/coverage/coverage-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { AnchorSettings } from '../coverage/anchor-settings.ts';
import type { SuggestionResult } from '../coverage/coverage-messages.ts';
import type { SuggestionProgress } from '../coverage/suggest-anchors.ts';
import { emitCoverage } from './coverage-events.ts';
import './fs-coverage-number.ts';
import type { NumberEvent } from './fs-coverage-number.ts';
import { sharedStyles } from './shared-styles.ts';
import { suggestionStyles } from './suggestion-styles.ts';

const lists = ['scales', 'ratios'] as const;

/** Looks for anchors that cover more: what may change, how far the search is, and what it came to. */
@customElement('fs-coverage-suggestion')
export class FsCoverageSuggestion extends LitElement {
  static override styles = [sharedStyles, suggestionStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: AnchorSettings;
  @property({ attribute: false }) suggestion: SuggestionState | undefined;
  /** Whether there are boxes to search by. */
  @property({ type: Boolean }) ready = false;
  @state() private free = { scales: true, ratios: true, baseSizes: false };
  /** Undefined: as many as there are. */
  @state() private counts: { readonly scales?: number; readonly ratios?: number } = {};

  protected override render(): TemplateResult {
    const { words, suggestion, free } = this;
    const isRunning = suggestion?.status === 'running';
    const isNothing = !free.scales && !free.ratios && !free.baseSizes;
    return html`
      <h2>${words.text('coverage.suggest.title')}</h2>
      <div class="free">
        ${lists.map((list) => this.#renderList(list, isRunning))}
        <label class="check">
          <input
            type="checkbox"
            .checked=${free.baseSizes}
            ?disabled=${isRunning}
            @change=${(event: Event) => this.#free('baseSizes', event)}
          />
          ${words.text('coverage.suggest.baseSizes')}
        </label>
      </div>
      ${isNothing ? html`<p class="quiet">${words.text('coverage.suggest.nothing')}</p>` : nothing}
      ${
        isRunning
          ? html`<button
              type="button"
              class="button"
              @click=${() => emitCoverage(this, { kind: 'cancel-suggestion' })}
            >
              ${words.text('coverage.suggest.cancel')}
            </button>`
          : html`<button
              type="button"
              class="button"
              ?disabled=${isNothing || !this.ready}
              @click=${this.#start}
            >
              ${words.text('coverage.suggest.start')}
            </button>`
      }
      ${suggestion ? this.#renderState(suggestion) : nothing}
    `;
  }

  #renderList(list: (typeof lists)[number], isRunning: boolean): TemplateResult {
    const { words, free } = this;
    const name = words.text(`coverage.suggest.${list}`);
    return html`
      <label class="check">
        <input
          type="checkbox"
          .checked=${free[list]}
          ?disabled=${isRunning}
          @change=${(event: Event) => this.#free(list, event)}
        />
        ${name}
      </label>
      <fs-coverage-number
        .words=${words}
        .bounds=${anchorBounds.count}
        label=${words.text('coverage.suggest.count', { name })}
        value=${this.counts[list] ?? this.settings[list].length}
        ?hidden=${!free[list]}
        @fs-number=${({ detail }: NumberEvent) => {
          this.counts = { ...this.counts, [list]: detail.value };
        }}
      ></fs-coverage-number>
    `;
  }

  #renderState(suggestion: SuggestionState): TemplateResult {
    switch (suggestion.status) {
      case 'running':
        return this.#renderProgress(suggestion.progress);
      case 'failed':
        return html`<p role="alert" class="quiet">
          ${this.words.text(`error.${suggestion.error.code}.title`)}
        </p>`;
      case 'done':
        return this.#renderResult(suggestion.result);
    }
  }

  #renderProgress({ stage, fraction, best }: SuggestionProgress): TemplateResult {
    const { words } = this;
    const text = words.text(`coverage.suggest.stage.${stage}`);
    return html`
      <progress max="1" .value=${fraction} aria-label=${text}></progress>
      <p class="quiet">
        ${text}
        ${
          best
            ? html`<br />${words.text('coverage.suggest.best', {
                  covered: best.covered,
                  boxes: best.boxes,
                  iou: this.#iou(best.meanBestIou),
                })}`
            : nothing
        }
      </p>
    `;
  }

  #renderResult({ before, after, isBetter, evaluations }: SuggestionResult): TemplateResult {
    const { words } = this;
    const key = isBetter ? 'coverage.suggest.better' : 'coverage.suggest.same';
    const isUsed = JSON.stringify(this.settings) === JSON.stringify(after.settings);
    const list = (values: readonly number[]): string => values.map(fieldText).join(', ');
    const share = ({ all }: typeof before): string => words.text('coverage.suggest.share', { covered: all.covered, boxes: all.boxes }); // prettier-ignore
    const anchors = ({ all }: typeof before): string => words.number(all.meanAnchors, { maximumFractionDigits: 1 }); // prettier-ignore
    const rows = [
      [words.text('coverage.suggest.covered'), share(before), share(after)],
      [
        words.text('coverage.suggest.mean'),
        this.#iou(before.fit.meanBestIou),
        this.#iou(after.fit.meanBestIou),
      ],
      [words.text('coverage.suggest.perBox'), anchors(before), anchors(after)],
      [words.text('coverage.suggest.scales'), list(before.settings.scales), list(after.settings.scales)],
      [words.text('coverage.suggest.ratios'), list(before.settings.ratios), list(after.settings.ratios)],
      [
        words.text('coverage.suggest.baseSizes'),
        list(before.settings.baseSizes),
        list(after.settings.baseSizes),
      ],
    ];
    return html`
      <p role="status">${words.text(key, { count: evaluations })}</p>
      ${
        isBetter
          ? html`
              <table>
                <thead>
                  <tr>
                    <td></td>
                    <th scope="col">${words.text('coverage.suggest.before')}</th>
                    <th scope="col">${words.text('coverage.suggest.after')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${rows.map(
                    ([name, first, second]) => html`
                      <tr>
                        <th scope="row">${name}</th>
                        <td>${first}</td>
                        <td class=${first === second ? '' : 'changed'}>${second}</td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
              <button
                type="button"
                class="button primary"
                ?disabled=${isUsed}
                @click=${() => emitCoverage(this, { kind: 'use-suggestion' })}
              >
                ${words.text(isUsed ? 'coverage.suggest.used' : 'coverage.suggest.use')}
              </button>
            `
          : nothing
      }
    `;
  }

  #iou(value: number): string {
    return this.words.number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  }

  #free(name: keyof typeof this.free, event: Event): void {
    this.free = { ...this.free, [name]: (event.target as HTMLInputElement).checked };
  }

  readonly #start = (): void => {
    const { free, counts, settings } = this;
    emitCoverage(this, {
      kind: 'suggest',
      freedom: {
        ...(free.scales && { scales: counts.scales ?? settings.scales.length }),
        ...(free.ratios && { ratios: counts.ratios ?? settings.ratios.length }),
        baseSizes: free.baseSizes,
      },
    });
  };
}
