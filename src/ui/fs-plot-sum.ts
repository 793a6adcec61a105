import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Bounds } from '../app/coverage/anchor-edits.ts';
import {
  talkExample,
  weighExamples,
  type EasyAndHard,
  type WeighedExamples,
} from '../app/plots/easy-against-hard.ts';
import './fs-coverage-number.ts';
import type { NumberEvent } from './fs-coverage-number.ts';
import './fs-figure.ts';
import type { ChartTable } from './fs-figure.ts';
import './fs-plot-bars.ts';
import type { PlotBar } from './fs-plot-bars.ts';
import { PlotElement } from './plot-element.ts';
import { sumFormula } from './plot-formulas.ts';
import { plotTextStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';

const countBounds: Bounds = { least: 1, most: 1e9, isWhole: true };
const probabilityBounds: Bounds = { least: 0.0001, most: 0.9999, isWhole: false };

const fields = [
  { name: 'easyCount', key: 'plots.sum.easyCount', bounds: countBounds },
  { name: 'easyProbability', key: 'plots.sum.easyProbability', bounds: probabilityBounds },
  { name: 'hardCount', key: 'plots.sum.hardCount', bounds: countBounds },
  { name: 'hardProbability', key: 'plots.sum.hardProbability', bounds: probabilityBounds },
] as const;

/** One way to weigh, with what comes of it. */
interface Weighing {
  readonly name: string;
  readonly weighed: WeighedExamples;
}

/** A hundred thousand easy examples against a hundred hard ones. */
@customElement('fs-plot-sum')
export class FsPlotSum extends PlotElement {
  static override styles = [
    sharedStyles,
    plotTextStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 8px 12px;
        align-items: end;
        max-width: 640px;
        margin: 8px 0 12px;
        font-size: 12px;
      }
      .fields span {
        display: block;
        margin-bottom: 2px;
        color: var(--text-quiet);
      }
      .sums {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 40px;
        margin-bottom: 12px;
      }
      .sums h4 {
        margin: 0 0 2px;
        font-size: 12px;
        font-weight: 600;
      }
      .ratio {
        margin-top: 2px;
        font-size: 12px;
      }
      @media (max-width: 560px) {
        .fields {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  @property({ type: Number }) gamma = 2;
  /** The hard ones' weight; undefined: off. */
  @property({ type: Number }) alpha: number | undefined;
  @state() private example: EasyAndHard = talkExample;

  protected override render(): TemplateResult {
    const { words, example } = this;
    const title = words.text('plots.sum.title', { easy: example.easyCount, hard: example.hardCount });
    const weighings = this.#weighings();
    const [crossEntropy, focal] = weighings.map(({ weighed }) => weighed.ratio);
    return html`
      <fs-figure
        .words=${words}
        heading=${title}
        about="plot-sum"
        note=${words.text('plots.sum.note')}
        file-name="easy-against-hard"
        .table=${this.#table}
        .picture=${this.pictureOf('fs-plot-bars')}
      >
        <div slot="formula">
          ${this.#renderFields()}
          <div class="sums">${weighings.map((weighing) => this.#renderSum(weighing))}</div>
        </div>
        <fs-plot-bars
          .words=${words}
          label=${title}
          .bars=${weighings.map((weighing) => this.#bar(weighing))}
          .keys=${[
            { look: 'easy-background', name: words.text('plots.sum.easy') },
            { look: 'foreground', name: words.text('plots.sum.hard') },
          ]}
        ></fs-plot-bars>
        <p
          class="sentence"
          slot="words"
          data-cross-entropy=${crossEntropy ?? nothing}
          data-focal=${focal ?? nothing}
        >
          ${this.#sentence(crossEntropy ?? NaN, focal ?? NaN)}
          ${example === talkExample ? words.text('plots.sum.slide') : nothing}
        </p>
        ${
          this.alpha === undefined
            ? nothing
            : html`<p class="quiet" slot="words">${words.text('plots.sum.alpha')}</p>`
        }
      </fs-figure>
    `;
  }

  #sentence(crossEntropy: number, focal: number): string {
    const isTurned = crossEntropy > 1 && focal < 1;
    return this.words.text(isTurned ? 'plots.sum.turned' : 'plots.sum.sentence', {
      crossEntropy: this.#write(crossEntropy),
      focal: this.#write(isTurned ? 1 / focal : focal),
      gamma: this.gamma,
    });
  }

  #weighings(): readonly Weighing[] {
    const { words, example, gamma, alpha } = this;
    return [
      { name: words.text('loss.crossEntropy'), weighed: weighExamples(example, 0) },
      { name: words.text('plots.shares.focal', { gamma }), weighed: weighExamples(example, gamma) },
      ...(alpha === undefined
        ? []
        : [
            {
              name: words.text('plots.shares.focalAlpha', { gamma, alpha }),
              weighed: weighExamples(example, gamma, alpha),
            },
          ]),
    ];
  }

  #renderFields(): TemplateResult {
    const { words, example } = this;
    return html`
      <div class="fields">
        ${fields.map(
          ({ name, key, bounds }) => html`
            <div>
              <span aria-hidden="true">${words.text(key)}</span>
              <fs-coverage-number
                .words=${words}
                label=${words.text(key)}
                .bounds=${bounds}
                value=${example[name]}
                @fs-number=${(event: NumberEvent) => this.#set({ [name]: event.detail.value })}
              ></fs-coverage-number>
            </div>
          `,
        )}
      </div>
    `;
  }

  #renderSum({ name, weighed }: Weighing): TemplateResult {
    const { words, example } = this;
    const { easyEach, hardEach, easy, hard, ratio } = weighed;
    const rows = [
      [words.number(example.easyCount), this.#each(easyEach), this.#write(easy)],
      [words.number(example.hardCount), this.#each(hardEach), this.#write(hard)],
    ] as const;
    return html`
      <div>
        <h4>${name}</h4>
        ${sumFormula(rows)}
        <p class="ratio">${words.text('plots.sum.ratio', { ratio: this.#write(ratio) })}</p>
      </div>
    `;
  }

  #bar({ name, weighed: { easy, hard } }: Weighing): PlotBar {
    const { words } = this;
    const share = easy / (easy + hard);
    return {
      name,
      text: `${words.percent(share)} : ${words.percent(1 - share)}`,
      parts: [
        { look: 'easy-background', value: share },
        { look: 'foreground', value: 1 - share },
      ],
    };
  }

  /** The loss of one: three decimals, as on the slide, or three digits where it is small. */
  #each(value: number): string {
    return value >= 0.1 ? this.words.number(value, { maximumFractionDigits: 3 }) : this.words.figure(value);
  }

  /** Sums with a decimal at most; small ones by their digits. */
  #write(value: number): string {
    const { words } = this;
    if (value >= 1000) return words.number(value, { maximumFractionDigits: 0 });
    return value >= 10 ? words.number(value, { maximumFractionDigits: 1 }) : words.figure(value);
  }

  #set(change: Partial<EasyAndHard>): void {
    this.example = { ...this.example, ...change };
  }

  readonly #table = (): ChartTable => {
    const { words } = this;
    return {
      head: [
        words.text('loss.title'),
        words.text('plots.sum.easyEach'),
        words.text('plots.sum.hardEach'),
        words.text('plots.sum.easy'),
        words.text('plots.sum.hard'),
        words.text('plots.sum.times'),
      ],
      rows: this.#weighings().map(({ name, weighed: { easyEach, hardEach, easy, hard, ratio } }) => [
        name,
        easyEach,
        hardEach,
        easy,
        hard,
        ratio,
      ]),
    };
  };
}
