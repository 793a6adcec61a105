import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { panelTabs, type PanelTab } from '../app/page-view.ts';
import { matchShortcut, pressOf } from '../app/shortcuts.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Chooses what the panel shows. Arrow keys move between the tabs, as the pattern for tabs has it. */
@customElement('fs-panel-tabs')
export class FsPanelTabs extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      div {
        display: flex;
        padding: 0 8px;
        border-bottom: 1px solid var(--line);
      }
      button {
        flex: 1;
        min-height: 40px;
        padding: 0 8px;
        border: 0;
        border-block: 2px solid transparent;
        background: none;
        color: var(--text-quiet);
        font-weight: 500;
      }
      button:hover {
        color: var(--text);
      }
      button[aria-selected='true'] {
        border-bottom-color: var(--accent);
        color: var(--text);
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      @media (forced-colors: active) {
        /* What is transparent is drawn there. */
        button {
          border-color: Canvas;
        }
        button[aria-selected='true'] {
          border-bottom-color: Highlight;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() panel: PanelTab = 'loss';

  protected override render(): TemplateResult {
    return html`
      <div role="tablist" aria-label=${this.words.text('panel.title')}>
        ${panelTabs.map(
          (panel) => html`
            <button
              type="button"
              role="tab"
              aria-selected=${panel === this.panel ? 'true' : 'false'}
              tabindex=${panel === this.panel ? '0' : '-1'}
              @click=${() => emitPageEvent(this, 'fs-panel', { panel })}
              @keydown=${this.#onKey}
            >
              ${this.words.text(`panel.${panel}`)}
            </button>
          `,
        )}
      </div>
    `;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const match = matchShortcut('tabs', pressOf(event));
    if (!match) return;
    event.preventDefault();
    const step = match.at === 0 ? -1 : 1;
    const index = (panelTabs.indexOf(this.panel) + step + panelTabs.length) % panelTabs.length;
    const panel = panelTabs[index];
    if (!panel) return;
    emitPageEvent(this, 'fs-panel', { panel });
    this.renderRoot.querySelectorAll('button')[index]?.focus();
  };
}
