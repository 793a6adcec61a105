import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { icon, type IconName } from './icons.ts';
import { emitPageEvent, type HelpDialog } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

const dialogs: readonly { readonly dialog: HelpDialog; readonly icon: IconName }[] = [
  { dialog: 'share', icon: 'link' },
  { dialog: 'keyboard', icon: 'keyboard' },
  { dialog: 'diagnostics', icon: 'clipboard' },
];

/** The way to everything that helps, behind one button of the header. */
@customElement('fs-help-menu')
export class FsHelpMenu extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      [popover] {
        position: fixed;
        inset: 44px 12px auto auto;
        min-width: 220px;
        margin: 0;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      li .button {
        width: 100%;
        min-height: 36px;
        justify-content: flex-start;
        color: var(--text);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @query('[popover]') private readonly menu!: HTMLElement;

  protected override render(): TemplateResult {
    const { words } = this;
    const title = words.text('help.title');
    return html`
      <button type="button" class="button quiet icon" popovertarget="menu" title=${title} aria-label=${title}>
        ${icon('help')}
      </button>
      <div id="menu" popover role="group" aria-label=${title}>
        <ul>
          ${dialogs.map(
            (entry) =>
              html`<li>
                <button type="button" class="button quiet" @click=${() => this.#open(entry.dialog)}>
                  ${icon(entry.icon)}${words.text(`help.${entry.dialog}`)}
                </button>
              </li>`,
          )}
        </ul>
      </div>
    `;
  }

  #open(dialog: HelpDialog): void {
    // First of all, so that the keyboard comes back to the button when the dialog closes.
    this.menu.hidePopover();
    emitPageEvent(this, 'fs-help', { dialog });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-help-menu': FsHelpMenu;
  }
}
