import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { PageMessage } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { ErrorDetails, FocalScopeErrorCode } from '../base/errors.ts';
import { icon } from './icons.ts';
import { emitPageEvent, emitSettings } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Failures that may pass when the same is tried once more. */
const worthRetrying = new Set<FocalScopeErrorCode>([
  'model-download-failed',
  'model-wrong-length',
  'model-run-failed',
  'image-no-memory',
  'webgpu-out-of-memory',
  'webgpu-device-lost',
  'engine-hung',
]);

/** Failures after which only a fresh page helps. */
const worthReloading = new Set<FocalScopeErrorCode>(['engine-crashed', 'manifest-invalid', 'internal']);

/** What went wrong, why, and what to do next. */
@customElement('fs-message')
export class FsMessage extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: auto 1fr auto;
        gap: 4px 12px;
        padding: 12px;
        border: 1px solid var(--danger);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
      }
      .card > .button {
        align-self: start;
        margin: -4px -4px 0 0;
      }
      .sign {
        padding-top: 1px;
        color: var(--danger);
      }
      .title {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .text {
        max-width: 64ch;
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        margin-top: 8px;
      }
      details {
        color: var(--text-quiet);
        font-size: 12px;
      }
      details p {
        max-height: 96px;
        overflow: auto;
        font-family: ui-monospace, monospace;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) message: PageMessage | undefined;
  /** Whether the engine never started, so that only a fresh page helps. */
  @property({ type: Boolean, attribute: 'engine-failed' }) engineFailed = false;

  protected override render(): TemplateResult {
    const { message } = this;
    // The alert region itself stays, so that what comes into it is announced.
    return html`<div role="alert">
      ${message ? keyed(message.serial, this.#renderCard(message)) : nothing}
    </div>`;
  }

  #renderCard({ error: { code, details, technical } }: PageMessage): TemplateResult {
    const { words } = this;
    return html`
      <div class="card">
        <span class="sign">${icon('warning')}</span>
        <div>
          <p class="title">${words.text(`error.${code}.title`, details)}</p>
          <p class="text">${words.text(`error.${code}.text`, details)}</p>
          <div class="actions">
            ${this.#renderRemedy(code, details)}
            ${
              technical === ''
                ? nothing
                : html`<details>
                    <summary>${words.text('message.details')}</summary>
                    <p>${technical.startsWith(code) ? technical : `${code}: ${technical}`}</p>
                  </details>`
            }
          </div>
        </div>
        <button
          type="button"
          class="button quiet icon"
          aria-label=${words.text('message.dismiss')}
          @click=${() => emitPageEvent(this, 'fs-dismiss-message', null)}
        >
          ${icon('close')}
        </button>
      </div>
    `;
  }

  #renderRemedy(code: FocalScopeErrorCode, { fitting }: ErrorDetails): TemplateResult | typeof nothing {
    const { words } = this;
    if (typeof fitting === 'number') {
      const choose = (event: Event): void => {
        emitSettings(this, { inputSize: fitting }, event);
        // The photo that was refused comes again; one on the stage follows the setting by itself.
        emitPageEvent(this, 'fs-retry', null);
      };
      return html`<button type="button" class="button" @click=${choose}>
        ${words.text('message.useSize', { size: String(fitting) })}
      </button>`;
    }
    if (this.engineFailed || worthReloading.has(code)) {
      return html`<button type="button" class="button" @click=${() => location.reload()}>
        ${words.text('message.reload')}
      </button>`;
    }
    if (!worthRetrying.has(code)) return nothing;
    return html`<button type="button" class="button" @click=${() => emitPageEvent(this, 'fs-retry', null)}>
      ${words.text('message.retry')}
    </button>`;
  }
}
