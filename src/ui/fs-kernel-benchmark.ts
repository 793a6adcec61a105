import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { benchmarkMarkdown, benchmarkText, rowsOfMode } from '../app/kernels/benchmark-table.ts';
import { benchmarkSizes } from '../app/kernels/kernels-state.ts';
import type { BenchmarkReport, BenchmarkRow } from '../benchmark/benchmark-report.ts';
import type { LossMode } from '../benchmark/contender.ts';
import './fs-copy-button.ts';
import { renderMeasurementControls } from './kernel-measurement.ts';
import { kernelStyles } from './kernel-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The loss kernel beside other ways of computing it, on this machine. */
@customElement('fs-kernel-benchmark')
export class FsKernelBenchmark extends LitElement {
  static override styles = [
    sharedStyles,
    kernelStyles,
    css`
      tr.ours {
        font-weight: 600;
      }
      tr.ours > * {
        font-weight: inherit;
      }
      .wrong {
        color: var(--danger);
        font-weight: 600;
      }
      td.words {
        white-space: normal;
      }
      .place {
        display: none;
      }
      /* Columns of both tables below one another. */
      @media (min-width: 721px) {
        table {
          table-layout: fixed;
        }
        th:first-child {
          width: 26%;
        }
        th.on {
          width: 14%;
        }
        thead th:last-child {
          width: 22%;
        }
      }
      @media (max-width: 720px) {
        .on,
        .wide {
          display: none;
        }
        th:first-child {
          white-space: normal;
        }
        .place {
          display: block;
          color: var(--text-quiet);
          font-size: 12px;
          font-weight: 400;
        }
      }
      .command {
        display: inline-block;
        margin-top: 6px;
        padding: 4px 10px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-sunken);
        color: var(--text);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @query('select') private readonly select!: HTMLSelectElement;

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('kernels.benchmark.title')}</h3>
        <p class="quiet-text">${words.text('kernels.benchmark.meaning')}</p>
        ${this.#renderActions()}
        <p class="note quiet-text">
          ${words.text('kernels.benchmark.missing')}<br />
          <code class="command" translate="no">npm run bench -- loss</code>
        </p>
      </section>
    `;
  }

  #renderActions(): TemplateResult {
    const { words, state } = this;
    const { benchmark } = state.kernels;
    if (state.placement?.kernels === 'cpu')
      return html`<p class="note">${words.text('kernels.benchmark.noGpu')}</p>`;
    return html`
      ${renderMeasurementControls(this, words, state, {
        measurement: benchmark,
        needsPhoto: false,
        select: {
          id: 'size',
          label: words.text('kernels.benchmark.size'),
          options: benchmarkSizes.map(
            ({ anchors, classes }, index) =>
              html`<option value=${index}>${words.number(anchors)} × ${words.number(classes)}</option>`,
          ),
        },
        start: words.text('kernels.benchmark.start'),
        again: words.text('kernels.benchmark.again'),
        onStart: this.#start,
        texts: {
          running:
            benchmark.is === 'running' && benchmark.progress
              ? words.text('kernels.benchmark.running', { name: benchmark.progress.name })
              : words.text('kernels.benchmark.preparing'),
          done: words.text('kernels.benchmark.done'),
        },
      })}
      ${benchmark.is === 'done' ? this.#renderReport(benchmark.report) : nothing}
    `;
  }

  #renderReport(report: BenchmarkReport): TemplateResult {
    const { words } = this;
    const adapter = this.state.placement?.adapter || words.text('kernels.unknownAdapter');
    return html`
      ${(['gradient', 'forward'] as const).map((mode) => this.#renderMode(report, mode))}
      <p class="note quiet-text">
        ${words.text('kernels.benchmark.measuredNow', { adapter })}
        ${report.isSoftware ? html`<br />${words.text('kernels.benchmark.software')}` : nothing}
      </p>
      <div class="actions">
        <fs-copy-button
          .words=${words}
          label=${words.text('kernels.benchmark.copyText')}
          .text=${benchmarkText(report, adapter)}
        ></fs-copy-button>
        <fs-copy-button
          .words=${words}
          label=${words.text('kernels.benchmark.copyMarkdown')}
          .text=${benchmarkMarkdown(report, adapter)}
        ></fs-copy-button>
      </div>
    `;
  }

  #renderMode(report: BenchmarkReport, mode: LossMode): TemplateResult {
    const { words } = this;
    const { anchors, classes, repetitions } = report;
    const values = { mode: words.text(`kernels.benchmark.${mode}`), anchors, classes, repetitions };
    return html`
      <div class="table" role="region" aria-labelledby=${mode} tabindex="0">
        <table>
          <caption id=${mode}>
            ${words.text('kernels.benchmark.caption', values)}
          </caption>
          <thead>
            <tr>
              <th scope="col">${words.text('kernels.benchmark.contender')}</th>
              <th scope="col" class="words on">${words.text('kernels.benchmark.on')}</th>
              <th scope="col">${words.text('kernels.benchmark.median')}</th>
              <th scope="col">${words.text('kernels.benchmark.ratio')}</th>
              <th scope="col" class="wide">${words.text('kernels.benchmark.bandwidth')}</th>
              <th scope="col" class="words">${words.text('kernels.benchmark.answer')}</th>
            </tr>
          </thead>
          <tbody>
            ${rowsOfMode(report, mode).map((row) => this.#renderRow(row))}
          </tbody>
        </table>
      </div>
    `;
  }

  #renderRow(row: BenchmarkRow): TemplateResult {
    return html`
      <tr class=${row.role}>
        <th scope="row" lang="en">${row.name}<span class="place">${row.backend}</span></th>
        <td class="words on" lang="en">${row.backend}</td>
        <td>${this.#figure(row.median, 3)}</td>
        <td>${this.#figure(row.timesOurs, 2)}</td>
        <td class="wide">${this.#figure(row.gigabytesPerSecond, 2)}</td>
        <td class="words">${this.#renderAnswer(row)}</td>
      </tr>
    `;
  }

  #figure(value: number | undefined, digits: number): string {
    if (value === undefined) return '–';
    return this.words.number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  #renderAnswer({ verdict, leftOut }: BenchmarkRow): TemplateResult | string {
    const { words } = this;
    if (leftOut !== undefined) return words.text('kernels.benchmark.leftOut', { reason: leftOut });
    if (!verdict) return '–';
    return verdict.isRight
      ? words.text('kernels.benchmark.right')
      : html`<span class="wrong"
          >${words.text('kernels.benchmark.wrong', { place: verdict.worstPlace })}</span
        >`;
  }

  readonly #start = (): void => {
    const options = benchmarkSizes[this.select.selectedIndex];
    if (options) emitPageEvent(this, 'fs-kernels', { action: { kind: 'benchmark', options } });
  };
}
