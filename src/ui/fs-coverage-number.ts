import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { fieldText, readNumber, type Bounds } from '../app/coverage/anchor-edits.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { TextValues, Words } from '../app/i18n/words.ts';
import { sharedStyles } from './shared-styles.ts';

/** What `fs-coverage-number` tells of: a number that is allowed. */
export type NumberEvent = CustomEvent<{ readonly value: number }>;

/** A field for a number. What is typed counts at once while it is right; what is wrong stays, with the reason. */
@customElement('fs-coverage-number')
export class FsCoverageNumber extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      input {
        width: 100%;
        min-width: 0;
        height: 28px;
        padding: 0 8px;
        border: 1px solid transparent;
        border-radius: 4px;
        background: var(--surface-sunken);
        text-align: right;
      }
      input:hover {
        border-color: var(--line-strong);
      }
      input[aria-invalid='true'] {
        border-color: var(--danger);
      }
      .fault {
        margin-top: 2px;
        color: var(--danger);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() label = '';
  @property({ type: Number }) value = 0;
  @property({ attribute: false }) bounds!: Bounds;
  /** What else may be wrong with a number that is within its bounds. */
  @property({ attribute: false }) check: (value: number) => TextKey | undefined = () => undefined;
  /** As it stands in the field while that is not the value's own way to be written. */
  @state() private typed: string | undefined;
  @state() private fault: { readonly key: TextKey; readonly values: TextValues } | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('value') || this.typed === undefined) return;
    const read = readNumber(this.typed, this.bounds);
    // A value that came from elsewhere, as by a slider, wins over what was typed.
    if (!('value' in read) || read.value !== this.value) this.#forget();
  }

  protected override render(): TemplateResult {
    const { fault } = this;
    return html`
      <input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${this.label}
        aria-invalid=${fault ? 'true' : 'false'}
        aria-describedby=${fault ? 'fault' : nothing}
        .value=${this.typed ?? fieldText(this.value)}
        @input=${this.#onInput}
        @blur=${this.#onBlur}
      />
      ${fault ? html`<p class="fault" id="fault" role="alert">${this.words.text(fault.key, fault.values)}</p>` : nothing}
    `;
  }

  readonly #onInput = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value;
    const read = readNumber(this.typed, this.bounds);
    if ('fault' in read) {
      this.fault = { key: read.fault, values: read.values };
      return;
    }
    const fault = this.check(read.value);
    this.fault = fault && { key: fault, values: {} };
    if (fault) return;
    this.dispatchEvent(new CustomEvent('fs-number', { detail: { value: read.value } }));
  };

  readonly #onBlur = (): void => {
    // A wrong number stays to be put right; a right one is written as it is kept.
    if (!this.fault) this.#forget();
  };

  #forget(): void {
    this.typed = undefined;
    this.fault = undefined;
  }
}
