import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { AppState } from '../app/app-state.ts';
import { languageTags } from '../app/i18n/dictionary.ts';
import type { Words } from '../app/i18n/words.ts';
import type { ModelsAction } from '../app/models/models-state.ts';
import { keptBytes, type KeptModel } from '../library/kept-model.ts';
import type { LibraryState } from '../library/library-messages.ts';
import { modelsStyles } from './models-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The models that are kept in this browser: to use, to go on with, to delete. */
@customElement('fs-model-library')
export class FsModelLibrary extends LitElement {
  static override styles = [
    sharedStyles,
    modelsStyles,
    css`
      ul {
        margin-top: 12px;
      }
      .room {
        display: grid;
        gap: 6px;
        max-width: 420px;
        margin-top: 16px;
      }
      meter {
        width: 100%;
        height: 6px;
      }
      .danger {
        border-color: var(--danger);
        color: var(--danger);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  /** Whether it has been asked if all shall go. */
  @state() private asking = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#act({ kind: 'look' });
  }

  protected override render(): TemplateResult {
    const { words } = this;
    const { library, fault } = this.state.models;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('models.library.title')}</h3>
        <p class="quiet-text">
          ${words.text(library?.place === 'memory' ? 'models.library.memory' : 'models.library.meaning')}
        </p>
        ${
          fault
            ? html`<div role="alert" class="alert fault">
                <p><b>${words.text(`error.${fault.code}.title`, fault.details)}</b></p>
                <p>${words.text(`error.${fault.code}.text`, fault.details)}</p>
              </div>`
            : nothing
        }
        ${
          library
            ? this.#renderLibrary(library)
            : html`<p class="note">${words.text('navigation.loading')}</p>`
        }
      </section>
    `;
  }

  #renderLibrary(library: LibraryState): TemplateResult {
    const { words } = this;
    const { models, place } = library;
    return html`
      ${
        models.length === 0
          ? html`<p class="note">${words.text('models.library.none')}</p>`
          : html`<ul>
              ${repeat(
                models,
                ({ id }) => id,
                (model) => this.#renderModel(model),
              )}
            </ul>`
      }
      ${this.#renderRoom(library)} ${models.length > 1 ? this.#renderDeleteAll(models) : nothing}
      <p class="quiet-text small">${words.text(`models.library.place.${place}`)}</p>
    `;
  }

  #renderModel(model: KeptModel): TemplateResult {
    const { words } = this;
    const { inUse, opening, transfer } = this.state.models;
    const isWhole = model.state === 'whole';
    const isInUse = model.id === inUse;
    return html`
      <li>
        <div class="about">
          <p class="title" translate="no">${model.fileName}</p>
          <p class="quiet-text small">${this.#facts(model)}</p>
          ${
            model.url === undefined
              ? nothing
              : html`<p class="quiet-text small source" translate="no">${model.url}</p>`
          }
        </div>
        <div class="buttons">
          ${
            isWhole
              ? html`<button
                  type="button"
                  class="button"
                  ?disabled=${isInUse || opening !== undefined}
                  @click=${() => this.#act({ kind: 'use', id: model.id })}
                >
                  ${words.text(isInUse ? 'models.library.inUse' : model.id === opening ? 'models.library.opening' : 'models.library.use')}
                </button>`
              : html`<button
                  type="button"
                  class="button"
                  ?disabled=${transfer !== undefined}
                  @click=${() => this.#act({ kind: 'resume', id: model.id })}
                >
                  ${words.text('models.library.resume')}
                </button>`
          }
          <button
            type="button"
            class="button quiet"
            aria-label=${words.text('models.library.deleteNamed', { fileName: model.fileName })}
            @click=${() => this.#act({ kind: 'delete', ids: [model.id] })}
          >
            ${words.text('models.library.delete')}
          </button>
        </div>
      </li>
    `;
  }

  #facts(model: KeptModel): string {
    const { words } = this;
    const size = words.megabytes(keptBytes(model));
    const when = new Intl.DateTimeFormat(languageTags[words.language], {
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(model.savedAt);
    if (model.state === 'partial') {
      const total = model.expectedBytes === undefined ? '?' : words.megabytes(model.expectedBytes);
      return [words.text('models.library.partial', { loaded: size, total }), when].join(' · ');
    }
    const hash = model.files[0]?.sha256?.slice(0, 12) ?? '';
    return [
      words.text('models.inUse.megabytes', { megabytes: size }),
      words.text(model.url === undefined ? 'models.library.fromFile' : 'models.library.fromAddress'),
      when,
      model.expectedSha256 === undefined
        ? words.text('models.library.hashed', { hash })
        : words.text('models.library.verified', { hash }),
    ].join(' · ');
  }

  #renderRoom({ room, models }: LibraryState): TemplateResult | typeof nothing {
    if (!room) return nothing;
    const { words } = this;
    const own = models.reduce((sum, model) => sum + keptBytes(model), 0);
    const text = words.text('models.library.room', {
      own: words.megabytes(own),
      used: words.megabytes(room.used),
      quota: words.megabytes(room.quota),
    });
    return html`<div class="room">
      <meter min="0" max=${room.quota} high=${room.quota * 0.9} value=${room.used} aria-label=${text}></meter>
      <p class="quiet-text small">${text}</p>
    </div>`;
  }

  #renderDeleteAll(models: readonly KeptModel[]): TemplateResult {
    const { words } = this;
    if (!this.asking)
      return html`<div class="actions">
        <button type="button" class="button" @click=${() => (this.asking = true)}>
          ${words.text('models.library.deleteAll')}
        </button>
      </div>`;
    return html`<div class="actions" role="group" aria-label=${words.text('models.library.deleteAllAsk')}>
      <span>${words.text('models.library.deleteAllAsk')}</span>
      <button
        type="button"
        class="button danger"
        @click=${() => {
          this.asking = false;
          this.#act({ kind: 'delete', ids: models.map(({ id }) => id) });
        }}
      >
        ${words.text('models.library.deleteAll')}
      </button>
      <button type="button" class="button" @click=${() => (this.asking = false)}>
        ${words.text('models.library.keepAll')}
      </button>
    </div>`;
  }

  #act(action: ModelsAction): void {
    emitPageEvent(this, 'fs-models', { action });
  }
}
