import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { hasLoss } from '../app/has-loss.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import { isMeasuring } from '../app/kernels/kernels-state.ts';
import type { ProviderCheck } from '../engine/check-providers.ts';
import { renderFacts, type Fact } from './fact-list.ts';
import { modelsStyles } from './models-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Probabilities up to this far apart are one to a person, who sees two digits of them. */
const sameProbability = 0.005;

/** One click that runs the photo on WebGPU and on WASM, and shows how far the two are apart. */
@customElement('fs-provider-check')
export class FsProviderCheck extends LitElement {
  static override styles = [
    sharedStyles,
    modelsStyles,
    css`
      :host {
        margin-top: 16px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
      }
      .verdict {
        margin-top: 12px;
        font-weight: 500;
      }
      p {
        max-width: 80ch;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { providers } = state.kernels;
    const blocked = this.#blocked();
    return html`
      <div class="actions">
        <button
          type="button"
          class="button"
          ?disabled=${blocked !== undefined || isMeasuring(state.kernels)}
          @click=${() => emitPageEvent(this, 'fs-kernels', { action: { kind: 'check-providers' } })}
        >
          ${words.text('models.check')}
        </button>
        ${
          providers.is === 'running'
            ? html`
                <span>${this.#runningText(providers.progress?.name)}</span>
                <button
                  type="button"
                  class="button quiet"
                  @click=${() => emitPageEvent(this, 'fs-kernels', { action: { kind: 'cancel' } })}
                >
                  ${words.text('phase.cancel')}
                </button>
              `
            : html`<span class="quiet-text">${words.text(blocked ?? this.#invitation())}</span>`
        }
      </div>
      <div aria-live="polite">
        ${providers.is === 'done' && providers.report ? this.#renderReport(providers.report) : nothing}
        ${providers.is === 'cancelled' ? html`<p class="verdict">${words.text('models.check.cancelled')}</p>` : nothing}
      </div>
      ${
        providers.is === 'failed'
          ? html`<p class="verdict" role="alert">
              ${words.text('models.check.failed')}
              ${words.text(`error.${providers.error.code}.title`, providers.error.details)}
            </p>`
          : nothing
      }
    `;
  }

  /** Why nothing can be checked at the moment. */
  #blocked(): TextKey | undefined {
    const { state } = this;
    const placement = state.analysis?.placement ?? state.placement;
    if (placement?.kernels === 'cpu') return 'models.check.noWebGpu';
    const isBusy = state.phase.name !== 'idle' || state.opening !== undefined || state.restarting;
    if (state.engine !== 'ready' || isBusy || !state.readout) return 'models.check.later';
    return hasLoss(state) ? undefined : 'models.check.noHead';
  }

  #invitation(): TextKey {
    const { placement } = this.state;
    return placement?.kernelsReason === 'software-gpu' ? 'models.check.slow' : 'models.check.what';
  }

  #runningText(provider: string | undefined): string {
    return this.words.text(provider === 'webgpu' ? 'models.check.onWebGpu' : 'models.check.onWasm');
  }

  #renderReport(report: ProviderCheck): TemplateResult {
    const { words } = this;
    const { boxes, times } = report;
    const isSame =
      report.probability <= sameProbability &&
      boxes.paired === boxes.counts.webgpu &&
      boxes.paired === boxes.counts.wasm;
    const facts: readonly Fact[] = [
      [
        'models.check.photo',
        words.text('models.check.photoText', {
          fileName: report.fileName,
          width: report.inputWidth,
          height: report.inputHeight,
        }),
      ],
      ['models.check.logit', words.figure(report.logit)],
      ['models.check.probability', words.figure(report.probability)],
      ['models.check.delta', words.figure(report.delta)],
      [
        'models.check.boxes',
        words.text('models.check.boxesText', {
          webgpu: boxes.counts.webgpu,
          wasm: boxes.counts.wasm,
          paired: boxes.paired,
        }),
      ],
      [
        'models.check.edge',
        words.text('models.check.edgeText', {
          pixels: words.figure(boxes.edge),
          score: words.figure(boxes.score),
        }),
      ],
      [
        'models.check.times',
        words.text('models.check.timesText', {
          webgpu: words.milliseconds(times.webgpu),
          wasm: words.milliseconds(times.wasm),
        }),
      ],
    ];
    return html`
      <p class="verdict">${words.text(isSame ? 'models.check.same' : 'models.check.differs')}</p>
      ${renderFacts(facts, words)}
    `;
  }
}
