import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Sample } from '../app/samples.ts';
import type { Words } from '../app/i18n/words.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The photos that come with the page, as thumbnails. */
@customElement('fs-samples')
export class FsSamples extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(5, 1fr);
        gap: 8px;
        /* Two rows from the start, so that nothing moves when the list arrives. */
        min-height: 96px;
        align-content: start;
      }
      button {
        display: block;
        width: 100%;
        height: 44px;
        padding: 0;
        overflow: hidden;
        border: 0;
        border-radius: var(--radius-small);
        background: var(--surface-sunken);
      }
      img {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      button:hover img {
        filter: brightness(1.08);
      }
      button[aria-current='true'] {
        box-shadow:
          0 0 0 2px var(--surface),
          0 0 0 4px var(--accent);
      }
      @media (forced-colors: active) {
        button[aria-current='true'] {
          outline: 3px solid Highlight;
        }
      }
      @media (max-width: 720px) {
        ul {
          display: flex;
          min-height: 52px;
          margin: 0 -16px;
          padding: 4px 16px;
          overflow-x: auto;
          scrollbar-width: none;
        }
        li {
          flex: none;
          width: 60px;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) samples: readonly Sample[] = [];
  /** Absolute address of the samples' folder. */
  @property() folder = '';
  /** File of the sample on the stage, or on its way there. */
  @property() current = '';

  protected override render(): TemplateResult {
    return html`
      <ul aria-label=${this.words.text('samples.title')}>
        ${this.samples.map((sample) => this.#renderSample(sample))}
      </ul>
    `;
  }

  #renderSample(sample: Sample): TemplateResult {
    const title = this.words.language === 'zh' ? sample.titleZh : sample.title;
    return html`
      <li>
        <button
          type="button"
          title=${title}
          aria-current=${sample.file === this.current ? 'true' : 'false'}
          @click=${() => emitPageEvent(this, 'fs-open-sample', { sample })}
        >
          <img
            src=${new URL(`thumbnails/${sample.file}`, this.folder).href}
            alt=${title}
            width="160"
            height=${Math.round((160 * sample.height) / sample.width)}
            decoding="async"
            draggable="false"
          />
        </button>
      </li>
    `;
  }
}
