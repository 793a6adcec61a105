import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { busyText } from '../app/status-text.ts';
import { renderCancelOpening } from './cancel-opening.ts';
import { sharedStyles } from './shared-styles.ts';

/** What the page is busy with: bytes while it downloads, a name for every other phase. Announced elsewhere. */
@customElement('fs-progress')
export class FsProgress extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      /* Of one width, so that it does not move from phase to phase. */
      :host {
        width: min(400px, 100%);
      }
      .pill {
        position: relative;
        display: flex;
        gap: 12px;
        align-items: center;
        min-height: 40px;
        padding: 4px 4px 4px 12px;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
      }
      .text {
        flex: 1;
        overflow: hidden;
        padding-right: 8px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .bytes {
        padding-right: 8px;
        color: var(--text-quiet);
        white-space: nowrap;
      }
      /* Along the lower edge, so that on a phone, too, there is room for the words. */
      progress {
        position: absolute;
        bottom: 0;
        left: 0;
        width: 100%;
        height: 3px;
        border: 0;
        background: var(--line);
        appearance: none;
        accent-color: var(--accent);
      }
      progress::-webkit-progress-bar {
        background: var(--line);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
      .spinner {
        width: 14px;
        height: 14px;
        flex: none;
        border: 2px solid var(--line);
        border-top-color: var(--accent);
        border-radius: 50%;
        animation: turn 900ms linear infinite;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .spinner {
          animation: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): unknown {
    const { words, state } = this;
    const text = busyText(state, words);
    if (text === undefined) return nothing;
    const { phase } = state;
    const canCancel = state.opening !== undefined || state.openingModel !== undefined;
    const pill = html`
      <div class="pill">
        <span class="spinner"></span>
        <span class="text">${text}</span>
        ${phase.name === 'downloading' ? this.#renderBytes(phase.loaded, phase.total) : nothing}
        ${canCancel ? renderCancelOpening(this, words) : nothing}
      </div>
    `;
    // Another one where a button comes in beside the words, instead of one whose words move.
    return keyed(canCancel, pill);
  }

  #renderBytes(loaded: number, total: number): TemplateResult {
    const { words } = this;
    const values = { loaded: words.megabytes(loaded), total: words.megabytes(total) };
    return html`
      <progress max=${total} .value=${loaded} aria-label=${words.text('phase.downloading')}></progress>
      <span class="bytes">${words.text('phase.downloadingBytes', values)}</span>
    `;
  }
}
