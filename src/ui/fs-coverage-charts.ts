import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { anchorShapesOf } from '../app/coverage/anchor-shapes.ts';
import { anchorBars, iouBars, levelBars, ratioBars, sizeBars, type CoverBar } from '../app/coverage/cover-charts.ts'; // prettier-ignore
import type { MeasuredInput } from '../app/coverage/coverage-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { yieldTask } from '../base/yield-task.ts';
import { coverParts } from './coverage-marks.ts';
import { edgeText, type FsCoverageBars } from './fs-coverage-bars.ts';
import './fs-coverage-bars.ts';
import './fs-figure.ts';
import type { ChartPicture, ChartTable } from './fs-figure.ts';
import './fs-coverage-scatter.ts';
import type { FsCoverageScatter } from './fs-coverage-scatter.ts';
import { sharedStyles } from './shared-styles.ts';

type BarChart = 'size' | 'ratio' | 'iou' | 'level';

/** The figures of a coverage as charts. */
@customElement('fs-coverage-charts')
export class FsCoverageCharts extends LitElement {
  static override styles = [
    sharedStyles,

    css`
      :host {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 16px;
      }
      .wide {
        grid-column: 1 / -1;
      }
      @media (max-width: 1100px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) measured!: MeasuredInput;
  @property() theme = '';

  /** In a task of its own: all the figures at once would hold up the slider that changes them. */
  protected override async scheduleUpdate(): Promise<void> {
    await yieldTask();
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult {
    const { words, measured } = this;
    const { coverage, summary } = measured;
    const title = words.text('coverage.scatter.title');
    return html`
      <fs-figure
        class="wide"
        .words=${words}
        heading=${title}
        note=${words.text('coverage.scatter.note')}
        file-name="anchor-coverage-shapes"
        .table=${this.#shapeTable}
        .picture=${(): ChartPicture => this.#find('fs-coverage-scatter').picture}
      >
        <fs-coverage-scatter
          .words=${words}
          .coverage=${coverage}
          label=${title}
          theme=${this.theme}
        ></fs-coverage-scatter>
      </fs-figure>
      ${this.#renderBars('size', sizeBars(summary))} ${this.#renderBars('ratio', ratioBars(summary))}
      ${this.#renderBars('iou', iouBars(coverage), coverage.matching.foregroundIou)}
      ${this.#renderBars('level', anchorBars(coverage, summary))}
    `;
  }

  #renderBars(chart: BarChart, bars: readonly CoverBar[], threshold?: number): TemplateResult {
    const { words } = this;
    const title = words.text(`coverage.${chart}.title`);
    return html`
      <fs-figure
        .words=${words}
        heading=${title}
        note=${words.text(`coverage.${chart}.note`)}
        file-name="anchor-coverage-${chart}"
        .table=${() => (chart === 'level' ? this.#levelTable() : this.#rangeTable(bars))}
        .picture=${(): ChartPicture => this.#find(`#${chart}`).picture}
      >
        <fs-coverage-bars
          id=${chart}
          .words=${words}
          .bars=${bars}
          .threshold=${threshold}
          label=${title}
        ></fs-coverage-bars>
      </fs-figure>
    `;
  }

  #rangeTable(bars: readonly CoverBar[]): ChartTable {
    const { words } = this;
    const name = ({ from, to }: CoverBar): string => {
      const [low, high] = [edgeText(words, from), edgeText(words, to)];
      if (from <= 0 && to !== 0.05) return words.text('coverage.chart.below', { to: high });
      return Number.isFinite(to)
        ? words.text('coverage.chart.between', { from: low, to: high })
        : words.text('coverage.chart.from', { from: low });
    };
    return {
      head: [
        words.text('coverage.chart.range'),
        ...coverParts.map((kind) => words.text(`coverage.cover.${kind}`)),
        words.text('coverage.chart.total'),
        words.text('coverage.chart.share'),
      ],
      rows: bars.map((bar) => {
        const total = bar.parts[0] + bar.parts[1] + bar.parts[2];
        return [name(bar), ...bar.parts, total, total === 0 ? '–' : words.percent(bar.parts[0] / total)];
      }),
    };
  }

  #levelTable(): ChartTable {
    const { words, measured } = this;
    const anchors = anchorBars(measured.coverage, measured.summary);
    const boxes = levelBars(measured.summary);
    return {
      head: [
        words.text('coverage.chart.level'),
        words.text('coverage.level.anchors'),
        words.text('coverage.level.boxes'),
      ],
      rows: anchors.map(({ name, parts }, level) => {
        const [covered, lowQuality, none] = boxes[level]?.parts ?? [0, 0, 0];
        return [name, parts[0], covered + lowQuality + none];
      }),
    };
  }

  readonly #shapeTable = (): ChartTable => {
    const { words, measured } = this;
    return {
      head: [
        words.text('coverage.chart.level'),
        words.text('coverage.scatter.shape'),
        words.text('coverage.scatter.width'),
        words.text('coverage.scatter.height'),
      ],
      rows: anchorShapesOf(measured.coverage.settings).flatMap(({ name, shapes }) =>
        shapes.map(({ width, height }, shape) => [name, shape + 1, width, height]),
      ),
    };
  };

  #find(selector: string): FsCoverageBars | FsCoverageScatter {
    const chart = this.renderRoot.querySelector<FsCoverageBars | FsCoverageScatter>(selector);
    if (!chart) throw new Error(`${selector} is not drawn`);
    return chart;
  }
}
