import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { Detection } from '../detect/detection.ts';
import { classColour, cssColour } from '../stage/class-colour.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** What was found, as a list: the boxes in words, for eyes, keyboard and screen reader alike. */
@customElement('fs-detections')
export class FsDetections extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .frame {
        height: 112px;
        padding: 4px;
        overflow-y: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        scrollbar-width: thin;
      }
      button {
        display: flex;
        gap: 8px;
        align-items: center;
        width: 100%;
        height: 26px;
        padding: 0 8px;
        border: 0;
        border-radius: 4px;
        background: none;
        text-align: left;
      }
      button:hover,
      button.highlighted {
        background: var(--accent-soft);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .swatch {
        width: 8px;
        height: 8px;
        border-radius: 2px;
        forced-color-adjust: none;
      }
      .score {
        margin-left: auto;
        color: var(--text-quiet);
      }
      .empty {
        padding: 4px 8px;
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  /** Undefined before the first photo. */
  @property({ attribute: false }) detections: readonly Detection[] | undefined;
  @property({ attribute: false }) classes: readonly string[] = [];
  @property({ attribute: false }) highlighted: number | undefined;

  protected override render(): TemplateResult {
    const { detections, words } = this;
    if (!detections || detections.length === 0) {
      const key = detections ? 'detections.none' : 'detections.waiting';
      return html`<div class="frame"><p class="empty">${words.text(key)}</p></div>`;
    }
    return html`
      <ul class="frame" aria-label=${words.text('section.detections')}>
        ${detections.map((detection, index) => this.#renderDetection(detection, index))}
      </ul>
    `;
  }

  #renderDetection({ classIndex, score }: Detection, index: number): TemplateResult {
    const show = (): void => emitPageEvent(this, 'fs-highlight', { detection: index });
    const hide = (): void => emitPageEvent(this, 'fs-highlight', { detection: undefined });
    return html`
      <li>
        <button
          type="button"
          class=${index === this.highlighted ? 'highlighted' : ''}
          @pointerenter=${show}
          @pointerleave=${hide}
          @focus=${show}
          @blur=${hide}
        >
          <span class="swatch" ${styleProperties({ background: cssColour(classColour(classIndex)) })}></span>
          <span>${this.classes[classIndex] ?? classIndex}</span>
          <span class="score">
            ${this.words.number(score, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}
          </span>
        </button>
      </li>
    `;
  }
}
