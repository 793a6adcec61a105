import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SettingName } from '../app/settings.ts';
import { emitSettings } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** A setting that is on or off. */
@customElement('fs-switch')
export class FsSwitch extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      label {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        min-height: 24px;
      }
      input {
        position: relative;
        flex: none;
        width: 28px;
        height: 16px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--surface-sunken);
        appearance: none;
      }
      input::before {
        position: absolute;
        top: 2px;
        left: 2px;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        background: var(--line-strong);
        content: '';
      }
      input:checked {
        border-color: var(--accent);
        background: var(--accent);
      }
      input:checked::before {
        left: 14px;
        background: var(--on-accent);
      }
      @media (forced-colors: active) {
        input {
          appearance: auto;
        }
        /* The system's own box has no knob. */
        input::before {
          content: none;
        }
      }
      @media (prefers-reduced-motion: no-preference) {
        input::before {
          transition: left 120ms;
        }
      }
    `,
  ];

  @property() name: SettingName = 'showBoxes';
  @property() label = '';
  @property({ type: Boolean }) checked = false;
  /** Keeps the label for assistive technology alone, where its meaning is plain to see. */
  @property({ type: Boolean, attribute: 'label-hidden' }) labelHidden = false;
  /** Hears of changes where they are of no setting. */
  @property({ attribute: false }) toggle: ((on: boolean) => void) | undefined;

  protected override render(): TemplateResult {
    return html`
      <label>
        <span class=${this.labelHidden ? 'visually-hidden' : ''}>${this.label}</span>
        <input type="checkbox" .checked=${this.checked} @change=${this.#onChange} />
      </label>
    `;
  }

  readonly #onChange = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    if (this.toggle) this.toggle(checked);
    else emitSettings(this, { [this.name]: checked }, event);
  };
}
