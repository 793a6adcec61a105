import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { fromPicker } from '../app/album/opened-file.ts';
import { pictureFromClipboard } from '../app/picture-from-clipboard.ts';
import type { Words } from '../app/i18n/words.ts';
import { serialiseError } from '../base/errors.ts';
import { icon } from './icons.ts';
import { MediaMatch } from './media-match.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The ways to open something other than files: the camera, live or for one photo, and the clipboard. */
@customElement('fs-open-menu')
export class FsOpenMenu extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .menu {
        position: fixed;
        inset: calc(52px + env(safe-area-inset-top)) calc(12px + env(safe-area-inset-right)) auto auto;
        width: max-content;
        min-width: 200px;
        margin: 0;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        color: var(--text);
        box-shadow: var(--shadow);
      }
      .menu .button {
        position: relative;
        justify-content: flex-start;
        width: 100%;
        min-height: 40px;
        color: var(--text);
      }
      .menu .button:has(:focus-visible) {
        outline: 2px solid var(--accent);
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        opacity: 0;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @query('.menu') private readonly menu!: HTMLElement;
  /** A camera for one photo is what devices with a touch screen have; elsewhere the input would open a file picker. */
  readonly #touch = new MediaMatch(this, '(pointer: coarse)');

  protected override render(): TemplateResult {
    const { words } = this;
    const label = words.text('open.more');
    return html`
      <button type="button" class="button icon" popovertarget="menu" aria-label=${label} title=${label}>
        ${icon('chevron')}
      </button>
      <div id="menu" class="menu" popover role="group" aria-label=${label}>
        ${
          this.#touch.matches
            ? html`<label class="button quiet">
                ${icon('photo')}${words.text('open.takePhoto')}
                <input type="file" accept="image/*" capture="environment" @change=${this.#onPhoto} />
              </label>`
            : nothing
        }
        <button type="button" class="button quiet" @click=${this.#onCamera}>
          ${icon('film')}${words.text('open.camera')}
        </button>
        <button type="button" class="button quiet" @click=${() => void this.#paste()}>
          ${icon('paste')}${words.text('open.paste')}
        </button>
      </div>
    `;
  }

  readonly #onPhoto = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    this.menu.hidePopover();
    if (files.length > 0) emitPageEvent(this, 'fs-open-files', fromPicker(files));
  };

  readonly #onCamera = (): void => {
    this.menu.hidePopover();
    emitPageEvent(this, 'fs-video', { action: { kind: 'open-camera' } });
  };

  async #paste(): Promise<void> {
    this.menu.hidePopover();
    try {
      emitPageEvent(this, 'fs-open-files', fromPicker([await pictureFromClipboard(navigator.clipboard)]));
    } catch (error) {
      emitPageEvent(this, 'fs-refused', { error: serialiseError(error) });
    }
  }
}
