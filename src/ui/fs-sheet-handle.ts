import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Heights at which the sheet rests, as shares of the window. */
const rests = { low: 0.36, high: 0.64 };

/** A press that moves less than this (CSS pixels) is a press, not a drag. */
const dragThreshold = 6;

/** The grip of the phone's bottom sheet: drag it, or press it. */
@customElement('fs-sheet-handle')
export class FsSheetHandle extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      button {
        display: grid;
        place-items: center;
        width: 100%;
        height: 24px;
        padding: 0;
        border: 0;
        border-radius: 16px 16px 0 0;
        background: none;
        touch-action: none;
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      span {
        width: 40px;
        height: 4px;
        border-radius: 2px;
        background: var(--line-strong);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ type: Number }) share = rests.low;
  #drag: { readonly y: number; readonly share: number; moved: boolean } | undefined;

  protected override render(): TemplateResult {
    const high = this.#isHigh();
    return html`
      <button
        type="button"
        aria-expanded=${high ? 'true' : 'false'}
        aria-label=${this.words.text(high ? 'page.sheet.collapse' : 'page.sheet.expand')}
        @click=${this.#onClick}
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
      >
        <span></span>
      </button>
    `;
  }

  #isHigh(): boolean {
    return this.share > (rests.low + rests.high) / 2;
  }

  #set(share: number): void {
    emitPageEvent(this, 'fs-sheet', { share });
  }

  readonly #onClick = (): void => {
    // A drag ends in a click as well.
    if (this.#drag?.moved) this.#drag = undefined;
    else this.#set(this.#isHigh() ? rests.low : rests.high);
  };

  readonly #onDown = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#drag = { y: event.clientY, share: this.share, moved: false };
  };

  readonly #onMove = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (!drag || event.buttons === 0) return;
    const dy = drag.y - event.clientY;
    if (Math.abs(dy) > dragThreshold) drag.moved = true;
    if (drag.moved) this.#set(Math.min(0.85, Math.max(0.2, drag.share + dy / window.innerHeight)));
  };

  readonly #onUp = (): void => {
    if (this.#drag?.moved) this.#set(this.#isHigh() ? rests.high : rests.low);
  };
}
