import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AppController } from '../app/app-controller.ts';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { HelpDialog } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Fetched when they are first opened; the first paint does not need them. */
const loaders: Readonly<Record<HelpDialog, () => Promise<unknown>>> = {
  share: () => import('./fs-share-dialog.ts'),
  keyboard: () => import('./fs-keyboard-dialog.ts'),
  diagnostics: () => import('./fs-diagnostics-dialog.ts'),
};

/** The dialog of help that is open, if one is. */
@customElement('fs-help-dialogs')
export class FsHelpDialogs extends LitElement {
  static override styles = [sharedStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @property({ attribute: false }) controller!: AppController;
  @property() dialog: HelpDialog | undefined;
  @state() private readonly loaded = new Set<HelpDialog>();
  #link = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('dialog') || !this.dialog) return;
    this.#link = this.controller.link.link();
    if (!this.loaded.has(this.dialog)) void this.#load(this.dialog);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words, state: page, dialog } = this;
    if (!dialog || !this.loaded.has(dialog)) return nothing;
    switch (dialog) {
      case 'share':
        return html`<fs-share-dialog .words=${words} .state=${page} link=${this.#link}></fs-share-dialog>`;
      case 'keyboard':
        return html`<fs-keyboard-dialog .words=${words}></fs-keyboard-dialog>`;
      case 'diagnostics':
        return html`<fs-diagnostics-dialog .words=${words} .state=${page}></fs-diagnostics-dialog>`;
    }
  }

  async #load(dialog: HelpDialog): Promise<void> {
    try {
      await loaders[dialog]();
      this.loaded.add(dialog);
      this.requestUpdate();
    } catch {
      // Offline, or the site has moved on under an open page: the next press tries again.
    }
  }
}
