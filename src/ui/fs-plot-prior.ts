import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Bounds } from '../app/coverage/anchor-edits.ts';
import {
  paperPrior,
  plottedPriors,
  priorRange,
  startingLosses,
  type StartingHead,
} from '../app/plots/prior-curve.ts';
import type { Readout } from '../engine/messages.ts';
import './fs-coverage-number.ts';
import type { NumberEvent } from './fs-coverage-number.ts';
import './fs-figure.ts';
import type { ChartTable } from './fs-figure.ts';
import './fs-plot-lines.ts';
import type { LineLook, PlotAxis, PlotLine } from './fs-plot-lines.ts';
import { emitSettings } from './page-events.ts';
import { PlotElement } from './plot-element.ts';
import { priorFormula } from './plot-formulas.ts';
import { plotTextStyles } from './plot-styles.ts';
import { rangeStyles } from './range-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

const bounds: Bounds = { least: priorRange[0], most: priorRange[1], isWhole: false };
const [lowest, highest] = priorRange.map(Math.log10) as [number, number];

/** The loss that training starts with, against the probability that every class starts with. */
@customElement('fs-plot-prior')
export class FsPlotPrior extends PlotElement {
  static override styles = [
    sharedStyles,
    plotTextStyles,
    rangeStyles,
    css`
      .control {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 88px;
        gap: 0 8px;
        align-items: center;
        max-width: 480px;
        margin: 8px 0 12px;
      }
      .control input[type='range'] {
        grid-column: 1 / -1;
      }
    `,
  ];

  @property({ type: Number }) gamma = 2;
  /** The foreground's weight; undefined: off. */
  @property({ type: Number }) alpha: number | undefined;
  @property({ type: Number }) classes = 1;
  @property({ attribute: false }) readout!: Readout;
  @property({ type: Number }) prior: number = paperPrior;

  protected override render(): TemplateResult {
    const { words, prior } = this;
    const title = words.text('plots.prior.title');
    const lines = this.#lines();
    const { focal } = this.#startAt(prior);
    return html`
      <fs-figure
        .words=${words}
        heading=${title}
        about="plot-prior"
        note=${words.text('plots.prior.note')}
        file-name="prior"
        .table=${this.#table}
        .picture=${this.pictureOf('fs-plot-lines')}
      >
        <div slot="formula">
          <div class="formula" tabindex="0" role="group" aria-label=${title}>
            ${priorFormula(this.#write(prior), words.number(focal.bias, { maximumFractionDigits: 3 }))}
          </div>
          ${this.#renderControl()}
        </div>
        <fs-plot-lines
          .words=${words}
          label=${title}
          .lines=${lines}
          .across=${this.#across()}
          .up=${this.#up(lines)}
          .mark=${prior}
          legend="top-left"
        ></fs-plot-lines>
        ${this.#renderSentence()}
      </fs-figure>
    `;
  }

  #renderControl(): TemplateResult {
    const { words, prior } = this;
    const place = (Math.log10(prior) - lowest) / (highest - lowest);
    return html`
      <div class="control">
        <label for="prior">${words.text('plots.prior.slider')}</label>
        <fs-coverage-number
          .words=${words}
          label=${words.text('plots.prior.number')}
          .bounds=${bounds}
          value=${prior}
          @fs-number=${(event: NumberEvent) => this.#set(event.detail.value, event)}
        ></fs-coverage-number>
        <input
          id="prior"
          type="range"
          min=${lowest}
          max=${highest}
          step="any"
          .value=${live(String(Math.log10(prior)))}
          aria-valuetext=${this.#write(prior)}
          @input=${this.#onSlide}
          ${styleProperties({ '--share': `${place * 100}%` })}
        />
      </div>
    `;
  }

  #renderSentence(): TemplateResult {
    const { words, prior, readout } = this;
    const now = this.#startAt(prior);
    const half = this.#startAt(0.5);
    return html`<p class="sentence" slot="words" data-focal=${now.focal.total}>
      ${words.text('plots.prior.sentence', {
        prior: this.#write(prior),
        crossEntropy: words.figure(now.crossEntropy.total),
        share: words.percent(now.crossEntropy.backgroundShare),
        focal: words.figure(now.focal.total),
        focalShare: words.percent(now.focal.backgroundShare),
        half: words.figure(half.crossEntropy.total),
        times: words.figure(half.crossEntropy.total / now.crossEntropy.total),
        trained: words.figure(readout.crossEntropy.total),
      })}
    </p>`;
  }

  get #head(): StartingHead {
    const { counts, normaliser } = this.readout;
    const { foreground, ignored } = counts;
    const anchors = foreground + ignored + counts['easy-background'] + counts['hard-background'];
    return { anchors, foreground, ignored, normaliser, classes: this.classes };
  }

  #startAt(prior: number): ReturnType<typeof startingLosses> {
    return startingLosses(this.#head, prior, this.gamma, this.alpha ?? 'off');
  }

  #lines(): readonly PlotLine[] {
    const { words, readout, gamma } = this;
    const starts = [...plottedPriors].map((prior) => this.#startAt(prior));
    const curve = (name: string, look: LineLook, y: ArrayLike<number>): PlotLine => ({
      name,
      look,
      x: plottedPriors,
      y,
    });
    const level = (value: number): Float64Array => plottedPriors.map(() => value);
    return [
      curve(
        words.text('plots.prior.crossEntropy'),
        'reference',
        starts.map(({ crossEntropy }) => crossEntropy.total),
      ),
      curve(
        words.text('plots.prior.focal', { gamma }),
        'current',
        starts.map(({ focal }) => focal.total),
      ),
      curve(words.text('plots.prior.trainedCrossEntropy'), 'fixed-1', level(readout.crossEntropy.total)),
      // Where focal loss was computed for a γ that is overtaken, its line follows with the next readout.
      curve(words.text('plots.prior.trainedFocal'), 'current-background', level(readout.focal.total)),
    ];
  }

  #across(): PlotAxis {
    return {
      label: this.words.text('plots.axis.prior'),
      domain: priorRange,
      ticks: [0.0001, 0.001, 0.01, 0.1, 0.5],
      write: this.#write,
      isLog: true,
    };
  }

  /** Whole powers of ten around all that there is. */
  #up(lines: readonly PlotLine[]): PlotAxis {
    const values = lines.flatMap(({ y }) => Array.from(y)).filter((value) => value > 0);
    const low = Math.floor(Math.log10(Math.min(...values, 1)));
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values, 1))));
    const step = Math.ceil((high - low) / 7);
    const ticks = Array.from(
      { length: Math.floor((high - low) / step) + 1 },
      (_, index) => 10 ** (low + index * step),
    );
    return {
      label: this.words.text('plots.axis.normalised'),
      domain: [10 ** low, 10 ** high],
      ticks,
      write: (value) => this.words.number(value, { notation: 'compact', maximumSignificantDigits: 3 }),
      isLog: true,
    };
  }

  readonly #write = (prior: number): string => this.words.number(prior, { maximumSignificantDigits: 3 });

  readonly #onSlide = (event: Event): void => {
    const place = (event.target as HTMLInputElement).valueAsNumber;
    // As many digits as are written.
    this.#set(Number((10 ** place).toPrecision(3)), event);
  };

  #set(prior: number, cause: Event): void {
    emitSettings(this, { prior: Math.min(priorRange[1], Math.max(priorRange[0], prior)) }, cause);
  }

  readonly #table = (): ChartTable => {
    const { words, gamma, prior } = this;
    const priors = [...new Set([0.0001, 0.001, paperPrior, 0.05, 0.1, 0.5, prior])].sort((a, b) => a - b);
    return {
      head: [
        words.text('plots.axis.prior'),
        words.text('plots.prior.bias'),
        words.text('plots.prior.crossEntropy'),
        words.text('plots.prior.backgroundShare'),
        words.text('plots.prior.focal', { gamma }),
        words.text('plots.prior.backgroundShare'),
      ],
      rows: priors.map((each) => {
        const { crossEntropy, focal } = this.#startAt(each);
        return [
          this.#write(each),
          focal.bias,
          crossEntropy.total,
          words.percent(crossEntropy.backgroundShare),
          focal.total,
          words.percent(focal.backgroundShare),
        ];
      }),
    };
  };
}
