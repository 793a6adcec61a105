import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { emitSettings } from './page-events.ts';
import { rangeStyles } from './range-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';
import { settingTable, type RangeName } from '../app/settings.ts';

/** A number of the settings table, on a slider and as a field to type into. */
@customElement('fs-slider')
export class FsSlider extends LitElement {
  static override styles = [
    sharedStyles,
    rangeStyles,
    css`
      .row {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 24px;
      }
      .side {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      input[type='number'] {
        width: 56px;
        height: 24px;
        padding: 0 6px;
        border: 1px solid transparent;
        border-radius: 4px;
        background: var(--surface-sunken);
        text-align: right;
        appearance: textfield;
      }
      input[type='number']:hover:not(:disabled) {
        border-color: var(--line-strong);
      }
      input::-webkit-inner-spin-button {
        display: none;
      }
      input[type='range']:disabled {
        opacity: 0.4;
      }
      .hint {
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property() name: RangeName = 'gamma';
  @property() label = '';
  /** The name of the field; it must not hold the slider's own, by which that is found. */
  @property({ attribute: 'number-label' }) numberLabel = '';
  @property() hint = '';
  @property({ type: Number }) value = 0;
  /** Stands in for the table's minimum. */
  @property({ type: Number }) minimum: number | undefined;
  @property({ type: Boolean }) disabled = false;

  @query('input[type=range]') private readonly slider!: HTMLInputElement | null;

  override focus(): void {
    this.slider?.focus();
  }

  protected override render(): TemplateResult {
    const { maximum, step } = settingTable[this.name];
    const minimum = this.minimum ?? settingTable[this.name].minimum;
    const share = `${((this.value - minimum) / (maximum - minimum)) * 100}%`;
    const hint = this.hint === '' ? nothing : 'hint';
    return html`
      <div class="row">
        <label for="slider">${this.label}</label>
        <span class="side">
          <slot></slot>
          <input
            type="number"
            aria-label=${this.numberLabel}
            min=${minimum}
            max=${maximum}
            step=${step}
            .value=${String(this.value)}
            ?disabled=${this.disabled}
            @change=${this.#onType}
          />
        </span>
      </div>
      <input
        id="slider"
        type="range"
        min=${minimum}
        max=${maximum}
        step=${step}
        .value=${String(this.value)}
        ?disabled=${this.disabled}
        aria-describedby=${hint}
        @input=${this.#onSlide}
        ${styleProperties({ '--share': share })}
      />
      ${this.hint === '' ? nothing : html`<p class="hint" id="hint">${this.hint}</p>`}
    `;
  }

  readonly #onSlide = (event: Event): void => {
    emitSettings(this, { [this.name]: (event.target as HTMLInputElement).valueAsNumber }, event);
  };

  readonly #onType = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    const { minimum, maximum } = settingTable[this.name];
    const typed = field.valueAsNumber;
    const value = Number.isNaN(typed)
      ? this.value
      : Math.min(maximum, Math.max(this.minimum ?? minimum, typed));
    field.value = String(value);
    emitSettings(this, { [this.name]: value }, event);
  };
}
