import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { noLink, type LinkAction, type LinkState } from '../app/link/link-state.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Names shown of what was left out; of the others it is said how many they are. */
const mostNames = 5;

/** That settings came with a link, what of it was left out, and whose shall go on. */
@customElement('fs-link-notice')
export class FsLinkNotice extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        padding: 6px 12px 6px 16px;
        border-top: 1px solid var(--line);
        background: var(--surface);
      }
      .text {
        flex: 1 1 260px;
        padding: 4px 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) link: LinkState = noLink;

  protected override render(): TemplateResult {
    const { words, link } = this;
    // The region itself stays, so that what comes into it is announced.
    return html`<section aria-label=${link.isTold ? nothing : words.text('link.title')}>
      <div aria-live="polite">${link.isTold ? nothing : this.#renderNotice()}</div>
    </section>`;
  }

  #renderNotice(): TemplateResult {
    const { words, link } = this;
    return html`<div class="bar">
      <div class="text">
        ${link.isVisit ? html`<p>${words.text('link.visit')}</p>` : nothing}
        ${link.dropped.length > 0 ? html`<p>${this.#dropped()}</p>` : nothing}
      </div>
      ${
        link.isVisit
          ? html`
              <button type="button" class="button" @click=${() => this.#act('give-back')}>
                ${words.text('link.giveBack')}
              </button>
              <button type="button" class="button" @click=${() => this.#act('keep')}>
                ${words.text('link.keep')}
              </button>
            `
          : nothing
      }
      <button
        type="button"
        class="button quiet icon"
        aria-label=${words.text('link.dismiss')}
        @click=${() => this.#act('dismiss')}
      >
        ${icon('close')}
      </button>
    </div>`;
  }

  #dropped(): string {
    const { words } = this;
    const { dropped } = this.link;
    const more = dropped.length - mostNames;
    const names = more > 0 ? [...dropped.slice(0, mostNames), words.plural('link.more', more)] : dropped;
    return words.plural('link.dropped', dropped.length, { names: words.list(names) });
  }

  #act(action: LinkAction): void {
    emitPageEvent(this, 'fs-link', { action });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-link-notice': FsLinkNotice;
  }
}
