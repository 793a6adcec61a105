import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { OfflineAction, OfflineState } from '../app/offline/offline-state.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Offers a newer version of the page; nothing happens until the person says so. */
@customElement('fs-update-bar')
export class FsUpdateBar extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        padding: 8px 12px 8px 16px;
        border-top: 1px solid var(--line);
        background: var(--accent-soft);
      }
      p {
        flex: 1 1 200px;
      }
      span {
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) offer: OfflineState['update'] = 'none';

  protected override render(): TemplateResult {
    const { words } = this;
    const isReady = this.offer === 'ready';
    // The region itself stays, so that what comes into it is announced.
    return html`<section aria-label=${isReady ? words.text('update.title') : nothing}>
      <div aria-live="polite">${isReady ? this.#renderOffer() : nothing}</div>
    </section>`;
  }

  #renderOffer(): TemplateResult {
    const { words } = this;
    return html`<div class="bar">
      <p>${words.text('update.ready')} <span>${words.text('update.note')}</span></p>
      <button type="button" class="button primary" @click=${() => this.#act({ kind: 'update' })}>
        ${words.text('update.reload')}
      </button>
      <button type="button" class="button" @click=${() => this.#act({ kind: 'update-later' })}>
        ${words.text('update.later')}
      </button>
    </div>`;
  }

  #act(action: OfflineAction): void {
    emitPageEvent(this, 'fs-offline', { action });
  }
}
