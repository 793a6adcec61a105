import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import { sharedStyles } from './shared-styles.ts';

interface PreviewPicture {
  readonly file: string;
  readonly caption: TextKey;
  readonly alt: TextKey;
}

const pictures = [
  {
    file: 'previews/cross-entropy.webp',
    caption: 'loss.crossEntropy',
    alt: 'preview.crossEntropyAlt',
  },
  { file: 'previews/focal.webp', caption: 'loss.focal', alt: 'preview.focalAlt' },
] as const satisfies readonly PreviewPicture[];

/** A picture pair made earlier, which stands on the stage until the first live frame. */
@customElement('fs-preview')
export class FsPreview extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 16px;
        height: 100%;
        padding: 56px 24px;
        container-type: size;
      }
      .pair {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 16px;
        width: min(100cqw, (100cqh - 72px) * 2.6, 1280px);
      }
      figcaption {
        margin-bottom: 8px;
        font-weight: 500;
        text-align: center;
      }
      .frame {
        position: relative;
        overflow: hidden;
        aspect-ratio: 4 / 3;
        border-radius: var(--radius);
        background: var(--line);
      }
      img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      .note {
        display: flex;
        gap: 8px;
        align-items: center;
        max-width: 100cqw;
        color: var(--text-quiet);
      }
      .badge {
        padding: 1px 8px;
        border: 1px solid var(--line-strong);
        border-radius: 999px;
        color: var(--text);
        font-size: 12px;
        white-space: nowrap;
      }
      @container (max-width: 560px) {
        .pair {
          gap: 8px;
          width: 100cqw;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  /** Pictures that the host does not have; their frames stay, empty. */
  @state() private missing: readonly string[] = [];

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <div class="pair">
        ${pictures.map(
          ({ file, caption, alt }) => html`
            <figure>
              <figcaption>${words.text(caption)}</figcaption>
              <div class="frame">
                <img
                  src=${new URL(file, document.baseURI).href}
                  alt=${words.text(alt)}
                  draggable="false"
                  ?hidden=${this.missing.includes(file)}
                  @error=${() => (this.missing = [...this.missing, file])}
                />
              </div>
            </figure>
          `,
        )}
      </div>
      <p class="note">
        <span class="badge">${words.text('preview.badge')}</span><span>${words.text('preview.note')}</span>
      </p>
    `;
  }
}
