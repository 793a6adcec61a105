import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { placementPlaces, stepKeys } from '../app/placement-text.ts';
import { sharedStyles } from './shared-styles.ts';

/** What runs where and why, in whole sentences, and the time that each step took. */
@customElement('fs-run-facts')
export class FsRunFacts extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        /* Its height with figures, for the same reason as everywhere: nothing moves when they come. */
        min-height: 216px;
        font-size: 12px;
      }
      .why {
        color: var(--text-quiet);
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        margin: 12px 0 0;
        line-height: 22px;
      }
      dt {
        color: var(--text-quiet);
      }
      dd {
        margin: 0;
        text-align: right;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    return html`${this.#renderPlacement()} ${this.#renderTimes()}`;
  }

  #renderPlacement(): TemplateResult | typeof nothing {
    const { words } = this;
    const { placement } = this.state;
    if (!placement) return nothing;
    const { model, kernels, reasons } = placementPlaces(placement, this.state.analysis?.placement, words);
    const { adapter } = placement;
    return html`
      <p>${model}<br />${kernels}</p>
      <p class="why">
        ${words.sentences(reasons)} ${adapter === '' ? nothing : words.text('placement.adapter', { adapter })}
      </p>
    `;
  }

  #renderTimes(): TemplateResult | typeof nothing {
    const { words } = this;
    const times = this.state.analysis?.times;
    if (!times) return nothing;
    return html`
      <dl aria-label=${words.text('step.title')}>
        ${stepKeys.map(
          ({ step, key }) => html`
            <dt>${words.text(key)}</dt>
            <dd>${words.text('step.milliseconds', { value: words.milliseconds(times[step]) })}</dd>
          `,
        )}
      </dl>
    `;
  }
}
