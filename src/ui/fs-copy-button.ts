import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { sharedStyles } from './shared-styles.ts';

/** How long it says what came of it, in milliseconds. */
const patience = 2500;

/** Puts a text on the clipboard, and says whether it is there. */
@customElement('fs-copy-button')
export class FsCopyButton extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-flex;
        gap: 8px;
        align-items: center;
      }
      p {
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  /** What the button says. */
  @property() label = '';
  @property({ attribute: false }) text = '';
  @property({ type: Boolean }) disabled = false;
  @state() private outcome: 'copied' | 'copyFailed' | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    return html`
      <button type="button" class="button" ?disabled=${this.disabled} @click=${this.#copy}>
        ${this.label}
      </button>
      <p role="status">${this.outcome && this.words.text(`kernels.${this.outcome}`)}</p>
    `;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text);
      this.outcome = 'copied';
    } catch {
      this.outcome = 'copyFailed';
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.outcome = undefined), patience);
  };
}
