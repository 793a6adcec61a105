import { html, nothing, type TemplateResult } from 'lit';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { isMeasuring, type Measurement } from '../app/kernels/kernels-state.ts';
import { emitPageEvent } from './page-events.ts';

/** What is said of a measurement while it runs, and once it is done. */
interface MeasurementTexts {
  readonly running: string;
  readonly done: string;
}

/** A measurement that a person starts, with one thing to choose. */
export interface MeasurementControls {
  readonly measurement: Measurement<unknown>;
  readonly needsPhoto: boolean;
  readonly select: {
    readonly id: string;
    readonly label: string;
    readonly options: readonly TemplateResult[];
  };
  /** The button's, before there is a result and after. */
  readonly start: string;
  readonly again: string;
  readonly onStart: () => void;
  readonly texts: MeasurementTexts;
}

/** Why nothing can be measured at the moment; undefined when it can. */
function renderBlocked(state: AppState, words: Words, needsPhoto: boolean): TemplateResult | undefined {
  const isBusy = state.phase.name !== 'idle' || state.opening !== undefined || state.restarting;
  if (state.engine !== 'ready' || isBusy) return html`<p class="note">${words.text('kernels.busy')}</p>`;
  if (needsPhoto && !state.readout) return html`<p class="note">${words.text('kernels.noPhoto')}</p>`;
  return undefined;
}

function failureText(measurement: Measurement<unknown> & { readonly is: 'failed' }, words: Words): string {
  const { code, technical } = measurement.error;
  if (code === 'webgpu-limit-exceeded') return words.text('kernels.tooLarge');
  if (code === 'webgpu-device-lost') return words.text('kernels.lost');
  if (code === 'internal') return `${words.text('kernels.failed')} ${technical}`;
  return `${words.text('kernels.failed')} ${words.text(`error.${code}.title`, measurement.error.details)}`;
}

/** How far a measurement is, with the way to end it, or what became of it; what it found is shown elsewhere. */
function renderMeasurement(
  element: HTMLElement,
  words: Words,
  measurement: Measurement<unknown>,
  texts: MeasurementTexts,
): TemplateResult {
  const cancel = (): void => emitPageEvent(element, 'fs-kernels', { action: { kind: 'cancel' } });
  const progress = measurement.is === 'running' ? measurement.progress : undefined;
  // The regions stay, so that what comes into them is announced; progress would be announced too often.
  return html`
    ${
      measurement.is === 'running'
        ? html`<div class="running">
            <p>
              <span>${texts.running}</span>
              ${
                progress
                  ? html`<span class="quiet-text"
                      >${words.text('kernels.progress', { done: progress.done, total: progress.total })}</span
                    >`
                  : nothing
              }
            </p>
            <progress
              max=${progress?.total ?? 1}
              .value=${progress?.done ?? 0}
              aria-label=${texts.running}
            ></progress>
            <div>
              <button type="button" class="button" @click=${cancel}>${words.text('kernels.cancel')}</button>
            </div>
          </div>`
        : nothing
    }
    <p role="status" class=${measurement.is === 'cancelled' ? 'note' : 'visually-hidden'}>
      ${measurement.is === 'done' ? texts.done : nothing}
      ${measurement.is === 'cancelled' ? words.text('kernels.cancelled') : nothing}
    </p>
    <p role="alert" class="alert" ?hidden=${measurement.is !== 'failed'}>
      ${measurement.is === 'failed' ? failureText(measurement, words) : nothing}
    </p>
  `;
}

/** What a measurement is started with, what stands in its way, how far it is, or what became of it. */
export function renderMeasurementControls(
  element: HTMLElement,
  words: Words,
  state: AppState,
  { measurement, needsPhoto, select, start, again, onStart, texts }: MeasurementControls,
): TemplateResult {
  const blocked = renderBlocked(state, words, needsPhoto);
  return html`
    <div class="actions">
      <div>
        <label for=${select.id}>${select.label}</label>
        <select id=${select.id}>
          ${select.options}
        </select>
      </div>
      <button
        type="button"
        class="button primary"
        ?disabled=${blocked !== undefined || isMeasuring(state.kernels)}
        @click=${onStart}
      >
        ${measurement.is === 'done' ? again : start}
      </button>
    </div>
    ${blocked ?? nothing} ${renderMeasurement(element, words, measurement, texts)}
  `;
}
