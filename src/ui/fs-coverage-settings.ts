import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { anchorBounds, baseMultipleOf, faultOfSettings } from '../app/coverage/anchor-edits.ts';
import type { Words } from '../app/i18n/words.ts';
import type { AnchorSettings } from '../coverage/anchor-settings.ts';
import type { CoverMatching } from '../coverage/compute-coverage.ts';
import { controlsStyles } from './controls-styles.ts';
import { emitCoverage } from './coverage-events.ts';
import './fs-coverage-levels.ts';
import './fs-coverage-list.ts';
import type { NumberEvent } from './fs-coverage-number.ts';
import './fs-coverage-slider.ts';
import { icon } from './icons.ts';
import { sharedStyles } from './shared-styles.ts';

/** The anchors and the rules of matching; every change is measured at once. */
@customElement('fs-coverage-settings')
export class FsCoverageSettings extends LitElement {
  static override styles = [
    sharedStyles,
    controlsStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .head {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        min-height: 32px;
      }
      .head h2 {
        margin: 0;
      }
      .head .button {
        margin-right: -12px;
        font-size: 12px;
      }
      .quiet {
        color: var(--text-quiet);
        font-size: 12px;
      }
      .check {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 24px;
      }
      input[type='checkbox'] {
        width: 16px;
        height: 16px;
        accent-color: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: AnchorSettings;
  @property({ attribute: false }) matching!: CoverMatching;
  @property({ type: Boolean }) models = false;

  protected override render(): TemplateResult {
    const { words, settings, matching } = this;
    const multiple = baseMultipleOf(settings);
    return html`
      <div class="head">
        <h2>${words.text('coverage.settings.title')}</h2>
        ${
          this.models
            ? html`<span class="quiet">${words.text('coverage.settings.models')}</span>`
            : html`<button
                type="button"
                class="button quiet"
                @click=${() => emitCoverage(this, { kind: 'reset' })}
              >
                ${icon('undo')} ${words.text('coverage.settings.reset')}
              </button>`
        }
      </div>
      <fs-coverage-slider
        .words=${words}
        label=${words.text('coverage.baseMultiple')}
        hint=${multiple === undefined ? words.text('coverage.baseMultiple.mixed') : ''}
        value=${multiple ?? (settings.baseSizes[0] ?? 4) / (settings.strides[0] ?? 1)}
        minimum="1"
        maximum="12"
        step="0.25"
        .bounds=${anchorBounds.baseMultiple}
        .check=${(value: number) => faultOfSettings({ ...settings, ...this.#basesOf(value) })}
        @fs-number=${({ detail }: NumberEvent) => this.#change(this.#basesOf(detail.value))}
      ></fs-coverage-slider>
      <fs-coverage-list .words=${words} list="scales" .settings=${settings}></fs-coverage-list>
      <fs-coverage-list .words=${words} list="ratios" .settings=${settings}></fs-coverage-list>
      <fs-coverage-slider
        .words=${words}
        label=${words.text('coverage.inputSide')}
        value=${settings.inputSide}
        minimum="256"
        maximum="1344"
        step="32"
        .bounds=${anchorBounds.inputSide}
        .check=${(inputSide: number) => faultOfSettings({ ...settings, inputSide })}
        @fs-number=${({ detail }: NumberEvent) => this.#change({ inputSide: detail.value })}
      ></fs-coverage-slider>
      <fs-coverage-slider
        .words=${words}
        label=${words.text('coverage.foregroundIou')}
        value=${matching.foregroundIou}
        minimum="0.3"
        maximum="0.8"
        step="0.01"
        .bounds=${anchorBounds.foregroundIou}
        @fs-number=${({ detail }: NumberEvent) =>
          emitCoverage(this, { kind: 'matching', change: { foregroundIou: detail.value } })}
      ></fs-coverage-slider>
      <label class="check">
        <input
          type="checkbox"
          .checked=${live(matching.allowLowQualityMatches)}
          @change=${(event: Event) =>
            emitCoverage(this, {
              kind: 'matching',
              change: { allowLowQualityMatches: (event.target as HTMLInputElement).checked },
            })}
        />
        ${words.text('coverage.lowQuality')}
      </label>
      <details>
        <summary>${words.text('coverage.levels')} ${icon('chevron')}</summary>
        <div class="more">
          <fs-coverage-levels .words=${words} .settings=${settings}></fs-coverage-levels>
        </div>
      </details>
    `;
  }

  #basesOf(multiple: number): Pick<AnchorSettings, 'baseSizes'> {
    return { baseSizes: this.settings.strides.map((stride) => stride * multiple) };
  }

  #change(change: Partial<AnchorSettings>): void {
    if (faultOfSettings({ ...this.settings, ...change })) return;
    emitCoverage(this, { kind: 'settings', change });
  }
}
