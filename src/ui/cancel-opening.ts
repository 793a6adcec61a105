import { html, type TemplateResult } from 'lit';
import type { Words } from '../app/i18n/words.ts';
import { emitPageEvent } from './page-events.ts';

/** The button that gives up the photo, or the model, that is on its way; `host` says so to the page. */
export function renderCancelOpening(host: HTMLElement, words: Words): TemplateResult {
  return html`<button
    type="button"
    class="button quiet"
    @click=${() => emitPageEvent(host, 'fs-cancel-opening', null)}
  >
    ${words.text('phase.cancel')}
  </button>`;
}
