import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { fromPicker } from '../app/album/opened-file.ts';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { icon } from './icons.ts';
import { modelsStyles } from './models-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The ways to bring a model to the page. */
@customElement('fs-model-open')
export class FsModelOpen extends LitElement {
  static override styles = [sharedStyles, modelsStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('models.open.title')}</h3>
        <p class="quiet-text">${words.text('models.open.meaning')}</p>
        <div class="actions">
          <label class="button file">
            ${icon('folder')}<span>${words.text('models.open.file')}</span>
            <input type="file" accept=".onnx" @change=${this.#onFile} />
          </label>
        </div>
      </section>
    `;
  }

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file, chosen again, is a change as well.
    input.value = '';
    if (files.length > 0) emitPageEvent(this, 'fs-open-files', fromPicker(files));
  };
}
