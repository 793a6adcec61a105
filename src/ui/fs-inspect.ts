import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { controlsStyles } from './controls-styles.ts';
import './fs-about.ts';
import './fs-inspect-anchor.ts';
import './fs-inspect-export.ts';
import './fs-inspect-hardest.ts';
import './fs-inspect-neighbours.ts';
import { inspectStyles } from './inspect-styles.ts';
import { MediaMatch } from './media-match.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The anchors that somebody points at, the hardest of all, and all of them as a file. */
@customElement('fs-inspect')
export class FsInspect extends LitElement {
  static override styles = [
    sharedStyles,
    controlsStyles,
    inspectStyles,
    css`
      .level {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
      }
      .level select {
        width: auto;
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  readonly #touch = new MediaMatch(this, '(pointer: coarse)');

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { readout, analysis, model } = state;
    if (!readout || !analysis || !model) {
      return html`<section><p class="quiet-text">${words.text('inspect.noPhoto')}</p></section>`;
    }
    return html`
      <section class="group">
        <div class="heading">
          <h2>${words.text('inspect.place')}</h2>
          <fs-about .words=${words} subject="inspect"></fs-about>
        </div>
        ${this.#renderLevel(model.levels)} ${this.#renderPlace()}
      </section>
      <fs-inspect-hardest .words=${words} .state=${state}></fs-inspect-hardest>
      <fs-inspect-export .words=${words} .exported=${state.inspect.exported}></fs-inspect-export>
    `;
  }

  #renderLevel(levels: readonly string[]): TemplateResult {
    const { words, state } = this;
    const choices = ['all', ...levels.keys()] as const;
    return html`<label class="level">
      ${words.text('inspect.level')}
      <select
        @change=${(event: Event) => {
          const level = choices[(event.target as HTMLSelectElement).selectedIndex] ?? 'all';
          emitPageEvent(this, 'fs-inspect', { action: { kind: 'level', level } });
        }}
      >
        ${choices.map(
          (level) =>
            html`<option ?selected=${level === state.inspect.level}>
              ${level === 'all' ? words.text('inspect.level.all') : levels[level]}
            </option>`,
        )}
      </select>
    </label>`;
  }

  #renderPlace(): TemplateResult {
    const { words, state } = this;
    const { found, error, asking, current } = state.inspect;
    if (error)
      return html`<p class="warning" role="alert">
        ${words.text(`error.${error.code}.title`, error.details)}
      </p>`;
    if (asking) return html`<p class="quiet-text">${words.text('inspect.loading')}</p>`;
    if (!found) {
      const help = this.#touch.matches ? 'inspect.helpTouch' : 'inspect.help';
      return html`<p class="quiet-text">${words.text(help)}</p>`;
    }
    if (current === undefined || found.rows.length === 0) {
      return html`<p class="quiet-text">${words.text('inspect.nothingHere')}</p>`;
    }
    return html`
      <fs-inspect-anchor .words=${words} .state=${state}></fs-inspect-anchor>
      ${
        found.rows.length > 1
          ? html`<fs-inspect-neighbours .words=${words} .state=${state}></fs-inspect-neighbours>`
          : nothing
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-inspect': FsInspect;
  }
}
