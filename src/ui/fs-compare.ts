import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { lossSymbols } from '../app/loss-symbols.ts';
import { comparisonTable, type NumberTable } from '../app/number-tables.ts';
import type { Settings } from '../app/settings.ts';
import type { Readout } from '../engine/messages.ts';
import type { SideReading } from '../pipeline/analysis-path.ts';
import { lossChoices } from '../pipeline/loss-spec.ts';
import { heatmapModes } from '../stage/scene.ts';
import type { ActiveFilters } from './active-filters.ts';
import './fs-about.ts';
import './fs-copy-values.ts';
import './fs-ohem-numbers.ts';
import './fs-select.ts';
import './fs-slider.ts';
import { emitSettings } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Which two losses are compared and how, and what each comes to. */
@customElement('fs-compare')
export class FsCompare extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .heading {
        margin-bottom: -6px;
      }
      h2 {
        font-size: 13px;
        font-weight: 600;
      }
      h3 {
        margin: 0;
        font-size: 12px;
        font-weight: 600;
      }
      .titled {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        margin-bottom: -8px;
      }
      .titled fs-copy-values {
        margin-right: -6px;
      }
      .sides {
        display: grid;
        gap: 8px;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 4px 12px;
        margin: 0;
      }
      dd {
        margin: 0;
        text-align: right;
      }
      dd.selected {
        grid-column: 1 / -1;
        text-align: left;
      }
      strong {
        font-weight: 600;
      }
      .note,
      .selected {
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: Settings;
  @property({ attribute: false }) readout: Readout | undefined;
  /** What the heatmap is narrowed to. */
  @property({ attribute: false }) filters: ActiveFilters | undefined;

  protected override render(): TemplateResult {
    const { words, settings } = this;
    const modes = heatmapModes.map((value) => ({ value, text: words.text(`compare.mode.${value}`) }));
    return html`
      <div class="heading">
        <h2>${words.text('compare.title')}</h2>
        <fs-about .words=${words} subject="compare"></fs-about>
      </div>
      <fs-select
        name="compareMode"
        label=${words.text('compare.mode')}
        .options=${modes}
        .value=${settings.compareMode}
      ></fs-select>
      ${settings.compareMode === 'single' ? nothing : this.#renderSides()}
    `;
  }

  #renderSides(): TemplateResult {
    const { words, settings } = this;
    const losses = lossChoices.map((value) => ({ value, text: words.text(`compare.loss.${value}`) }));
    const chosen = [settings.compareLeft, settings.compareRight];
    return html`
      <div class="sides">
        <fs-select
          name="compareLeft"
          label=${words.text('compare.left')}
          .options=${losses}
          .value=${settings.compareLeft}
        ></fs-select>
        <fs-select
          name="compareRight"
          label=${words.text('compare.right')}
          .options=${losses}
          .value=${settings.compareRight}
        ></fs-select>
      </div>
      <button type="button" class="button" @click=${this.#onSwap}>${words.text('compare.swap')}</button>
      ${chosen.includes('focal-star') ? this.#renderStar() : nothing}
      ${
        chosen.some((name) => name.startsWith('ohem'))
          ? html`<fs-ohem-numbers .words=${words} .settings=${settings}></fs-ohem-numbers>`
          : nothing
      }
      ${this.#renderTotals()} ${this.#renderFilters()}
      <p class="note">
        ${words.text('compare.note.dense')} ${words.text('compare.note.box')}
        ${words.text('compare.note.softmax')}
      </p>
    `;
  }

  #renderStar(): TemplateResult {
    const { words, settings } = this;
    return html`
      <fs-slider
        name="starGamma"
        label=${words.text('compare.starGamma')}
        number-label=${words.text('compare.starGammaNumber')}
        .value=${settings.starGamma}
      ></fs-slider>
      <fs-slider
        name="starBeta"
        label=${words.text('compare.starBeta')}
        number-label=${words.text('compare.starBetaNumber')}
        .value=${settings.starBeta}
      ></fs-slider>
    `;
  }

  /** Whose totals these are where the heatmap is narrowed: they follow a class, and no choice of anchors. */
  #renderFilters(): TemplateResult | typeof nothing {
    const { words } = this;
    const { className, anchors = [] } = this.filters ?? {};
    if (className === undefined && anchors.length === 0) return nothing;
    const filters = anchors.join(words.text('filter.separator'));
    return html`<p class="note" data-filters>
      ${className === undefined ? nothing : words.text('filter.note.class', { name: className })}
      ${filters ? words.text('filter.note.sides', { filters }) : nothing}
    </p>`;
  }

  #renderTotals(): TemplateResult {
    const { words, settings, readout } = this;
    const { left, right } = readout?.comparison ?? {};
    return html`
      <div class="titled">
        <h3>${words.text('compare.totals')}</h3>
        <fs-copy-values
          .words=${words}
          label=${words.text('compare.totals')}
          .table=${this.#table}
        ></fs-copy-values>
      </div>
      <dl aria-label=${words.text('compare.totals')}>
        ${this.#renderTotal(words.text(`compare.loss.${settings.compareLeft}`), left)}
        ${this.#renderTotal(words.text(`compare.loss.${settings.compareRight}`), right)}
        <dt>${words.text('compare.totalRatio')}</dt>
        <dd>${ratioOf(left, right, words)}</dd>
      </dl>
    `;
  }

  readonly #table = (): NumberTable => {
    const { settings, readout } = this;
    const names = [lossSymbols[settings.compareLeft], lossSymbols[settings.compareRight]] as const;
    return readout ? comparisonTable(names, readout) : [];
  };

  #renderTotal(name: string, side: SideReading | undefined): TemplateResult {
    const { words } = this;
    return html`
      <dt>${name}</dt>
      <dd><strong>${side ? words.figure(side.breakdown.total) : '–'}</strong></dd>
      ${side?.selected ? html`<dd class="selected">${this.#describeSelection(side)}</dd>` : nothing}
    `;
  }

  #describeSelection({ spec, selected }: SideReading): string {
    const { words } = this;
    const { foreground = 0, background = 0 } = selected ?? {};
    const total = foreground + background;
    const text = words.text('compare.selected', { total, foreground, background });
    if (spec.kind !== 'ohem' || total >= spec.count) return text;
    return `${text}. ${words.text('compare.fewer', { count: spec.count })}`;
  }

  readonly #onSwap = (event: Event): void => {
    const { compareLeft, compareRight } = this.settings;
    emitSettings(this, { compareLeft: compareRight, compareRight: compareLeft }, event);
  };
}

/** A class loss to a box loss, for instance; a dash where there is nothing to divide by. */
function ratioOf(left: SideReading | undefined, right: SideReading | undefined, words: Words): string {
  if (!left || !right || left.breakdown.total === 0) return '–';
  return words.figure(right.breakdown.total / left.breakdown.total);
}
