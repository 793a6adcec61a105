import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AboutSubject } from '../app/about.ts';
import { csvOf } from '../app/csv.ts';
import type { Words } from '../app/i18n/words.ts';
import './fs-about.ts';
import type { NumberTable } from '../app/number-tables.ts';
import { chartFormats, downloadChart, type ChartFormat } from './chart-export.ts';
import { downloadFile } from './download-file.ts';
import './fs-copy-values.ts';
import { sharedStyles } from './shared-styles.ts';

/** A chart's figures: a heading for every column, and lines that begin with what they are of. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What a figure shows: its element draws in its slot, and says here where. */
export interface ChartPicture {
  readonly picture: SVGSVGElement | null;
  readonly canvas?: HTMLCanvasElement | null;
}

/**
 * The frame of a chart: its title, the same figures as a table, and ways to take it away. What is slotted as `formula`
 * stands above the chart, `words` below it, whichever of the two is shown.
 */
@customElement('fs-figure')
export class FsFigure extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        min-width: 0;
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      header {
        display: flex;
        gap: 4px;
        align-items: start;
        justify-content: space-between;
      }
      h3 {
        margin: 0;
        font-size: 13px;
        font-weight: 600;
      }
      .title {
        display: flex;
        gap: 4px;
        align-items: start;
      }
      .title fs-about {
        margin: -2px 0;
      }
      .note {
        margin-bottom: 8px;
        color: var(--text-quiet);
        font-size: 12px;
      }
      .ways {
        display: flex;
        flex: none;
        gap: 0;
        margin: -4px -8px 0 0;
      }
      .ways button {
        min-height: 28px;
        padding: 0 8px;
        border: 0;
        border-radius: 4px;
        background: none;
        color: var(--text-quiet);
        font-size: 12px;
      }
      .ways button:hover {
        background: var(--surface-sunken);
        color: var(--text);
      }
      .ways button[aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--accent);
      }
      .table {
        max-height: 264px;
        overflow: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 12px;
      }
      th,
      td {
        height: 24px;
        padding: 0 8px 0 0;
        font-weight: 400;
        text-align: right;
        white-space: nowrap;
      }
      th:first-child {
        text-align: left;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--surface);
        color: var(--text-quiet);
      }
      @media (forced-colors: active) {
        .ways button[aria-pressed='true'] {
          outline: 1px solid Highlight;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() heading = '';
  @property() note = '';
  /** What the figure is, for those who ask. */
  @property() about: AboutSubject | undefined;
  /** Of downloads, without an ending. */
  @property({ attribute: 'file-name' }) fileName = 'chart';
  /** Asked for only when somebody wants to see or take the figures. */
  @property({ attribute: false }) table: () => ChartTable = () => ({ head: [], rows: [] });
  @property({ attribute: false }) picture: () => ChartPicture = () => ({ picture: null });
  @state() private showsTable = false;

  protected override render(): TemplateResult {
    const { words, heading, note, showsTable, about } = this;
    return html`
      <header>
        <div class="title">
          <h3>${heading}</h3>
          ${about ? html`<fs-about .words=${words} subject=${about}></fs-about>` : nothing}
        </div>
        <div class="ways" role="group" aria-label=${words.text('figure.export', { title: heading })}>
          <button
            type="button"
            aria-pressed=${showsTable ? 'true' : 'false'}
            aria-label="${words.text('figure.table')}: ${heading}"
            @click=${this.#onToggle}
          >
            ${words.text('figure.table')}
          </button>
          ${chartFormats.map(
            (format) => html`
              <button
                type="button"
                ?hidden=${showsTable && format !== 'csv'}
                @click=${() => this.#export(format)}
              >
                ${format.toUpperCase()}
              </button>
            `,
          )}
          <fs-copy-values .words=${words} label=${heading} .table=${this.#values}></fs-copy-values>
        </div>
      </header>
      ${note === '' ? nothing : html`<p class="note">${note}</p>`}
      <slot name="formula"></slot>
      <div ?hidden=${showsTable}><slot></slot></div>
      ${showsTable ? this.#renderTable() : nothing}
      <slot name="words"></slot>
    `;
  }

  #renderTable(): TemplateResult {
    const { head, rows } = this.table();
    const write = (value: string | number): string => {
      if (typeof value === 'string') return value;
      const isTiny = value !== 0 && Math.abs(value) < 0.001;
      return isTiny ? this.words.figure(value) : this.words.number(value, { maximumFractionDigits: 3 });
    };
    return html`
      <div class="table" role="region" tabindex="0" aria-label=${this.heading}>
        <table>
          <thead>
            <tr>
              ${head.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ([name = '', ...values]) =>
                html`<tr>
                  <th scope="row">${write(name)}</th>
                  ${values.map((value) => html`<td>${write(value)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  readonly #values = (): NumberTable => {
    const { head, rows } = this.table();
    return [head, ...rows];
  };

  readonly #onToggle = (): void => {
    this.showsTable = !this.showsTable;
  };

  async #export(format: ChartFormat): Promise<void> {
    if (format === 'csv') {
      const { head, rows } = this.table();
      downloadFile(new Blob([csvOf([head, ...rows])], { type: 'text/csv' }), `${this.fileName}.csv`);
      return;
    }
    const { picture, canvas } = this.picture();
    if (picture) await downloadChart(picture, canvas ?? undefined, format, this.fileName);
  }
}
