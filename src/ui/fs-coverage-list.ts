import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { anchorBounds, faultOfSettings, withOneMore, withValue } from '../app/coverage/anchor-edits.ts';
import type { Words } from '../app/i18n/words.ts';
import type { AnchorSettings } from '../coverage/anchor-settings.ts';
import { emitCoverage } from './coverage-events.ts';
import './fs-coverage-number.ts';
import type { NumberEvent } from './fs-coverage-number.ts';
import { icon } from './icons.ts';
import { sharedStyles } from './shared-styles.ts';

/** The scales or the ratios: each can be changed or removed, and another added. */
@customElement('fs-coverage-list')
export class FsCoverageList extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      h3 {
        margin: 0;
        font-size: 13px;
        font-weight: 400;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(88px, 1fr));
        gap: 4px;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 24px;
        align-items: start;
      }
      li button,
      .add {
        display: grid;
        place-items: center;
        width: 100%;
        height: 28px;
        padding: 0;
        border: 0;
        border-radius: 4px;
        background: none;
        color: var(--text-quiet);
      }
      .add {
        width: 28px;
      }
      li button:hover:not(:disabled),
      .add:hover:not(:disabled) {
        background: var(--surface-sunken);
        color: var(--text);
      }
      :disabled {
        opacity: 0.4;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() list: 'scales' | 'ratios' = 'scales';
  @property({ attribute: false }) settings!: AnchorSettings;

  protected override render(): TemplateResult {
    const { words, list } = this;
    const values = this.settings[list];
    return html`
      <div class="head">
        <h3 id="name">${words.text(`coverage.${list}`)}</h3>
        <button
          type="button"
          class="add"
          aria-label=${words.text(`coverage.${list}.add`)}
          ?disabled=${values.length >= anchorBounds.count.most}
          @click=${() => this.#change(withOneMore(values, list))}
        >
          ${icon('plus')}
        </button>
      </div>
      <ul aria-labelledby="name">
        ${values.map((value, index) => this.#renderValue(value, index))}
      </ul>
    `;
  }

  #renderValue(value: number, index: number): TemplateResult {
    const { words, list } = this;
    const values = this.settings[list];
    const number = index + 1;
    return html`
      <li>
        <fs-coverage-number
          .words=${words}
          .bounds=${anchorBounds[list]}
          .check=${(typed: number) => faultOfSettings(this.#with(withValue(values, index, typed)))}
          label=${words.text(`coverage.${list}.each`, { number })}
          value=${value}
          @fs-number=${(event: NumberEvent) => this.#change(withValue(values, index, event.detail.value))}
        ></fs-coverage-number>
        <button
          type="button"
          aria-label=${words.text(`coverage.${list}.remove`, { number })}
          ?disabled=${values.length === 1}
          @click=${() => this.#change(values.filter((_, place) => place !== index))}
        >
          ${icon('close')}
        </button>
      </li>
    `;
  }

  #with(values: readonly number[]): AnchorSettings {
    return { ...this.settings, [this.list]: values };
  }

  #change(values: readonly number[]): void {
    // One more of each may be one too many together.
    if (faultOfSettings(this.#with(values))) return;
    emitCoverage(this, { kind: 'settings', change: { [this.list]: values } });
  }
}
