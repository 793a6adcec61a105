import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { fromPicker } from '../app/album/opened-file.ts';
import type { AppState } from '../app/app-state.ts';
import { busyText } from '../app/status-text.ts';
import type { Words } from '../app/i18n/words.ts';
import { renderCancelOpening } from './cancel-opening.ts';
import './fs-model-transfer.ts';
import { icon } from './icons.ts';
import { modelsStyles } from './models-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The ways to bring a model to the page: a file of this computer, or an address. */
@customElement('fs-model-open')
export class FsModelOpen extends LitElement {
  static override styles = [
    sharedStyles,
    modelsStyles,
    css`
      form {
        display: flex;
        flex: 1 1 320px;
        gap: 8px;
        max-width: 640px;
      }
      .address {
        flex: 1;
        min-width: 0;
        height: 32px;
        padding: 0 10px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-raised);
      }
      .opening {
        margin-top: 12px;
        overflow-wrap: anywhere;
      }
      .address:hover {
        border-color: var(--line-strong);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @query('.address') private readonly address!: HTMLInputElement;

  protected override render(): TemplateResult {
    const { words } = this;
    const { models, openingModel } = this.state;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('models.open.title')}</h3>
        <p class="quiet-text">${words.text('models.open.meaning')}</p>
        <div class="actions">
          <label class="button file">
            ${icon('folder')}<span>${words.text('models.open.file')}</span>
            <input type="file" multiple @change=${this.#onFile} />
          </label>
          <form novalidate @submit=${this.#onSubmit}>
            <input
              class="address"
              type="url"
              inputmode="url"
              spellcheck="false"
              autocomplete="off"
              placeholder="https://…/model.onnx"
              aria-label=${words.text('models.open.address')}
            />
            <button type="submit" class="button" ?disabled=${models.transfer !== undefined}>
              ${icon('download')}${words.text('models.download')}
            </button>
          </form>
        </div>
        ${openingModel === undefined ? nothing : this.#renderOpening(openingModel)}
        ${
          models.transfer || models.outcome
            ? html`<fs-model-transfer .words=${words} .models=${models}></fs-model-transfer>`
            : nothing
        }
      </section>
    `;
  }

  #renderOpening(fileName: string): TemplateResult {
    const { words } = this;
    return html`
      <div class="actions opening">
        <span><span translate="no">${fileName}</span> · ${busyText(this.state, words)}</span>
        ${renderCancelOpening(this, words)}
      </div>
    `;
  }

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file, chosen again, is a change as well.
    input.value = '';
    if (files.length > 0) emitPageEvent(this, 'fs-open-files', fromPicker(files));
  };

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    const address = this.address.value.trim();
    if (address === '') this.address.focus();
    else emitPageEvent(this, 'fs-models', { action: { kind: 'download-address', address } });
  };
}
