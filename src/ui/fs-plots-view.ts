import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { FrameThrottle } from '../app/frame-throttle.ts';
import type { Words } from '../app/i18n/words.ts';
import { turnedDownBy } from '../app/plots/loss-curves.ts';
import './fs-plot-candidates.ts';
import './fs-plot-cumulative.ts';
import './fs-plot-loss.ts';
import './fs-plot-prior.ts';
import './fs-plot-published.ts';
import './fs-plot-shares.ts';
import './fs-plot-sum.ts';
import './fs-slider.ts';
import './fs-switch.ts';
import { PlotElement } from './plot-element.ts';
import { plotTextStyles } from './plot-styles.ts';
import { plotsViewStyles } from './plots-view-styles.ts';
import { sharedStyles } from './shared-styles.ts';

/** The steps of the story, in order. */
const sections = ['candidates', 'sum', 'remedy', 'photo', 'prior', 'published'] as const;
type Section = (typeof sections)[number];

interface Focal {
  readonly gamma: number;
  readonly alpha: number | undefined;
}

/** Why focal loss, step by step, in plots that follow γ and α. */
@customElement('fs-plots-view')
export class FsPlotsView extends LitElement {
  static override styles = [sharedStyles, plotTextStyles, plotsViewStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  /** What the plots draw: that of the settings, at most once a frame. */
  @state() private focal: Focal = { gamma: 2, alpha: undefined };
  readonly #throttle = new FrameThrottle<Focal>(
    (next) => (this.focal = next),
    (_, later) => later,
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#throttle.cancel();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { gamma, alpha, alphaOn } = this.state.settings;
    const before = changed.get('state')?.settings;
    const next = { gamma, alpha: alphaOn ? alpha : undefined };
    if (!this.hasUpdated) this.focal = next;
    else if (before && before !== this.state.settings) this.#throttle.call(next);
  }

  protected override firstUpdated(): void {
    const plots = [...this.renderRoot.querySelectorAll('*')].filter((part) => part instanceof PlotElement);
    void Promise.all(plots.map((plot) => plot.updateComplete)).then(() =>
      this.toggleAttribute('drawn', true),
    );
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <div class="controls" role="region" aria-label=${words.text('plots.controls')}>
        ${this.#renderSliders()}
        <p class="now">${this.#nowText()}</p>
      </div>
      <div class="view">
        <header>
          <h2>${words.text('plots.title')}</h2>
          <p class="lead">${words.text('plots.lead')}</p>
        </header>
        ${sections.map(
          (section) => html`
            <section aria-labelledby=${section}>
              <h2 id=${section}>${words.text(`plots.section.${section}`)}</h2>
              <p class="lead">${words.text(`plots.lead.${section}`)}</p>
              ${this.#renderSection(section)}
            </section>
          `,
        )}
      </div>
    `;
  }

  #renderSliders(): TemplateResult {
    const { words } = this;
    const { gamma, alpha, alphaOn } = this.state.settings;
    return html`
      <fs-slider
        name="gamma"
        label=${words.text('control.gamma')}
        number-label=${words.text('control.gammaNumber')}
        .value=${gamma}
      ></fs-slider>
      <fs-slider
        name="alpha"
        label=${words.text('control.alpha')}
        number-label=${words.text('control.alphaNumber')}
        .value=${alpha}
        ?disabled=${!alphaOn}
      >
        <fs-switch
          name="alphaOn"
          label=${words.text('control.alphaSwitch')}
          label-hidden
          ?checked=${alphaOn}
        ></fs-switch>
      </fs-slider>
    `;
  }

  #nowText(): string {
    const { words } = this;
    const { gamma } = this.focal;
    if (gamma === 0) return words.text('plots.now.zero');
    return words.text('plots.now', {
      gamma,
      easy: words.figure(turnedDownBy(0.9, gamma)),
      hard: words.figure(turnedDownBy(0.1, gamma)),
    });
  }

  #renderSection(section: Section): TemplateResult {
    const { words, state } = this;
    const { gamma, alpha } = this.focal;
    const { analysis, readout, plots } = state;
    switch (section) {
      case 'candidates':
        return html`<fs-plot-candidates
          .words=${words}
          .analysis=${readout && analysis}
          .counts=${readout?.counts}
        ></fs-plot-candidates>`;
      case 'sum':
        return html`<fs-plot-sum .words=${words} .gamma=${gamma} .alpha=${alpha}></fs-plot-sum>`;
      case 'remedy':
        return html`<fs-plot-loss
          .words=${words}
          .gamma=${gamma}
          .alpha=${alpha}
          .elements=${plots.elements}
        ></fs-plot-loss>`;
      case 'photo':
        return html`
          ${
            readout
              ? html`<fs-plot-shares .words=${words} .readout=${readout}></fs-plot-shares>`
              : this.#renderWaiting()
          }
          ${this.#renderCumulative()}
        `;
      case 'prior':
        return readout && state.model
          ? html`<fs-plot-prior
              .words=${words}
              .gamma=${gamma}
              .alpha=${alpha}
              .prior=${state.settings.prior}
              .classes=${state.model.classes.length}
              .readout=${readout}
            ></fs-plot-prior>`
          : this.#renderWaiting();
      case 'published':
        return html`<fs-plot-published .words=${words}></fs-plot-published>`;
    }
  }

  #renderCumulative(): TemplateResult | typeof nothing {
    const { words, state } = this;
    const { elements, phase } = state.plots;
    if (elements) {
      return html`<fs-plot-cumulative
        .words=${words}
        .gamma=${this.focal.gamma}
        .elements=${elements}
      ></fs-plot-cumulative>`;
    }
    if (phase === 'failed')
      return html`<p class="waiting" role="alert">${words.text('plots.elements.failed')}</p>`;
    return state.readout ? html`<p class="waiting">${words.text('plots.elements.counting')}</p>` : nothing;
  }

  #renderWaiting(): TemplateResult {
    return html`<p class="waiting">${this.words.text('plots.waiting')}</p>`;
  }
}
