import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { placementPlaces, stepKeys } from '../app/placement-text.ts';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { statusText } from '../app/status-text.ts';
import { sharedStyles } from './shared-styles.ts';

/** One line: what happened last, what runs where and why, and how long the steps took. */
@customElement('fs-footer')
export class FsFooter extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      footer {
        display: flex;
        gap: 8px 24px;
        align-items: center;
        height: 32px;
        padding: 0 16px;
        overflow: hidden;
        border-top: 1px solid var(--line);
        background: var(--surface);
        color: var(--text-quiet);
        font-size: 12px;
        white-space: nowrap;
      }
      [role='status'] {
        /* Of one width, so that what follows stays in its place whatever is said. */
        flex: 0 0 clamp(180px, 20vw, 300px);
        overflow: hidden;
        color: var(--text);
        text-overflow: ellipsis;
      }
      .where {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .where b {
        color: var(--text);
        font-weight: 500;
      }
      .times {
        flex: none;
      }
      @media (max-width: 1100px) {
        .times {
          display: none;
        }
      }
      @media (max-width: 720px) {
        footer {
          padding-bottom: env(safe-area-inset-bottom);
        }
        [role='status'] {
          flex-basis: 50%;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words, state } = this;
    return html`
      <footer>
        <p role="status">${statusText(state, words)}</p>
        <p class="where">${this.#renderPlacement()}</p>
        <p class="times">${this.#renderTimes()}</p>
      </footer>
    `;
  }

  #renderPlacement(): unknown {
    const { words, state } = this;
    const { placement, analysis } = state;
    if (!placement) return nothing;
    const { model, kernels, reasons } = placementPlaces(placement, analysis?.placement, words);
    const text = `${model} · ${kernels} · ${words.sentences(reasons)}`;
    // Anew for every text: what stands behind a word that grows would count as moved.
    return keyed(
      text,
      html`<span title=${text}><b>${model}</b> · <b>${kernels}</b> · ${words.sentences(reasons)}</span>`,
    );
  }

  #renderTimes(): TemplateResult | typeof nothing {
    const { words } = this;
    const times = this.state.analysis?.times;
    if (!times) return nothing;
    const steps = stepKeys.map(({ step, key }) => `${words.text(key)} ${words.milliseconds(times[step])}`);
    return html`${words.text('step.milliseconds', { value: steps.join(' · ') })}`;
  }
}
