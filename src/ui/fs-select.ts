import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SettingName } from '../app/settings.ts';
import { emitSettings } from './page-events.ts';
import { selectStyles } from './select-styles.ts';
import { sharedStyles } from './shared-styles.ts';

export interface SelectOption {
  readonly value: string | number;
  readonly text: string;
}

/** One of a few, as a labelled list. */
@customElement('fs-select')
export class FsSelect extends LitElement {
  static override styles = [
    sharedStyles,
    selectStyles,
    css`
      select:hover:not(:disabled) {
        border-color: var(--line-strong);
      }
      select:disabled {
        opacity: 1;
      }
    `,
  ];

  /** The setting it changes; undefined: it only shows what is. */
  @property() name: SettingName | undefined;
  @property() label = '';
  @property({ attribute: false }) options: readonly SelectOption[] = [];
  @property({ attribute: false }) value: string | number = '';

  protected override render(): TemplateResult {
    return html`
      <label for="select">${this.label}</label>
      <select id="select" @change=${this.#onChange}>
        ${this.options.map(
          ({ value, text }) =>
            html`<option value=${value} ?selected=${value === this.value}>${text}</option>`,
        )}
      </select>
    `;
  }

  protected override updated(): void {
    // An option's attribute no longer counts once a person has chosen.
    const select = this.renderRoot.querySelector('select');
    if (select) select.value = String(this.value);
  }

  readonly #onChange = (event: Event): void => {
    const { selectedIndex } = event.target as HTMLSelectElement;
    const chosen = this.options[selectedIndex];
    if (this.name && chosen) emitSettings(this, { [this.name]: chosen.value }, event);
  };
}
