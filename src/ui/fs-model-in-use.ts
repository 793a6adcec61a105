import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { ModelDescription } from '../engine/messages.ts';
import { renderFacts } from './fact-list.ts';
import { modelsStyles } from './models-styles.ts';
import './fs-provider-check.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The model that the engine runs, and the way back to the built-in one. */
@customElement('fs-model-in-use')
export class FsModelInUse extends LitElement {
  static override styles = [
    sharedStyles,
    modelsStyles,
    css`
      .name {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        align-items: baseline;
        margin-top: 8px;
      }
      .name b {
        overflow-wrap: anywhere;
        font-size: 17px;
        font-weight: 600;
      }
      details {
        margin-top: 16px;
      }
      .classes {
        margin-top: 8px;
        max-width: 100ch;
        color: var(--text-quiet);
        font-size: 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words } = this;
    const { model } = this.state;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('models.inUse.title')}</h3>
        ${
          model
            ? this.#renderModel(model)
            : html`<p class="quiet-text">${words.text('control.modelLoading')}</p>`
        }
      </section>
    `;
  }

  #renderModel(model: ModelDescription): TemplateResult {
    const { words } = this;
    const facts = [
      ['models.inUse.classes', words.number(model.classes.length)],
      ['models.inUse.anchors', this.#anchorsText(model)],
      ['models.inUse.provider', this.#providerText()],
      [
        'models.inUse.size',
        words.text('models.inUse.megabytes', { megabytes: words.megabytes(model.bytes) }),
      ],
    ] as const;
    return html`
      <p class="name">
        <b translate="no">${model.name}</b>
        <span class="quiet-text">
          ${words.text(model.isBuiltIn ? 'models.inUse.builtIn' : 'models.inUse.own')}
        </span>
      </p>
      ${renderFacts(facts, words)}
      <fs-provider-check .words=${words} .state=${this.state}></fs-provider-check>
      <details>
        <summary>${words.text('models.inUse.classNames')}</summary>
        <p class="classes" lang="en">${model.classes.join(', ')}</p>
      </details>
      ${
        model.isBuiltIn
          ? nothing
          : html`<div class="actions">
              <button
                type="button"
                class="button"
                @click=${() => emitPageEvent(this, 'fs-models', { action: { kind: 'use-built-in' } })}
              >
                ${words.text('models.inUse.backToBuiltIn')}
              </button>
            </div>`
      }
    `;
  }

  #anchorsText({ anchors, levels }: ModelDescription): string {
    const { words } = this;
    const { analysis } = this.state;
    if (analysis) {
      const { anchorCount, inputWidth, inputHeight } = analysis;
      return words.text('models.inUse.anchorsAt', {
        anchors: anchorCount,
        width: inputWidth,
        height: inputHeight,
      });
    }
    const perCell = anchors.scales.length * anchors.ratios.length;
    return words.text('models.inUse.anchorsLater', {
      perCell,
      levels: `${levels.at(0) ?? ''}–${levels.at(-1) ?? ''}`,
    });
  }

  #providerText(): string {
    const { words } = this;
    const placement = this.state.analysis?.placement ?? this.state.placement;
    if (!placement) return words.text('phase.starting');
    if (placement.model === 'webgpu') return words.text('placement.webgpu');
    // How many threads it has is known once it has run.
    return this.state.analysis
      ? words.plural('placement.wasm', placement.threads)
      : words.text('placement.wasmAlone');
  }
}
