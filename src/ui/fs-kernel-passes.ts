import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { passRepetitions } from '../app/kernels/kernels-state.ts';
import { bytesOfPass, passBandwidth } from '../app/kernels/pass-bytes.ts';
import type { PassReport, StepMeasure } from '../engine/kernel-report.ts';
import type { PassMeasure } from '../engine/summarise-passes.ts';
import { renderMeasurementControls } from './kernel-measurement.ts';
import { hashOfFile, kernelFiles } from './kernel-sources.ts';
import { kernelStyles } from './kernel-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** From this on a step of the GPU's clock is a browser's rounding, in milliseconds. */
const roundedFrom = 0.01;

/** Columns that a phone has room for. */
const narrowColumns = new Set(['median', 'bandwidth']);

/** How long each pass of the open photo's work takes on the GPU. */
@customElement('fs-kernel-passes')
export class FsKernelPasses extends LitElement {
  static override styles = [
    sharedStyles,
    kernelStyles,
    css`
      .step > * {
        padding-top: 14px;
        font-weight: 600;
      }
      tbody tr:not(.step) > * {
        border-top-color: color-mix(in srgb, var(--line) 55%, transparent);
      }
      .entry {
        white-space: nowrap;
      }
      @media (max-width: 720px) {
        .wide {
          display: none;
        }
        th:first-child {
          white-space: normal;
        }
        .entry {
          display: block;
        }
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
        <h3 id="title">${words.text('kernels.passes.title')}</h3>
        <p class="quiet-text">${words.text('kernels.passes.meaning')}</p>
        ${this.#renderActions()}
      </section>
    `;
  }

  #renderActions(): TemplateResult {
    const { words, state } = this;
    const { passes } = state.kernels;
    if (state.placement?.kernels === 'cpu') return html`<p class="note">${words.text('kernels.noGpu')}</p>`;
    return html`
      ${renderMeasurementControls(this, words, state, {
        measurement: passes,
        needsPhoto: true,
        select: {
          id: 'repetitions',
          label: words.text('kernels.passes.repetitions'),
          options: passRepetitions.map(
            (count) => html`<option value=${count}>${words.number(count)}</option>`,
          ),
        },
        start: words.text('kernels.passes.start'),
        again: words.text('kernels.passes.again'),
        onStart: this.#start,
        texts: {
          running: words.text('kernels.passes.running'),
          done: words.text('kernels.passes.done'),
        },
      })}
      ${passes.is === 'done' ? this.#renderReport(passes.report) : nothing}
    `;
  }

  #renderReport(report: PassReport): TemplateResult {
    const { words } = this;
    const { hasTimestamps, repetitions, steps } = report;
    const anchors = this.state.analysis?.anchorCount ?? 0;
    const classes = this.state.model?.classes.length ?? 0;
    const untimed = steps.reduce((sum, step) => sum + step.untimed, 0);
    return html`
      <div class="table" role="region" aria-labelledby="caption" tabindex="0">
        <table>
          <caption id="caption">
            ${words.text('kernels.passes.caption', { anchors, classes, repetitions })}
          </caption>
          <thead>
            <tr>
              <th scope="col">${words.text('kernels.passes.pass')}</th>
              ${
                hasTimestamps
                  ? (['workgroups', 'median', 'mean', 'bytes', 'bandwidth'] as const).map(
                      (name) =>
                        html`<th scope="col" class=${narrowColumns.has(name) ? '' : 'wide'}>
                          ${words.text(`kernels.passes.${name}`)}
                        </th>`,
                    )
                  : html`<th scope="col">${words.text('kernels.passes.median')}</th>`
              }
            </tr>
          </thead>
          ${steps.map((step) => this.#renderStep(step, report))}
        </table>
      </div>
      <div class="note quiet-text">
        <p>${this.#clockText(report)}</p>
        <p>${words.text('kernels.passes.wait')}</p>
        ${untimed > 0 ? html`<p>${words.text('kernels.passes.untimed', { count: untimed })}</p>` : nothing}
      </div>
    `;
  }

  #clockText({ hasTimestamps, resolution }: PassReport): string {
    const { words } = this;
    if (!hasTimestamps) return words.text('kernels.passes.noTimestamps');
    if (resolution === 0) return words.text('kernels.passes.allZero');
    return resolution < roundedFrom
      ? words.text('kernels.passes.exact', { resolution: words.figure(resolution * 1e6) })
      : words.text('kernels.passes.rounded', { resolution: words.figure(resolution) });
  }

  #renderStep({ step, submitToDone, passes }: StepMeasure, report: PassReport): TemplateResult {
    const { words } = this;
    const name = words.text(`kernels.step.${step}`);
    const time = this.#milliseconds(submitToDone);
    if (!report.hasTimestamps)
      return html`<tbody>
        <tr>
          <th scope="row">${name}</th>
          <td>${time}</td>
        </tr>
      </tbody>`;
    // Nothing is drawn for a stage that has not been laid out yet.
    const isMissing = passes.length === 0;
    const key = isMissing ? 'kernels.passes.noFrame' : 'kernels.passes.step';
    return html`
      <tbody>
        <tr class="step">
          <th scope="rowgroup">${words.text(key, { step: name })}</th>
          <td class="wide"></td>
          <td>${isMissing ? '–' : time}</td>
          <td class="wide"></td>
          <td class="wide"></td>
          <td></td>
        </tr>
        ${passes.map((pass) => this.#renderPass(pass, report))}
      </tbody>
    `;
  }

  #renderPass(pass: PassMeasure, { repetitions, resolution }: PassReport): TemplateResult {
    const { words, state } = this;
    const { label, workgroups, median, mean } = pass;
    const shape = {
      anchors: state.analysis?.anchorCount ?? 0,
      classes: state.model?.classes.length ?? 0,
    };
    const bytes = bytesOfPass(label, shape);
    const bandwidth = passBandwidth(bytes, mean, repetitions, resolution);
    return html`
      <tr>
        <th scope="row">${renderLabel(label)}</th>
        <td class="wide">
          ${workgroups > 0 ? words.number(workgroups) : words.text('kernels.passes.render')}
        </td>
        <td>${this.#milliseconds(median)}</td>
        <td class="wide">${this.#milliseconds(mean)}</td>
        <td class="wide">${bytes === undefined ? '–' : words.number(bytes)}</td>
        <td>${bandwidth === undefined ? '–' : words.figure(bandwidth)}</td>
      </tr>
    `;
  }

  #milliseconds(value: number): string {
    return this.words.number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  }

  readonly #start = (): void => {
    const repetitions = Number(this.select.value);
    emitPageEvent(this, 'fs-kernels', { action: { kind: 'measure-passes', repetitions } });
  };
}

/** A pass's file and entry point; its file leads to the source. */
function renderLabel(label: string): TemplateResult {
  const [file = '', entryPoint = ''] = label.split(' ');
  return kernelFiles.some(({ name }) => name === file)
    ? html`<span class="mono" lang="en" translate="no"
        ><a href=${hashOfFile(file)}>${file}</a> <span class="entry">${entryPoint}</span></span
      >`
    : html`<span class="mono" lang="en" translate="no">${label}</span>`;
}
