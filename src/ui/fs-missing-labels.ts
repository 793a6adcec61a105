import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { Detection } from '../detect/detection.ts';
import { FocusKeeper } from './focus-keeper.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Confident detections on background, each to be added to the ground truth with one press. */
@customElement('fs-missing-labels')
export class FsMissingLabels extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      p {
        margin-bottom: 8px;
        color: var(--text-quiet);
        font-size: 12px;
      }
      li {
        display: flex;
        gap: 8px;
        align-items: center;
        padding: 2px 0;
      }
      .score {
        margin-left: auto;
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) missing: readonly Detection[] = [];
  @property({ attribute: false }) classes: readonly string[] = [];

  constructor() {
    super();
    new FocusKeeper(this);
  }

  protected override render(): TemplateResult {
    const { words, missing } = this;
    if (missing.length === 0) return html`<p tabindex="-1">${words.text('groundTruth.missingNone')}</p>`;
    return html`
      <p>${words.text('groundTruth.missingMeaning')}</p>
      <ul aria-label=${words.text('groundTruth.missing')}>
        ${missing.map((detection) => this.#renderMissing(detection))}
      </ul>
    `;
  }

  #renderMissing({ box, classIndex, score }: Detection): TemplateResult {
    const { words } = this;
    const className = this.classes[classIndex] ?? String(classIndex);
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    const shown = words.number(score, digits);
    return html`
      <li>
        <span>${className}</span>
        <span class="score">${shown}</span>
        <button
          type="button"
          class="button"
          aria-label=${words.text('groundTruth.addMissingLabel', { className, score: shown })}
          @click=${() => emitPageEvent(this, 'fs-ground-truth', { action: { kind: 'add', box, classIndex } })}
        >
          ${words.text('groundTruth.addMissing')}
        </button>
      </li>
    `;
  }
}
