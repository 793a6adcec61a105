import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { TourState } from '../app/tour/tour-state.ts';
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
      .opener {
        position: relative;
      }
      /* That there is something here that has not been seen. */
      .opener.is-new::after {
        content: '';
        position: absolute;
        top: 5px;
        right: 5px;
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--accent);
        forced-color-adjust: none;
      }
      li .button.quiet {
        width: 100%;
        min-height: 36px;
        justify-content: flex-start;
        color: var(--text);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) tour: TourState | undefined;
  @query('[popover]') private readonly menu!: HTMLElement;
  @query('.opener') private readonly opener!: HTMLElement;

  override focus(): void {
    this.opener.focus();
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const title = words.text('help.title');
    return html`
      <button
        type="button"
        class="button quiet icon opener ${this.tour?.isOffered ? 'is-new' : ''}"
        popovertarget="menu"
        title=${title}
        aria-label=${title}
      >
        ${icon('help')}
      </button>
      <div id="menu" popover role="group" aria-label=${title}>
        <ul>
          ${this.#renderTour()}
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

  #renderTour(): TemplateResult | typeof nothing {
    const { words, tour } = this;
    if (tour?.status !== 'off') return nothing;
    const text =
      tour.step > 0 ? words.text('tour.resume', { step: tour.step + 1 }) : words.text('tour.start');
    return html`<li>
      <button type="button" class="button quiet" @click=${this.#onTour}>${icon('tour')}${text}</button>
    </li>`;
  }

  readonly #onTour = (): void => {
    this.#close();
    emitPageEvent(this, 'fs-tour', { action: { kind: 'start' } });
  };

  /** The button has the keyboard then, and gets it back when the dialog closes that opens now. */
  #close(): void {
    this.menu.hidePopover();
    this.opener.focus();
  }

  #open(dialog: HelpDialog): void {
    this.#close();
    emitPageEvent(this, 'fs-help', { dialog });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-help-menu': FsHelpMenu;
  }
}
