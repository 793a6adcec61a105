import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import { settingTable, type SettingName } from '../app/settings.ts';
import './fs-hardest-share.ts';
import './fs-ohem-numbers.ts';
import './fs-select.ts';
import type { SelectOption } from './fs-select.ts';
import './fs-slider.ts';
import { classOptions, colormapOptions, kindOptions, levelOptions } from './heatmap-options.ts';
import { shapeOptions } from './shape-options.ts';
import { sharedStyles } from './shared-styles.ts';

/** What the heatmap is of, which anchors and classes it counts, and how it is coloured. */
@customElement('fs-heatmap-choice')
export class FsHeatmapChoice extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 12px;
      }
      .note {
        margin-top: -6px;
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { settings, model } = state;
    return html`
      ${settings.compareMode === 'single' ? this.#renderQuantity() : nothing}
      <fs-hardest-share .words=${words} .settings=${settings} .readout=${state.readout}></fs-hardest-share>
      <fs-slider
        name="opacity"
        label=${words.text('control.opacity')}
        number-label=${words.text('control.opacityNumber')}
        .value=${settings.opacity}
      ></fs-slider>
      ${this.#renderSelect('onlyClass', 'filter.class', classOptions(words, model))}
      <div class="pair">
        ${this.#renderSelect('anchorKind', 'filter.kind', kindOptions(words))}
        ${this.#renderSelect('anchorShape', 'filter.shape', shapeOptions(words, model))}
        ${this.#renderSelect('level', 'control.level', levelOptions(words, model))}
        ${this.#renderSelect('colormap', 'control.colormap', colormapOptions(words))}
      </div>
    `;
  }

  #renderQuantity(): TemplateResult {
    const { words, state } = this;
    const { quantity } = state.settings;
    const options = settingTable.quantity.choices.map((value) => ({
      value,
      text: words.text(`quantity.${value}`),
    }));
    const isNoted =
      quantity === 'p-t' || quantity === 'assignment' || quantity === 'ohem' || quantity === 'ohem-1-3';
    return html`
      ${this.#renderSelect('quantity', 'quantity.title', options)}
      ${isNoted ? html`<p class="note">${words.text(`quantity.note.${quantity}`)}</p>` : nothing}
      ${
        quantity === 'ohem' || quantity === 'ohem-1-3'
          ? html`<fs-ohem-numbers .words=${words} .settings=${state.settings}></fs-ohem-numbers>`
          : nothing
      }
    `;
  }

  #renderSelect(name: SettingName, label: TextKey, options: readonly SelectOption[]): TemplateResult {
    const value = this.state.settings[name];
    return html`<fs-select
      name=${name}
      label=${this.words.text(label)}
      .options=${options}
      .value=${typeof value === 'boolean' ? '' : value}
    ></fs-select>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-heatmap-choice': FsHeatmapChoice;
  }
}
