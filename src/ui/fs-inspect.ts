import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { sharedStyles } from './shared-styles.ts';

@customElement('fs-inspect')
export class FsInspect extends LitElement {
  static override styles = [sharedStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    return html`<h2>${this.words.text('panel.inspect')}</h2>`;
  }
}
