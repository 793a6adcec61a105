import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { changedRules } from '../app/loss-presets.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import { lossPresets, settingTable, type SettingName, type Settings } from '../app/settings.ts';
import type { ModelDescription, Readout } from '../engine/messages.ts';
import './fs-select.ts';
import type { SelectOption } from './fs-select.ts';
import './fs-slider.ts';
import './fs-switch.ts';
import { icon } from './icons.ts';
import { emitPageEvent, epochOf } from './page-events.ts';
import { selectStyles } from './select-styles.ts';
import { sharedStyles } from './shared-styles.ts';

/** How detectron2's running mean of the foreground begins, and how much of it stays at each step. */
const runningMean = { start: 100, momentum: 0.9 };

/** Whose rules of training the loss follows, what of them cannot be had here, and each rule by itself. */
@customElement('fs-loss-rules')
export class FsLossRules extends LitElement {
  static override styles = [
    sharedStyles,
    selectStyles,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      h2 {
        font-size: 13px;
        font-weight: 600;
      }
      .note,
      .changed {
        color: var(--text-quiet);
        font-size: 12px;
      }
      .changed {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        justify-content: space-between;
        color: var(--text);
      }
      .changed .button {
        min-height: 26px;
        padding: 0 8px;
        font-size: 12px;
      }
      summary {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: 24px;
        border-radius: 4px;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary svg {
        color: var(--text-quiet);
      }
      details[open] summary svg {
        rotate: 180deg;
      }
      .rules {
        display: grid;
        gap: 12px;
        padding-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: Settings;
  @property({ attribute: false }) model: ModelDescription | undefined;
  @property({ attribute: false }) readout: Readout | undefined;

  protected override render(): TemplateResult {
    const { words, settings } = this;
    return html`
      <h2 id="title">${words.text('rules.title')}</h2>
      <select id="preset" aria-labelledby="title" .value=${settings.lossPreset} @change=${this.#onPreset}>
        ${lossPresets.map(
          (preset) =>
            html`<option value=${preset} ?selected=${preset === settings.lossPreset}>
              ${words.text(`rules.preset.${preset}`)}
            </option>`,
        )}
      </select>
      <p class="summary">${this.#summarise()}</p>
      <div aria-live="polite">${this.#renderChanges()}</div>
      <p class="note">${this.#renderNote()}</p>
      <details>
        <summary>${words.text('rules.edit')}${icon('chevron')}</summary>
        <div class="rules">${this.#renderRules()}</div>
      </details>
    `;
  }

  protected override updated(): void {
    // An option's attribute no longer counts once a person has chosen.
    const select = this.renderRoot.querySelector<HTMLSelectElement>('#preset');
    if (select) select.value = this.settings.lossPreset;
  }

  /** The rules in force, in a line. */
  #summarise(): string {
    const { words, settings } = this;
    const background = settings.backgroundIncludesThreshold ? 'backgroundIncluded' : 'background';
    const parts = [
      words.text('rules.summary.foreground', { iou: settings.foregroundIou }),
      words.text(`rules.summary.${background}`, { iou: settings.backgroundIou }),
      words.text(`rules.lowQuality.${settings.lowQualityMatches}.short`),
      ...(settings.ignoreOutside ? [words.text('rules.ignoreOutside.short')] : []),
      `÷ ${words.text(`rules.normaliser.${settings.normaliser}`)}`,
      this.#boxLoss(),
    ];
    return parts.join(' · ');
  }

  #boxLoss(): string {
    const { words, settings } = this;
    const name = words.text(`rules.boxLoss.${settings.boxLoss}`);
    return settings.boxLoss === 'smooth-l1' ? `${name}, β ${this.#writeBeta(settings.boxBeta)}` : name;
  }

  #renderChanges(): TemplateResult | typeof nothing {
    const { words, settings, model } = this;
    const changed = changedRules(settings, model);
    if (changed.length === 0) return nothing;
    const preset = words.text(`rules.preset.${settings.lossPreset}`);
    const rules = changed.map((name) => words.text(`rules.name.${name}`)).join(words.text('rules.separator'));
    return html`<div class="changed">
      <span>${words.text('rules.changed', { preset, rules })}</span>
      <button type="button" class="button" @click=${this.#onBack}>
        ${icon('undo')}${words.text('rules.back', { preset })}
      </button>
    </div>`;
  }

  #renderNote(): string {
    const { words, settings, readout } = this;
    const foreground = Math.max(1, readout?.counts.foreground ?? NaN);
    if (settings.lossPreset !== 'detectron2') return words.text(`rules.note.${settings.lossPreset}`);
    const { start, momentum } = runningMean;
    const first = momentum * start + (1 - momentum) * foreground;
    return words.text('rules.note.detectron2', {
      foreground: words.number(foreground),
      first: words.number(first, { maximumFractionDigits: 1 }),
    });
  }

  #renderRules(): TemplateResult {
    const { words, settings } = this;
    return html`
      <fs-slider
        name="foregroundIou"
        label=${words.text('rules.foregroundIou')}
        number-label=${words.text('rules.foregroundIouNumber')}
        .value=${settings.foregroundIou}
      ></fs-slider>
      <fs-slider
        name="backgroundIou"
        label=${words.text('rules.backgroundIou')}
        number-label=${words.text('rules.backgroundIouNumber')}
        .value=${settings.backgroundIou}
      ></fs-slider>
      <fs-switch
        name="backgroundIncludesThreshold"
        label=${words.text('rules.includesThreshold')}
        ?checked=${settings.backgroundIncludesThreshold}
      ></fs-switch>
      ${this.#renderChoice('lowQualityMatches', 'rules.lowQuality')}
      <fs-switch
        name="ignoreOutside"
        label=${words.text('rules.ignoreOutside')}
        ?checked=${settings.ignoreOutside}
      ></fs-switch>
      ${this.#renderChoice('normaliser', 'rules.normaliser')}
      ${this.#renderChoice('boxLoss', 'rules.boxLoss')}
      ${
        settings.boxLoss === 'smooth-l1'
          ? this.#renderSelect(
              'boxBeta',
              'rules.boxBeta',
              settingTable.boxBeta.choices.map((value) => ({ value, text: this.#writeBeta(value) })),
            )
          : nothing
      }
    `;
  }

  #renderChoice(
    name: 'lowQualityMatches' | 'normaliser' | 'boxLoss',
    key: 'rules.lowQuality' | 'rules.normaliser' | 'rules.boxLoss',
  ): TemplateResult {
    const options = settingTable[name].choices.map((value) => ({
      value,
      text: this.words.text(`${key}.${value}` as TextKey),
    }));
    return this.#renderSelect(name, key, options);
  }

  #renderSelect(name: SettingName, label: TextKey, options: readonly SelectOption[]): TemplateResult {
    const value = this.settings[name];
    return html`<fs-select
      name=${name}
      label=${this.words.text(label)}
      .options=${options}
      .value=${typeof value === 'boolean' ? '' : value}
    ></fs-select>`;
  }

  /** A ninth as the fraction that it is. */
  #writeBeta(beta: number): string {
    return beta === 1 / 9 ? '1/9' : this.words.number(beta);
  }

  readonly #onPreset = (event: Event): void => {
    const preset = lossPresets[(event.target as HTMLSelectElement).selectedIndex];
    if (preset) emitPageEvent(this, 'fs-loss-preset', { preset, inputEpoch: epochOf(event) });
  };

  readonly #onBack = (event: Event): void => {
    const preset = this.settings.lossPreset;
    emitPageEvent(this, 'fs-loss-preset', { preset, inputEpoch: epochOf(event) });
    // The button goes with what it mends.
    this.renderRoot.querySelector<HTMLSelectElement>('#preset')?.focus();
  };
}
