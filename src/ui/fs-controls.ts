import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { hasLoss } from '../app/has-loss.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import { inputSizeChoices, settingTable, type RangeName, type SettingName } from '../app/settings.ts';
import { activeFilters } from './active-filters.ts';
import { controlsStyles } from './controls-styles.ts';
import './fs-about.ts';
import { detectionTable, lossTable } from '../app/number-tables.ts';
import './fs-boxes-only.ts';
import './fs-compare.ts';
import './fs-detections.ts';
import './fs-heatmap-choice.ts';
import './fs-loss-choice.ts';
import './fs-loss-rules.ts';
import './fs-offline.ts';
import './fs-readouts.ts';
import './fs-run-facts.ts';
import './fs-samples.ts';
import './fs-select.ts';
import type { SelectOption } from './fs-select.ts';
import type { FsSlider } from './fs-slider.ts';
import './fs-slider.ts';
import './fs-switch.ts';
import { icon } from './icons.ts';
import { MediaMatch } from './media-match.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { renderTitled } from './titled.ts';

type SwitchName = {
  [Name in SettingName]: (typeof settingTable)[Name]['kind'] extends 'switch' ? Name : never;
}[SettingName];

const moreSwitches = [
  { name: 'showBoxes', key: 'control.showBoxes' },
  { name: 'showGroundTruth', key: 'control.showGroundTruth' },
  { name: 'suppressAcrossClasses', key: 'control.suppressAcrossClasses' },
] as const satisfies readonly { name: SwitchName; key: TextKey }[];

/** Everything that can be set, and what comes of it. */
@customElement('fs-controls')
export class FsControls extends LitElement {
  static override styles = [sharedStyles, controlsStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @property({ attribute: 'sample-folder' }) sampleFolder = '';
  readonly #phone = new MediaMatch(this, '(max-width: 720px)');
  @query('fs-slider[name=scoreThreshold]') private readonly threshold!: FsSlider | null;

  /** Brings the score threshold's slider into sight and gives it the keyboard. */
  showThreshold(): void {
    this.threshold?.scrollIntoView({ block: 'center' });
    this.threshold?.focus();
  }

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { readout } = state;
    const detections = readout?.detections;
    const showsLoss = hasLoss(state);
    return html`
      ${showsLoss ? this.#renderLosses() : this.#renderBoxesOnly()}
      <section class="group">
        ${renderTitled(words, {
          title: words.text('section.detections'),
          subject: 'detections',
          table: detections?.length
            ? () => detectionTable(detections, state.model?.classes ?? [])
            : undefined,
        })}
        ${this.#renderSlider(
          'scoreThreshold',
          'control.score',
          'control.scoreNumber',
          state.model?.minimumScore,
        )}
        ${this.#renderSlider('nmsIou', 'control.nms', 'control.nmsNumber')}
        <fs-detections
          .words=${words}
          .detections=${state.readout?.detections}
          .classes=${state.model?.classes ?? []}
          .highlighted=${state.highlighted}
        ></fs-detections>
        <button
          type="button"
          class="button wide"
          ?disabled=${!state.readout}
          @click=${() => emitPageEvent(this, 'fs-download-results', null)}
        >
          ${icon('download')}${words.text('control.download')}
        </button>
      </section>
      ${showsLoss ? this.#renderHeatmap() : nothing}
      <section class="group">
        ${renderTitled(words, { title: words.text('section.run'), subject: 'run', table: undefined })}
        ${this.#renderRun()}
        <fs-run-facts .words=${words} .state=${state}></fs-run-facts>
      </section>
      ${
        state.offline.report || state.offline.installable
          ? html`<section class="group">
              <h2>${words.text('offline.title')}</h2>
              <fs-offline .words=${words} .state=${state}></fs-offline>
            </section>`
          : nothing
      }
      <section>${this.#renderMore()}</section>
    `;
  }

  #renderLosses(): TemplateResult {
    const { words, state } = this;
    const { readout } = state;
    const filters = activeFilters(words, state.settings, state.model);
    // Little of a phone's sheet is in sight at first: the main control belongs there.
    const first = this.#phone.matches
      ? [this.#renderLoss(), this.#renderSamples()]
      : [this.#renderSamples(), this.#renderLoss()];
    return html`
      ${first}
      <section>
        <fs-compare
          .words=${words}
          .settings=${state.settings}
          .readout=${state.readout}
          .filters=${filters}
        ></fs-compare>
      </section>
      <section>
        ${renderTitled(words, {
          title: words.text('section.where'),
          subject: 'readouts',
          table: readout && (() => lossTable(readout)),
        })}
        <fs-readouts
          .words=${words}
          .readout=${state.readout}
          .filters=${filters}
          normaliser=${state.settings.normaliser}
          answer=${state.analysis?.answer ?? 'logits'}
        ></fs-readouts>
      </section>
      <section>
        <fs-loss-rules
          .words=${words}
          .settings=${state.settings}
          .model=${state.model}
          .readout=${state.readout}
        ></fs-loss-rules>
      </section>
    `;
  }

  /** In place of all that a loss is needed for. */
  #renderBoxesOnly(): TemplateResult {
    return html`
      ${this.#renderSamples()}
      <fs-boxes-only .words=${this.words}></fs-boxes-only>
    `;
  }

  #renderHeatmap(): TemplateResult {
    const { words, state } = this;
    return html`
      <section class="group">
        ${renderTitled(words, { title: words.text('section.heatmap'), subject: 'heatmap', table: undefined })}
        <fs-heatmap-choice .words=${words} .state=${state}></fs-heatmap-choice>
      </section>
    `;
  }

  #renderSamples(): TemplateResult {
    const { words, state } = this;
    const current = state.opening ?? state.photo;
    return html`
      <section>
        <h2>${words.text('samples.title')}</h2>
        <fs-samples
          .words=${words}
          .samples=${state.samples}
          folder=${this.sampleFolder}
          current=${current?.sample?.file ?? ''}
        ></fs-samples>
      </section>
    `;
  }

  #renderLoss(): TemplateResult {
    const { words, state } = this;
    return html`
      <section class="group">
        <div class="heading choice">
          <fs-loss-choice .words=${words} shown=${state.settings.shown}></fs-loss-choice
          ><fs-about .words=${words} subject="loss"></fs-about>
        </div>
        ${this.#renderSlider('gamma', 'control.gamma', 'control.gammaNumber')} ${this.#renderAlpha()}
      </section>
    `;
  }

  #renderSlider(name: RangeName, label: TextKey, numberLabel: TextKey, minimum?: number): TemplateResult {
    return html`<fs-slider
      name=${name}
      label=${this.words.text(label)}
      number-label=${this.words.text(numberLabel)}
      .minimum=${minimum}
      .value=${this.state.settings[name]}
    ></fs-slider>`;
  }

  #renderAlpha(): TemplateResult {
    const { words, state } = this;
    return html`<fs-slider
      name="alpha"
      label=${words.text('control.alpha')}
      number-label=${words.text('control.alphaNumber')}
      .value=${state.settings.alpha}
      ?disabled=${!state.settings.alphaOn}
    >
      <fs-switch
        name="alphaOn"
        label=${words.text('control.alphaSwitch')}
        label-hidden
        ?checked=${state.settings.alphaOn}
      ></fs-switch>
    </fs-slider>`;
  }

  #renderSelect(name: SettingName, label: TextKey, options: readonly SelectOption[]): TemplateResult {
    const value = this.state.settings[name];
    return html`<fs-select
      name=${name}
      label=${this.words.text(label)}
      .options=${options}
      .value=${typeof value === 'boolean' ? '' : value}
    ></fs-select>`;
  }

  #renderRun(): TemplateResult {
    const { words, state } = this;
    const model = state.model?.name ?? words.text('control.modelLoading');
    return html`
      <fs-select
        label=${words.text('control.model')}
        .options=${[{ value: model, text: model }]}
        .value=${model}
      ></fs-select>
      <div class="pair">
        ${this.#renderSelect(
          'inputSize',
          'control.inputSize',
          inputSizeChoices(this.state.model).map((value) => ({
            value,
            text: words.text('control.inputSizeOption', { size: String(value) }),
          })),
        )}
        ${this.#renderSelect(
          'runOn',
          'control.runOn',
          settingTable.runOn.choices.map((value) => ({ value, text: words.text(`control.runOn.${value}`) })),
        )}
      </div>
    `;
  }

  #renderMore(): TemplateResult {
    const { words, state } = this;
    return html`
      <details>
        <summary>${words.text('control.more')}${icon('chevron')}</summary>
        <div class="more">
          <div class="pair">
            ${this.#renderSelect(
              'reduce',
              'control.reduce',
              settingTable.reduce.choices.map((value) => ({
                value,
                text: words.text(`control.reduce.${value}`),
              })),
            )}
          </div>
          ${moreSwitches.map(
            ({ name, key }) =>
              html`<fs-switch
                name=${name}
                label=${words.text(key)}
                ?checked=${state.settings[name]}
              ></fs-switch>`,
          )}
          <button
            type="button"
            class="button quiet"
            @click=${() => emitPageEvent(this, 'fs-reset-settings', null)}
          >
            ${words.text('control.reset')}
          </button>
        </div>
      </details>
    `;
  }
}
