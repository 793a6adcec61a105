import { html, LitElement, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { emitPageEvent } from './page-events.ts';

/** A dialog of help: it is open for as long as it is in the page, and closes as dialogs do. */
export abstract class HelpDialogElement extends LitElement {
  @property({ attribute: false }) words!: Words;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  /** The dialog's contents, with an `h2` of the id `title`. */
  protected abstract renderContent(): TemplateResult;

  protected override firstUpdated(): void {
    this.dialog.addEventListener('click', this.#onClick);
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.#onClose}>${this.renderContent()}</dialog>`;
  }

  protected renderClose(): TemplateResult {
    return html`<button type="button" class="button" @click=${() => this.dialog.close()}>
      ${this.words.text('help.close')}
    </button>`;
  }

  readonly #onClose = (): void => emitPageEvent(this, 'fs-help', { dialog: undefined });

  /** A press beside the dialog is one on its backdrop, and so on the dialog itself. */
  readonly #onClick = (event: MouseEvent): void => {
    const { left, right, top, bottom } = this.dialog.getBoundingClientRect();
    const isInside =
      event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    if (event.target === this.dialog && !isInside) this.dialog.close();
  };
}
