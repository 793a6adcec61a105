import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { ModelsState, ModelTransfer, TransferOutcome } from '../app/models/models-state.ts';
import { modelsStyles } from './models-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { progressStyles } from './progress-styles.ts';
import { sharedStyles } from './shared-styles.ts';

/** How far a download has come, and how the last one ended. */
@customElement('fs-model-transfer')
export class FsModelTransfer extends LitElement {
  static override styles = [
    sharedStyles,
    modelsStyles,
    progressStyles,
    css`
      :host {
        margin-top: 16px;
      }
      .running {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 6px 12px;
        align-items: center;
        max-width: 640px;
      }
      .running p {
        overflow-wrap: anywhere;
      }
      .figures {
        grid-column: 1;
        color: var(--text-quiet);
      }
      .running button {
        grid-row: 1 / span 3;
        grid-column: 2;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) models!: ModelsState;

  protected override render(): TemplateResult {
    const { transfer, outcome } = this.models;
    return html`
      ${transfer ? this.#renderTransfer(transfer) : ''}
      <div role="status">
        ${!transfer && outcome && outcome.is !== 'failed' ? this.#renderEnd(outcome) : ''}
      </div>
      ${!transfer && outcome?.is === 'failed' ? this.#renderFault(outcome) : ''}
    `;
  }

  #renderTransfer(transfer: ModelTransfer): TemplateResult {
    const { words } = this;
    const { fileName, loaded, total, kind } = transfer;
    const title = words.text(
      kind === 'download' ? 'models.transfer.downloading' : 'models.transfer.keeping',
      {
        fileName,
      },
    );
    return html`
      <div class="running">
        <p>${title}</p>
        ${
          total === undefined
            ? html`<progress aria-label=${title}></progress>`
            : html`<progress aria-label=${title} max=${total} value=${loaded}></progress>`
        }
        <p class="figures">${this.#figures(transfer)}</p>
        <button
          type="button"
          class="button"
          @click=${() => emitPageEvent(this, 'fs-models', { action: { kind: 'cancel-transfer' } })}
        >
          ${words.text('phase.cancel')}
        </button>
      </div>
    `;
  }

  #figures({ loaded, total, speed }: ModelTransfer): string {
    const { words } = this;
    const parts = [
      total === undefined
        ? words.text('models.inUse.megabytes', { megabytes: words.megabytes(loaded) })
        : words.text('phase.downloadingBytes', {
            loaded: words.megabytes(loaded),
            total: words.megabytes(total),
          }),
    ];
    if (speed !== undefined)
      parts.push(words.text('models.transfer.speed', { megabytes: words.megabytes(speed) }));
    if (speed !== undefined && speed > 0 && total !== undefined)
      parts.push(this.#timeLeft((total - loaded) / speed));
    return parts.join(' · ');
  }

  #timeLeft(seconds: number): string {
    return seconds < 90
      ? this.words.plural('models.transfer.seconds', Math.max(1, Math.round(seconds)))
      : this.words.plural('models.transfer.minutes', Math.round(seconds / 60));
  }

  #renderEnd({ is, fileName }: TransferOutcome): TemplateResult {
    const key = is === 'done' ? 'models.transfer.done' : 'models.transfer.cancelled';
    return html`<p>${this.words.text(key, { fileName })}</p>`;
  }

  #renderFault({ error, fileName }: Extract<TransferOutcome, { is: 'failed' }>): TemplateResult {
    const { words } = this;
    const values = { fileName, ...error.details };
    return html`
      <div role="alert" class="alert">
        <p><b>${words.text(`error.${error.code}.title`, values)}</b></p>
        <p>${words.text(`error.${error.code}.text`, values)}</p>
      </div>
    `;
  }
}
