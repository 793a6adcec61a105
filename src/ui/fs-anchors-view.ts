import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { CoverageController } from '../app/coverage/coverage-controller.ts';
import type { CoverageState } from '../app/coverage/coverage-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { SampleShelf } from '../app/samples.ts';
import { WorkerCoverageClient } from '../coverage/coverage-client.ts';
import { anchorsViewStyles } from './anchors-view-styles.ts';
import type { CoverageEvent } from './coverage-events.ts';
import { coverColours } from './coverage-marks.ts';
import './fs-coverage-boxes.ts';
import './fs-coverage-charts.ts';
import './fs-coverage-config.ts';
import './fs-coverage-settings.ts';
import './fs-coverage-source.ts';
import './fs-coverage-suggestion.ts';
import './fs-coverage-verdict.ts';
import { sharedStyles } from './shared-styles.ts';

/** What was set and measured outlasts the element, which goes whenever another view opens. */
const controllers = new WeakMap<SampleShelf, CoverageController>();

function controllerFor(shelf: SampleShelf, page: AppState): CoverageController {
  const known = controllers.get(shelf);
  if (known) return known;
  const readSamples = async () => {
    const [annotations, samples] = await Promise.all([shelf.annotations(), shelf.list()]);
    return { annotations, samples };
  };
  const controller = new CoverageController({ client: new WorkerCoverageClient(), readSamples }, page);
  controllers.set(shelf, controller);
  return controller;
}

/** Which boxes the anchors cover, and anchors that cover more of them. */
@customElement('fs-anchors-view')
export class FsAnchorsView extends LitElement {
  static override styles = [sharedStyles, coverColours, anchorsViewStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @property({ attribute: false }) shelf!: SampleShelf;
  #controller: CoverageController | undefined;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('fs-coverage', this.#onAction);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('fs-coverage', this.#onAction);
    this.#unsubscribe?.();
    this.#controller?.close();
    this.#controller = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.#controller) {
      this.#controller = controllerFor(this.shelf, this.state);
      this.#controller.open(this.state);
      this.#unsubscribe = this.#controller.subscribe(() => this.requestUpdate());
    } else if (changed.has('state')) {
      this.#controller.follow(this.state);
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const coverage = this.#controller?.state;
    if (!coverage) return nothing;
    const { words, state } = this;
    const { settings, matching, measured, suggestion } = coverage;
    return html`
      <div class="main">
        <fs-coverage-source
          .words=${words}
          .state=${state}
          source=${coverage.source}
          .available=${coverage.available}
        ></fs-coverage-source>
        ${this.#renderProgress(coverage)}
        ${
          measured
            ? html`<fs-coverage-verdict .words=${words} .measured=${measured}></fs-coverage-verdict>`
            : nothing
        }
      </div>
      <div class="side">
        <section>
          <fs-coverage-settings
            .words=${words}
            .settings=${settings}
            .matching=${matching}
            ?models=${coverage.isModels}
          ></fs-coverage-settings>
        </section>
        <section>
          <fs-coverage-suggestion
            .words=${words}
            .settings=${settings}
            .suggestion=${suggestion}
            ?ready=${measured !== undefined}
          ></fs-coverage-suggestion>
        </section>
      </div>
      <div class="more">
        ${
          measured
            ? html`
                <fs-coverage-charts
                  .words=${words}
                  .measured=${measured}
                  theme=${state.settings.theme}
                ></fs-coverage-charts>
                <fs-coverage-boxes
                  .words=${words}
                  .measured=${measured}
                  .photoBoxes=${coverage.source === 'photo' ? state.groundTruth.boxes?.map(({ id }) => id) : undefined}
                ></fs-coverage-boxes>
              `
            : nothing
        }
        <fs-coverage-config .words=${words} .settings=${settings}></fs-coverage-config>
      </div>
    `;
  }

  #renderProgress({ phase, progress, measured, error }: CoverageState): TemplateResult | typeof nothing {
    const { words } = this;
    if (phase === 'failed') {
      const code = error?.code ?? 'coverage-failed';
      return html`
        <div class="card" role="alert">
          <p><strong>${words.text(`error.${code}.title`, error?.details)}</strong></p>
          <p class="quiet">${words.text(`error.${code}.text`, error?.details)}</p>
          <button type="button" class="button" @click=${() => this.#controller?.act({ kind: 'retry' })}>
            ${words.text('coverage.retry')}
          </button>
        </div>
      `;
    }
    if (phase === 'empty') return html`<p class="card">${words.text('coverage.empty')}</p>`;
    if (phase === 'ready') return html`<p class="working" role="status"></p>`;
    // What was measured last stays in sight; a moment's work need not be announced.
    if (measured && progress === 0) return html`<p class="working" role="status"></p>`;
    const key = phase === 'reading' ? 'coverage.reading' : 'coverage.measuring';
    const text = words.text(key, { percent: words.percent(progress) });
    return html`
      <p class="working ${measured ? '' : 'card'}" role="status">
        <progress max="1" .value=${progress} aria-hidden="true"></progress> ${text}
      </p>
    `;
  }

  readonly #onAction = (event: Event): void => {
    this.#controller?.act((event as CoverageEvent).detail);
  };
}
