import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { tabbedText, type NumberTable } from '../app/number-tables.ts';
import { icon } from './icons.ts';
import { sharedStyles } from './shared-styles.ts';

/** How long it says what came of it, in milliseconds. */
const patience = 2500;

/** A quiet button beside numbers that puts all of them on the clipboard, in full, as a table. */
@customElement('fs-copy-values')
export class FsCopyValues extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        position: relative;
        display: inline-block;
        flex: none;
        line-height: 0;
      }
      .button.icon {
        width: 28px;
        min-height: 28px;
      }
      .done {
        color: var(--accent);
      }
      .failed {
        color: var(--danger);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  /** What the numbers are of. */
  @property() label = '';
  /** Asked for only when somebody wants them. */
  @property({ attribute: false }) table: () => NumberTable = () => [];
  @state() private outcome: 'done' | 'failed' | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.outcome = undefined;
  }

  protected override render(): TemplateResult {
    const { words, outcome } = this;
    const name = words.text('copy.values', { title: this.label });
    const picture = outcome === 'done' ? 'check' : outcome === 'failed' ? 'warning' : 'copy';
    return html`
      <button
        type="button"
        class="button quiet icon ${outcome ?? ''}"
        aria-label=${name}
        title=${outcome ? words.text(`copy.${outcome}`) : name}
        @click=${this.#copy}
      >
        ${icon(picture)}
      </button>
      <span class="visually-hidden" aria-live="polite">${outcome && words.text(`copy.${outcome}`)}</span>
    `;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(tabbedText(this.table()));
      this.outcome = 'done';
    } catch {
      this.outcome = 'failed';
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.outcome = undefined), patience);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-copy-values': FsCopyValues;
  }
}
