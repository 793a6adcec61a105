import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { hashOfView, pageViews, type PageView } from '../app/page-view.ts';
import { sharedStyles } from './shared-styles.ts';

/** Links to the views of the page: real ones, so that back, forward and a new tab work as everywhere. */
@customElement('fs-navigation')
export class FsNavigation extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      nav {
        display: flex;
        gap: 2px;
        height: 100%;
      }
      a {
        display: grid;
        place-items: center;
        padding: 0 12px;
        border-block: 2px solid transparent;
        color: var(--text-quiet);
        font-weight: 500;
        text-decoration: none;
        white-space: nowrap;
      }
      a:hover {
        color: var(--text);
      }
      a[aria-current='page'] {
        border-bottom-color: var(--accent);
        color: var(--text);
      }
      a:focus-visible {
        outline-offset: -3px;
      }
      @media (max-width: 720px) {
        a {
          flex: 1;
          /* Five of them fit on the narrowest phone. */
          padding: 0 4px;
        }
      }
      @media (forced-colors: active) {
        /* What is transparent is drawn there. */
        a {
          border-color: Canvas;
        }
        a[aria-current='page'] {
          border-bottom-color: Highlight;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() view: PageView = 'microscope';

  protected override render(): TemplateResult {
    return html`
      <nav aria-label=${this.words.text('navigation.title')}>
        ${pageViews.map(
          (view) => html`
            <a href=${hashOfView(view)} aria-current=${view === this.view ? 'page' : 'false'}>
              ${this.words.text(`navigation.${view}`)}
            </a>
          `,
        )}
      </nav>
    `;
  }
}
