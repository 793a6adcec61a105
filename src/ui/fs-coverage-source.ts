import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { CoverageSource } from '../app/coverage/coverage-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { emitCoverage } from './coverage-events.ts';
import { selectStyles } from './select-styles.ts';
import './fs-about.ts';
import { sharedStyles } from './shared-styles.ts';

/** What the view is about, and whose boxes it measures. */
@customElement('fs-coverage-source')
export class FsCoverageSource extends LitElement {
  static override styles = [
    sharedStyles,
    selectStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(220px, 320px);
        gap: 12px 32px;
        align-items: end;
      }
      h1 {
        margin: 0 0 4px;
        font-size: 20px;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      summary {
        width: fit-content;
        border-radius: 4px;
        color: var(--accent);
      }
      .about {
        max-width: 76ch;
        padding-top: 8px;
        color: var(--text-quiet);
        text-wrap: pretty;
      }
      .hint {
        margin-top: 4px;
        color: var(--text-quiet);
        font-size: 12px;
      }
      .title {
        align-self: start;
      }
      .title h1,
      .title fs-about {
        display: inline-block;
        vertical-align: middle;
      }
      @media (max-width: 720px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @property() source: CoverageSource = 'samples';
  @property({ attribute: false }) available: readonly CoverageSource[] = [];

  protected override render(): TemplateResult {
    const { words, state, source } = this;
    const isGuess = source === 'photo' && state.readout?.groundTruthSource === 'detections';
    return html`
      <div class="title">
        <h1>${words.text('coverage.title')}</h1>
        <fs-about .words=${words} subject="anchors"></fs-about>
        <details>
          <summary>${words.text('coverage.about.title')}</summary>
          <p class="about">${words.text('coverage.about.text')}</p>
        </details>
      </div>
      <div>
        <label for="source">${words.text('coverage.source')}</label>
        <select id="source" @change=${this.#onChange}>
          ${this.available.map(
            (each) => html`<option value=${each} ?selected=${each === source}>${this.#name(each)}</option>`,
          )}
        </select>
        ${isGuess ? html`<p class="hint">${words.text('coverage.source.detections')}</p>` : nothing}
        ${source === 'file' ? nothing : html`<p class="hint">${words.text('coverage.source.hint')}</p>`}
      </div>
    `;
  }

  protected override updated(): void {
    // An option's attribute no longer counts once a person has chosen.
    const select = this.renderRoot.querySelector('select');
    if (select) select.value = this.source;
  }

  #name(source: CoverageSource): string {
    const { words, state } = this;
    if (source === 'samples') return words.text('coverage.source.samples');
    if (source === 'photo')
      return words.text('coverage.source.photo', { fileName: state.photo?.fileName ?? '' });
    const [fileName = '', ...others] = state.annotations?.fileNames ?? [];
    return others.length === 0
      ? words.text('coverage.source.file', { fileName })
      : words.text('coverage.source.files', { fileName, count: others.length });
  }

  readonly #onChange = (event: Event): void => {
    const source = this.available[(event.target as HTMLSelectElement).selectedIndex];
    if (source) emitCoverage(this, { kind: 'source', source });
  };
}
