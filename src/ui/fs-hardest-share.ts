import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Words } from '../app/i18n/words.ts';
import { lossSymbols } from '../app/loss-symbols.ts';
import { hardestShares, type Settings } from '../app/settings.ts';
import type { Readout } from '../engine/messages.ts';
import type { HardestShare } from '../stage/hardest-share-reading.ts';
import { emitSettings } from './page-events.ts';
import { rangeStyles } from './range-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** Narrows the heatmap to the hardest few of the anchors, and says what they make of the loss. */
@customElement('fs-hardest-share')
export class FsHardestShare extends LitElement {
  static override styles = [
    sharedStyles,
    rangeStyles,
    css`
      .row {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        min-height: 24px;
      }
      .value {
        min-width: 56px;
        height: 24px;
        padding: 0 6px;
        border-radius: 4px;
        background: var(--surface-sunken);
        line-height: 24px;
        text-align: right;
        white-space: nowrap;
      }
      p {
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: Settings;
  @property({ attribute: false }) readout: Readout | undefined;

  protected override render(): TemplateResult {
    const { words } = this;
    const { hardestShare } = this.settings;
    const place = hardestShares.indexOf(hardestShare);
    const last = hardestShares.length - 1;
    const value = hardestShare === 1 ? words.text('hardest.all') : this.#percent(hardestShare);
    return html`
      <div class="row">
        <label for="slider">${words.text('hardest.title')}</label>
        <span class="value" aria-hidden="true">${value}</span>
      </div>
      <input
        id="slider"
        type="range"
        min="0"
        max=${last}
        step="1"
        .value=${live(String(place))}
        aria-valuetext=${value}
        aria-describedby="note"
        @input=${this.#onSlide}
        ${styleProperties({ '--share': `${(place / last) * 100}%` })}
      />
      <div id="note">
        ${hardestShare === 1 ? html`<p>${words.text('hardest.hint')}</p>` : this.#renderNotes()}
      </div>
    `;
  }

  #renderNotes(): TemplateResult | typeof nothing {
    const { hardest } = this.readout?.scaleRange ?? {};
    if (!hardest) return nothing;
    const { compareMode, compareLeft, compareRight, shown } = this.settings;
    if (compareMode !== 'single') {
      return html`
        ${this.#renderNote(lossSymbols[compareLeft], hardest.left)}
        ${this.#renderNote(lossSymbols[compareRight], hardest.right)}
      `;
    }
    // Whatever the map is of, the loss ranks its anchors.
    const found = hardest[shown] ?? hardest.left;
    return html`${this.#renderNote(shown === 'focal' ? 'FL' : 'CE', found)}`;
  }

  #renderNote(loss: string, found: HardestShare | undefined): TemplateResult | typeof nothing {
    const { words } = this;
    if (!found) return nothing;
    const { count, least, taken, total } = found;
    const share = words.percent(total > 0 ? Math.min(1, taken / total) : NaN);
    return html`<p data-loss=${loss} data-count=${count} data-least=${least} data-share=${taken / total}>
      ${words.text('hardest.note', { loss, count, least: words.figure(least), share })}
    </p>`;
  }

  #percent(share: number): string {
    return this.words.number(share, { style: 'percent', maximumFractionDigits: 2 });
  }

  readonly #onSlide = (event: Event): void => {
    const hardestShare = hardestShares[(event.target as HTMLInputElement).valueAsNumber] ?? 1;
    emitSettings(this, { hardestShare }, event);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-hardest-share': FsHardestShare;
  }
}
