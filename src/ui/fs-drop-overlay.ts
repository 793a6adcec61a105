import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Takes files that are dropped anywhere on the page or pasted into it. */
@customElement('fs-drop-overlay')
export class FsDropOverlay extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .veil {
        position: fixed;
        z-index: 10;
        inset: 0;
        display: grid;
        place-content: center;
        justify-items: center;
        border: 3px dashed var(--accent);
        background: color-mix(in srgb, var(--surface) 88%, transparent);
        pointer-events: none;
      }
      strong {
        font-size: 20px;
        font-weight: 600;
      }
      p {
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @state() private dragging = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('dragover', this.#onDragOver);
    window.addEventListener('dragleave', this.#onDragLeave);
    window.addEventListener('drop', this.#onDrop);
    window.addEventListener('paste', this.#onPaste);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('dragover', this.#onDragOver);
    window.removeEventListener('dragleave', this.#onDragLeave);
    window.removeEventListener('drop', this.#onDrop);
    window.removeEventListener('paste', this.#onPaste);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.dragging) return nothing;
    return html`
      <div class="veil">
        <strong>${this.words.text('page.drop')}</strong>
        <p>${this.words.text('page.dropHint')}</p>
      </div>
    `;
  }

  readonly #onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.dragging = true;
  };

  readonly #onDragLeave = (event: DragEvent): void => {
    // Only leaving the window itself goes nowhere.
    if (event.relatedTarget === null) this.dragging = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.dragging = false;
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.#open(event.dataTransfer.files);
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    const files = event.clipboardData?.files;
    if (!files || files.length === 0) return;
    event.preventDefault();
    this.#open(files);
  };

  #open(files: FileList): void {
    if (files.length > 0) emitPageEvent(this, 'fs-open-files', { files: [...files] });
  }
}
