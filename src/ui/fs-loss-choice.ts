import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { LossMapName } from '../stage/scene.ts';
import { emitSettings } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

const losses = [
  { name: 'cross-entropy', key: 'loss.crossEntropy' },
  { name: 'focal', key: 'loss.focal' },
] as const satisfies readonly { name: LossMapName; key: string }[];

/** Which of the two losses the heatmap shows. */
@customElement('fs-loss-choice')
export class FsLossChoice extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .group {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 2px;
        padding: 2px;
        border-radius: var(--radius);
        background: var(--surface-sunken);
        box-shadow: inset 0 0 0 1px var(--line);
      }
      label {
        position: relative;
        display: grid;
        place-items: center;
        min-height: 36px;
        border-radius: var(--radius-small);
        color: var(--text-quiet);
        font-weight: 500;
      }
      label:hover {
        color: var(--text);
      }
      label:has(:checked) {
        background: var(--surface-raised);
        box-shadow:
          0 0 0 1px var(--line),
          0 1px 3px #0002;
        color: var(--accent);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        opacity: 0;
      }
      @media (forced-colors: active) {
        label:has(:checked) {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() shown: LossMapName = 'focal';

  protected override render(): TemplateResult {
    return html`
      <div class="group" role="radiogroup" aria-label=${this.words.text('loss.title')}>
        ${losses.map(
          ({ name, key }) => html`
            <label>
              <input
                type="radio"
                name="shown"
                value=${name}
                .checked=${name === this.shown}
                @change=${this.#onChange}
              />
              <span>${this.words.text(key)}</span>
            </label>
          `,
        )}
      </div>
    `;
  }

  readonly #onChange = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    emitSettings(this, { shown: value === 'focal' ? 'focal' : 'cross-entropy' }, event);
  };
}
