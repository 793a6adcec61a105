import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { anchorBounds, faultOfSettings, withCoarserLevel, withFinerLevel, withValue } from '../app/coverage/anchor-edits.ts'; // prettier-ignore
import type { Words } from '../app/i18n/words.ts';
import { levelName, type AnchorSettings } from '../coverage/anchor-settings.ts';
import { emitCoverage } from './coverage-events.ts';
import './fs-coverage-number.ts';
import type { NumberEvent } from './fs-coverage-number.ts';
import { icon } from './icons.ts';
import { sharedStyles } from './shared-styles.ts';

const mostLevels = 8;

/** Strides and base sizes, level by level; levels can be added and removed at both ends. */
@customElement('fs-coverage-levels')
export class FsCoverageLevels extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      th {
        font-weight: 400;
        text-align: right;
      }
      thead th {
        height: 24px;
        padding-right: 8px;
        color: var(--text-quiet);
        font-size: 12px;
      }
      th:first-child {
        width: 40px;
        text-align: left;
      }
      th:last-child {
        width: 28px;
      }
      td {
        padding: 2px 0 2px 4px;
        vertical-align: top;
      }
      td button {
        display: grid;
        place-items: center;
        width: 24px;
        height: 28px;
        padding: 0;
        border: 0;
        border-radius: 4px;
        background: none;
        color: var(--text-quiet);
      }
      td button:hover {
        background: var(--surface-sunken);
        color: var(--text);
      }
      .more {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-top: 4px;
      }
      .more .button {
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: AnchorSettings;

  protected override render(): TemplateResult {
    const { words, settings } = this;
    const count = settings.strides.length;
    return html`
      <table>
        <thead>
          <tr>
            <th scope="col"><span class="visually-hidden">${words.text('coverage.chart.level')}</span></th>
            <th scope="col">${words.text('coverage.levels.strides')}</th>
            <th scope="col">${words.text('coverage.levels.bases')}</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${settings.strides.map((_, level) => this.#renderLevel(level))}
        </tbody>
      </table>
      <div class="more">
        <button
          type="button"
          class="button"
          ?disabled=${count >= mostLevels || withFinerLevel(settings) === undefined}
          @click=${() => this.#change(withFinerLevel(settings) ?? {})}
        >
          ${words.text('coverage.levels.finer')}
        </button>
        <button
          type="button"
          class="button"
          ?disabled=${count >= mostLevels}
          @click=${() => this.#change(withCoarserLevel(settings))}
        >
          ${words.text('coverage.levels.coarser')}
        </button>
      </div>
    `;
  }

  #renderLevel(level: number): TemplateResult {
    const { words, settings } = this;
    const { strides } = settings;
    const name = levelName(settings, level);
    // Levels in the middle stay: a pyramid has no gaps.
    const isEnd = strides.length > 1 && (level === 0 || level === strides.length - 1);
    return html`
      <tr>
        <th scope="row">${name}</th>
        <td>${this.#renderField('strides', level, words.text('coverage.levels.stride', { level: name }))}</td>
        <td>${this.#renderField('baseSizes', level, words.text('coverage.levels.base', { level: name }))}</td>
        <td>
          ${
            isEnd
              ? html`<button
                  type="button"
                  aria-label=${words.text('coverage.levels.remove', { level: name })}
                  @click=${() => this.#remove(level)}
                >
                  ${icon('close')}
                </button>`
              : ''
          }
        </td>
      </tr>
    `;
  }

  #renderField(list: 'strides' | 'baseSizes', level: number, label: string): TemplateResult {
    const values = this.settings[list];
    return html`<fs-coverage-number
      .words=${this.words}
      .bounds=${anchorBounds[list]}
      .check=${(typed: number) => faultOfSettings({ ...this.settings, [list]: withValue(values, level, typed) })}
      label=${label}
      value=${values[level] ?? 0}
      @fs-number=${(event: NumberEvent) => this.#change({ [list]: withValue(values, level, event.detail.value) })}
    ></fs-coverage-number>`;
  }

  #remove(level: number): void {
    const { strides, baseSizes, firstLevel } = this.settings;
    const others = (values: readonly number[]): number[] => values.filter((_, place) => place !== level);
    this.#change({
      strides: others(strides),
      baseSizes: others(baseSizes),
      firstLevel: level === 0 ? firstLevel + 1 : firstLevel,
    });
  }

  #change(change: Partial<AnchorSettings>): void {
    if (faultOfSettings({ ...this.settings, ...change })) return;
    emitCoverage(this, { kind: 'settings', change });
  }
}
