import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { AlbumAction, KeptState } from '../app/album/album-state.ts';
import { languageTags } from '../app/i18n/dictionary.ts';
import type { Words } from '../app/i18n/words.ts';
import type { KeptGroundTruth } from '../app/ground-truth/ground-truth-store.ts';
import { dialogStyles } from './dialog-styles.ts';
import { FocusKeeper } from './focus-keeper.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Lists the photos whose boxes are kept on this computer, and deletes them. */
@customElement('fs-kept-dialog')
export class FsKeptDialog extends LitElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      li {
        display: flex;
        gap: 12px;
        align-items: center;
        justify-content: space-between;
        padding: 8px 6px 8px 2px;
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      .name {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name .quiet-text {
        display: block;
      }
      .danger {
        border-color: var(--danger);
        color: var(--danger);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) kept: KeptState | undefined;
  /** Whether it has been asked if all shall go. */
  @state() private asking = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('kept')) this.asking = false;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('kept')) {
      if (this.kept && !this.dialog.open) this.dialog.showModal();
      else if (!this.kept) this.dialog.close();
    }
    // The button that asked is gone.
    if (changed.has('asking') && this.asking) this.renderRoot.querySelector<HTMLElement>('.no')?.focus();
  }

  constructor() {
    super();
    new FocusKeeper(this);
  }

  protected override render(): TemplateResult {
    const { words, kept } = this;
    return html`<dialog aria-labelledby="title" @cancel=${this.#onCancel}>
      <h2 id="title">${words.text('kept.title')}</h2>
      <p>${words.text('kept.text')}</p>
      ${kept ? this.#renderKept(kept) : nothing}
      <div class="actions">
        ${kept && kept.items.length > 0 ? this.#renderDeleteAll(kept.items.length) : nothing}
        <button type="button" class="button primary" @click=${() => this.#act({ kind: 'close-kept' })}>
          ${words.text('kept.close')}
        </button>
      </div>
    </dialog>`;
  }

  #renderKept({ status, items, usage }: KeptState): TemplateResult {
    const { words } = this;
    if (status !== 'ready' || items.length === 0) {
      const key = status === 'ready' ? 'kept.empty' : (`kept.${status}` as const);
      return html`<p class="quiet-text" role="status" tabindex="-1">${words.text(key)}</p>`;
    }
    return html`
      <ul class="list" aria-labelledby="title">
        ${repeat(
          items,
          ({ hash }) => hash,
          (item) => this.#renderItem(item),
        )}
      </ul>
      ${
        usage === undefined
          ? nothing
          : html`<p class="quiet-text">${words.text('kept.usage', { megabytes: words.megabytes(usage) })}</p>`
      }
    `;
  }

  #renderItem({ hash, fileName, boxes, updated }: KeptGroundTruth): TemplateResult {
    const { words } = this;
    const date = new Intl.DateTimeFormat(languageTags[words.language], {
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(updated);
    return html`<li>
      <span class="name">
        ${fileName}
        <span class="quiet-text">${words.plural('groundTruth.count', boxes.length)} · ${date}</span>
      </span>
      <button
        type="button"
        class="button"
        aria-label=${words.text('kept.deleteLabel', { name: fileName })}
        @click=${() => this.#act({ kind: 'remove-kept', hash })}
      >
        ${words.text('kept.delete')}
      </button>
    </li>`;
  }

  #renderDeleteAll(count: number): TemplateResult {
    const { words } = this;
    if (!this.asking) {
      return html`<button
        type="button"
        class="button danger first"
        @click=${() => {
          this.asking = true;
        }}
      >
        ${words.text('kept.deleteAll')}
      </button>`;
    }
    return html`
      <p class="first" role="alert">${words.plural('kept.deleteAllSure', count)}</p>
      <button
        type="button"
        class="button danger"
        @click=${() => this.#act({ kind: 'remove-kept', hash: undefined })}
      >
        ${words.text('kept.deleteAllYes')}
      </button>
      <button
        type="button"
        class="button no"
        @click=${() => {
          this.asking = false;
        }}
      >
        ${words.text('kept.deleteAllNo')}
      </button>
    `;
  }

  readonly #onCancel = (event: Event): void => {
    event.preventDefault();
    this.#act({ kind: 'close-kept' });
  };

  #act(action: AlbumAction): void {
    emitPageEvent(this, 'fs-album', { action });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-kept-dialog': FsKeptDialog;
  }
}
