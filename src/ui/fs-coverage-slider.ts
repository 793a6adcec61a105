import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Bounds } from '../app/coverage/anchor-edits.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import './fs-coverage-number.ts';
import type { NumberEvent } from './fs-coverage-number.ts';
import { rangeStyles } from './range-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** A number on a slider, and as a field for others than the slider has. */
@customElement('fs-coverage-slider')
export class FsCoverageSlider extends LitElement {
  static override styles = [
    sharedStyles,
    rangeStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 72px;
        gap: 8px;
        align-items: start;
      }
      label {
        line-height: 28px;
      }
      .hint {
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() label = '';
  @property() hint = '';
  @property({ type: Number }) value = 0;
  @property({ type: Number }) minimum = 0;
  @property({ type: Number }) maximum = 1;
  @property({ type: Number }) step = 1;
  /** Of what can be typed. */
  @property({ attribute: false }) bounds!: Bounds;
  @property({ attribute: false }) check: (value: number) => TextKey | undefined = () => undefined;

  protected override render(): TemplateResult {
    const { value, minimum, maximum, words, label } = this;
    const share = Math.min(1, Math.max(0, (value - minimum) / (maximum - minimum)));
    return html`
      <div class="row">
        <label for="slider">${label}</label>
        <fs-coverage-number
          .words=${words}
          .bounds=${this.bounds}
          .check=${this.check}
          label=${words.text('coverage.exact', { name: label })}
          value=${value}
          @fs-number=${(event: NumberEvent) => this.#tell(event.detail.value)}
        ></fs-coverage-number>
      </div>
      <input
        id="slider"
        type="range"
        min=${minimum}
        max=${maximum}
        step=${this.step}
        .value=${live(String(value))}
        @input=${(event: Event) => this.#tell((event.target as HTMLInputElement).valueAsNumber)}
        ${styleProperties({ '--share': `${share * 100}%` })}
      />
      ${this.hint === '' ? nothing : html`<p class="hint">${this.hint}</p>`}
    `;
  }

  #tell(value: number): void {
    this.dispatchEvent(new CustomEvent('fs-number', { detail: { value } }));
  }
}
