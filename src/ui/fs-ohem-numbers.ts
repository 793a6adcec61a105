import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { settingTable, type Settings } from '../app/settings.ts';
import './fs-select.ts';
import type { SelectOption } from './fs-select.ts';
import { sharedStyles } from './shared-styles.ts';

/** How many anchors OHEM selects, and how much they may overlap. */
@customElement('fs-ohem-numbers')
export class FsOhemNumbers extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: Settings;

  protected override render(): TemplateResult {
    const { words, settings } = this;
    const options = (values: readonly number[]): readonly SelectOption[] =>
      values.map((value) => ({ value, text: words.number(value) }));
    return html`
      <fs-select
        name="ohemCount"
        label=${words.text('compare.ohemCount')}
        .options=${options(settingTable.ohemCount.choices)}
        .value=${settings.ohemCount}
      ></fs-select>
      <fs-select
        name="ohemIou"
        label=${words.text('compare.ohemIou')}
        .options=${options(settingTable.ohemIou.choices)}
        .value=${settings.ohemIou}
      ></fs-select>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-ohem-numbers': FsOhemNumbers;
  }
}
