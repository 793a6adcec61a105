import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { fromPicker } from '../app/album/opened-file.ts';
import { linkTypes, pictureFromLink } from '../app/dragged-picture.ts';
import type { Words } from '../app/i18n/words.ts';
import { serialiseError } from '../base/errors.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** While something is dragged, `dragover` repeats several times a second; without it for so long (ms) the drag is over. */
const dragSilence = 800;

/** Takes files and folders that are dropped anywhere on the page, and files pasted into it. */
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
      strong,
      p {
        padding: 0 16px;
        text-align: center;
      }
      p {
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @state() private dragging = false;
  #isOwn = false;
  #silence: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('dragstart', this.#onDragStart);
    window.addEventListener('dragend', this.#onDragEnd);
    window.addEventListener('dragover', this.#onDragOver);
    window.addEventListener('dragleave', this.#onDragLeave);
    window.addEventListener('drop', this.#onDrop);
    window.addEventListener('paste', this.#onPaste);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('dragstart', this.#onDragStart);
    window.removeEventListener('dragend', this.#onDragEnd);
    window.removeEventListener('dragover', this.#onDragOver);
    window.removeEventListener('dragleave', this.#onDragLeave);
    window.removeEventListener('drop', this.#onDrop);
    window.removeEventListener('paste', this.#onPaste);
    this.#endDrag();
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

  /** Pictures of the page itself that are dragged by accident are none to open. */
  readonly #onDragStart = (): void => {
    this.#isOwn = true;
  };

  readonly #onDragEnd = (): void => {
    this.#isOwn = false;
  };

  readonly #onDragOver = (event: DragEvent): void => {
    const { dataTransfer } = event;
    // Text may be dropped into a field; anywhere else a link would lead the browser away from the page.
    if (!dataTransfer || event.composedPath()[0] instanceof HTMLInputElement) return;
    event.preventDefault();
    this.#endDrag();
    const { types } = dataTransfer;
    // A bare address is taken, too, to be told what is wrong with it, but nothing calls for it.
    this.dragging = !this.#isOwn && ['Files', 'text/html'].some((type) => types.includes(type));
    const isTaken = this.dragging || (!this.#isOwn && linkTypes.some((type) => types.includes(type)));
    this.#silence = setTimeout(this.#endDrag, dragSilence);
    dataTransfer.dropEffect = isTaken ? 'copy' : 'none';
  };

  readonly #onDragLeave = (event: DragEvent): void => {
    // Only leaving the window itself goes nowhere.
    if (event.relatedTarget === null) this.#endDrag();
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.#endDrag();
    if (!event.dataTransfer || this.#isOwn || event.composedPath()[0] instanceof HTMLInputElement) return;
    if (!event.dataTransfer.types.includes('Files')) {
      this.#openLink(event, event.dataTransfer);
      return;
    }
    event.preventDefault();
    const { items, files } = event.dataTransfer;
    // Entries are there during the event alone; those of files made by programs are null.
    const entries = [...items]
      .filter(({ kind }) => kind === 'file')
      .flatMap((item) => item.webkitGetAsEntry() ?? []);
    if (entries.some(({ isDirectory }) => isDirectory)) void this.#openEntries(entries);
    else this.#open([...files]);
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    const files = event.clipboardData?.files;
    if (!event.clipboardData || event.composedPath()[0] instanceof HTMLInputElement) return;
    if (!files || files.length === 0) {
      // Copied with other things, a picture comes as HTML.
      if (event.clipboardData.getData('text/html').includes('<img'))
        this.#openLink(event, event.clipboardData);
      return;
    }
    event.preventDefault();
    this.#open([...files]);
  };

  // An escaped drag does not tell every browser's page of its end.
  readonly #endDrag = (): void => {
    clearTimeout(this.#silence);
    this.dragging = false;
  };

  #openLink(event: Event, data: DataTransfer): void {
    if (!linkTypes.some((type) => data.types.includes(type))) return;
    event.preventDefault();
    try {
      this.#open([pictureFromLink(data)]);
    } catch (error) {
      emitPageEvent(this, 'fs-refused', { error: serialiseError(error) });
    }
  }

  #open(files: readonly File[]): void {
    if (files.length > 0) emitPageEvent(this, 'fs-open-files', fromPicker(files));
  }

  async #openEntries(entries: readonly FileSystemEntry[]): Promise<void> {
    const { readFolders } = await import('../app/album/read-folder.ts');
    emitPageEvent(this, 'fs-open-files', await readFolders(entries));
  }
}
