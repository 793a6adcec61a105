import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ModelReading } from '../app/conventions/conventions-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { hashOfView } from '../app/page-view.ts';
import { readingText } from './conventions-text.ts';
import { barStyles } from './bar-styles.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** What was supposed of a model that has just been opened, and where that can be changed. */
@customElement('fs-conventions-notice')
export class FsConventionsNotice extends LitElement {
  static override styles = [sharedStyles, barStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) reading!: ModelReading;
  /** The model's name. */
  @property() model = '';

  protected override render(): TemplateResult {
    const { words, reading } = this;
    return html`<div class="bar" role="group" aria-label=${words.text('conventions.news.title')}>
      <p class="text">
        <b translate="no">${this.model}</b> · ${readingText(reading, words)}
        <a href=${hashOfView('models')}>${words.text('conventions.news.link')}</a>
      </p>
      <button
        type="button"
        class="button quiet icon"
        aria-label=${words.text('conventions.news.dismiss')}
        title=${words.text('conventions.news.dismiss')}
        @click=${() =>
          emitPageEvent(this, 'fs-models', { action: { kind: 'conventions', action: { kind: 'dismiss' } } })}
      >
        ${icon('close')}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-conventions-notice': FsConventionsNotice;
  }
}
