import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { modelCatalogue, type CatalogueModel } from '../library/model-catalogue.ts';
import { icon } from './icons.ts';
import { modelsStyles } from './models-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Public models that can be downloaded, each with its source and licence. */
@customElement('fs-model-catalogue')
export class FsModelCatalogue extends LitElement {
  static override styles = [
    sharedStyles,
    modelsStyles,
    css`
      ul {
        margin-top: 12px;
      }
      .untried {
        padding: 1px 7px;
        border: 1px solid var(--line);
        border-radius: 999px;
        color: var(--text-quiet);
        font-weight: 400;
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('models.catalogue.title')}</h3>
        <p class="quiet-text">${words.text('models.catalogue.meaning')}</p>
        <ul>
          ${modelCatalogue.map((model) => this.#renderModel(model))}
        </ul>
      </section>
    `;
  }

  #renderModel(model: CatalogueModel): TemplateResult {
    const { words } = this;
    const { library, transfer } = this.state.models;
    const kept = library?.models.find(({ url }) => url === model.url);
    const label = kept?.state === 'partial' ? 'models.library.resume' : 'models.download';
    const { url, fileName, bytes, sha256 } = model;
    return html`
      <li>
        <div class="about">
          <p class="title">
            <span lang="en">${model.name}</span>
            ${model.isTried ? nothing : html`<span class="untried">${words.text('models.catalogue.untried')}</span>`}
          </p>
          <p class="quiet-text small">${this.#facts(model)}</p>
          <p class="quiet-text small source">
            ${words.text('models.catalogue.source')}
            <a href=${model.source} target="_blank" rel="noreferrer noopener" translate="no"
              >${model.source}</a
            >
          </p>
        </div>
        <div class="buttons">
          ${
            kept?.state === 'whole'
              ? html`<span class="quiet-text">${words.text('models.catalogue.kept')}</span>`
              : html`<button
                  type="button"
                  class="button"
                  aria-label=${`${words.text(label)}: ${model.name}`}
                  ?disabled=${transfer !== undefined}
                  @click=${() =>
                    emitPageEvent(this, 'fs-models', {
                      action: { kind: 'download', request: { url, fileName, bytes, sha256 } },
                    })}
                >
                  ${icon('download')}${words.text(label)}
                </button>`
          }
        </div>
      </li>
    `;
  }

  #facts(model: CatalogueModel): string {
    const { words } = this;
    const { bytes, backbone, classes, input, opset, licence, sha256 } = model;
    return [
      words.text('models.inUse.megabytes', { megabytes: words.megabytes(bytes) }),
      backbone,
      words.text('models.catalogue.classes', { classes }),
      ...(input ? [words.text('models.catalogue.fixed', { width: input[0], height: input[1] })] : []),
      ...(opset === undefined ? [] : [words.text('models.catalogue.opset', { opset })]),
      words.text('models.catalogue.licence', { licence }),
      sha256 === undefined
        ? words.text('models.catalogue.noHash')
        : words.text('models.catalogue.hash', { hash: sha256.slice(0, 12) }),
    ].join(' · ');
  }
}
