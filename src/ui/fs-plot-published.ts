import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import {
  bestOf,
  columnsOf,
  publishedSource,
  publishedTables,
  type PublishedColumn,
  type PublishedName,
} from '../app/plots/published-figures.ts';
import './fs-figure.ts';
import type { ChartTable } from './fs-figure.ts';
import './fs-plot-bars.ts';
import type { PlotBar } from './fs-plot-bars.ts';
import './fs-plot-lines.ts';
import type { LineLook, PlotAxis, PlotLine } from './fs-plot-lines.ts';
import { PlotElement } from './plot-element.ts';
import { plotTextStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';

type BarTable = 'table_1a' | 'table_1b' | 'table_1c' | 'table_1d' | 'table_2';
const barTables: readonly BarTable[] = ['table_1a', 'table_1b', 'table_1c', 'table_1d', 'table_2'];
const nameWidths: Readonly<Record<BarTable, number>> = {
  table_1a: 72,
  table_1b: 116,
  table_1c: 128,
  table_1d: 172,
  table_2: 158,
};
const depths: readonly (readonly [depth: number, look: LineLook])[] = [
  [50, 'fixed-1'],
  [101, 'fixed-3'],
];

/** Columns that have a name in either language; the others go by their symbols. */
const namedColumns = ['scales', 'ratios', 'method', 'batch_size', 'nms_threshold', 'depth', 'size', 'ms', 'backbone', 'stages'] as const; // prettier-ignore
type NamedColumn = (typeof namedColumns)[number];
const symbols: Readonly<Record<string, string>> = { alpha: 'α', gamma: 'γ' };
const isNamed = (column: PublishedColumn): column is NamedColumn =>
  namedColumns.some((named) => named === column);

/** What the paper measured: its tables and its figure of speed against accuracy. */
@customElement('fs-plot-published')
export class FsPlotPublished extends PlotElement {
  static override styles = [
    sharedStyles,
    plotTextStyles,
    css`
      .source {
        max-width: 90ch;
        margin-bottom: 16px;
        padding: 8px 12px;
        border-left: 3px solid var(--line-strong);
        color: var(--text-quiet);
        font-size: 12px;
      }
      .wide {
        grid-column: 1 / -1;
      }
      strong {
        color: var(--text);
        font-weight: 600;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <p class="source">
        <strong>${words.text('plots.published')}</strong> ${words.text('plots.published.note')}
        <cite lang="en">${publishedSource}</cite>
      </p>
      <div class="pair">
        ${barTables.slice(0, 4).map((name) => this.#renderBars(name))} ${this.#renderSpeed()}
        ${this.#renderSizes()} ${this.#renderBars('table_2')}
      </div>
    `;
  }

  #renderFigure(name: PublishedName, chart: TemplateResult): TemplateResult {
    const { words } = this;
    return html`
      <fs-figure
        class=${name === 'table_2' ? 'wide' : ''}
        .words=${words}
        heading=${words.text(`plots.${name}.title`)}
        about=${name}
        note=${words.text(`plots.${name}.note`)}
        file-name="published-${name.replace('_', '-')}"
        .table=${() => this.#table(name)}
        .picture=${this.pictureOf(`#${name}`)}
      >
        ${chart}
        <p class="quiet" slot="words">${words.text('plots.published.mark')}</p>
      </fs-figure>
    `;
  }

  #renderBars(name: BarTable): TemplateResult {
    const { words } = this;
    return this.#renderFigure(
      name,
      html`<fs-plot-bars
        id=${name}
        .words=${words}
        label=${words.text(`plots.${name}.title`)}
        .domain=${[0, 45]}
        .bars=${this.#bars(name)}
        name-width=${nameWidths[name]}
      ></fs-plot-bars>`,
    );
  }

  #bars(name: BarTable): readonly PlotBar[] {
    const best = bestOf<{ readonly AP: number }>(publishedTables[name]);
    return this.#named(name).map(([text, row]) => ({
      name: text,
      text: this.words.number(row.AP, { minimumFractionDigits: 1 }),
      parts: [{ look: row === best ? 'current' : 'other', value: row.AP }],
    }));
  }

  #named(name: BarTable): readonly (readonly [string, { readonly AP: number }])[] {
    const { words } = this;
    switch (name) {
      case 'table_1a':
        return publishedTables[name].map((row) => [`α = ${words.number(row.alpha)}`, row]);
      case 'table_1b':
        return publishedTables[name].map((row) => [
          `γ = ${words.number(row.gamma)}, α = ${words.number(row.alpha)}`,
          row,
        ]);
      case 'table_1c':
        return publishedTables[name].map((row) => [
          words.text('plots.table_1c.row', { scales: row.scales, ratios: row.ratios }),
          row,
        ]);
      case 'table_1d':
        return publishedTables[name].map((row) => [
          row.batch_size === null
            ? row.method
            : `${row.method}, ${words.number(row.batch_size)}, NMS ${words.number(row.nms_threshold)}`,
          row,
        ]);
      case 'table_2':
        return publishedTables[name].map((row) => [
          row.method === 'RetinaNet' ? `RetinaNet, ${row.backbone.replace('-FPN', '')}` : row.method,
          row,
        ]);
    }
  }

  #renderSpeed(): TemplateResult {
    const { words } = this;
    const points = publishedTables.figure_2;
    const isOurs = ({ method }: { method: string }): boolean => method.startsWith('RetinaNet');
    const dots = (ours: boolean, look: LineLook, name: string): PlotLine => {
      const rows = points.filter((row) => isOurs(row) === ours).sort((one, other) => one.ms - other.ms);
      return {
        name,
        look,
        x: rows.map(({ ms }) => ms),
        y: rows.map(({ AP }) => AP),
        dots: rows.map(({ method }) => method.replace('RetinaNet-', '')),
        isLoose: !ours,
      };
    };
    return this.#renderLines('figure_2', [
      dots(false, 'reference', words.text('plots.figure_2.others')),
      dots(true, 'current', 'RetinaNet'),
    ]);
  }

  #renderSizes(): TemplateResult {
    return this.#renderLines(
      'table_1e',
      depths.map(([depth, look]) => {
        const rows = publishedTables.table_1e.filter((row) => row.depth === depth);
        return {
          name: `RetinaNet-${depth}`,
          look,
          x: rows.map(({ ms }) => ms),
          y: rows.map(({ AP }) => AP),
          dots: rows.map(({ size }) => String(size)),
        };
      }),
    );
  }

  #renderLines(name: 'figure_2' | 'table_1e', lines: readonly PlotLine[]): TemplateResult {
    const { words } = this;
    const axis = (label: string, ticks: readonly number[], end = ticks.at(-1) ?? 1): PlotAxis => ({
      label,
      domain: [ticks[0] ?? 0, end],
      ticks,
      write: (value) => words.number(value, { maximumFractionDigits: 1 }),
    });
    const isSpeed = name === 'figure_2';
    const times = isSpeed ? [0, 50, 100, 150, 200, 250] : [50, 100, 150, 200];
    const scores = isSpeed ? [20, 25, 30, 35, 40] : [30, 32, 34, 36, 38, 40];
    return this.#renderFigure(
      name,
      html`<fs-plot-lines
        id=${name}
        .words=${words}
        label=${words.text(`plots.${name}.title`)}
        .lines=${lines}
        .across=${axis(words.text('plots.axis.time'), times, isSpeed ? 250 : 215)}
        .up=${axis(words.text('plots.axis.ap'), scores)}
        legend="bottom-right"
      ></fs-plot-lines>`,
    );
  }

  #table(name: PublishedName): ChartTable {
    const { words } = this;
    const columns = columnsOf(name);
    const rows: readonly Readonly<Record<string, string | number | null>>[] = publishedTables[name];
    return {
      head: columns.map((column) =>
        isNamed(column) ? words.text(`plots.column.${column}`) : (symbols[column] ?? column),
      ),
      rows: rows.map((row) => columns.map((column) => row[column] ?? '–')),
    };
  }
}
