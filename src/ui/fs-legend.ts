import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { legendEnds, legendTitle } from '../app/legend-title.ts';
import { legendMarks, showsMarks } from '../app/mark-legend.ts';
import type { Settings } from '../app/settings.ts';
import { colormapColours, colormapSize, type ColourTableName } from '../stage/colormap.ts';
import type { HeatmapMode } from '../stage/scene.ts';
import { shownClassName } from './active-filters.ts';
import { icon } from './icons.ts';
import { emitPageEvent, emitSettings } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** Entries of the colour table that the bar's gradient goes through. */
const gradientStops = 18;

function gradientOf(name: ColourTableName): string {
  const colours = colormapColours(name);
  const stops = Array.from({ length: gradientStops }, (_, stop) => {
    const entry = Math.round((stop / (gradientStops - 1)) * (colormapSize - 1)) * 4;
    return `rgb(${colours.slice(entry, entry + 3).join(' ')})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/** What the heatmap's colours mean: whose loss, from where to where, on which scale. */
@customElement('fs-legend')
export class FsLegend extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        gap: 4px 12px;
        align-items: center;
        min-height: 34px;
        padding: 0 4px 0 12px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        box-shadow: var(--shadow);
        font-size: 12px;
        white-space: nowrap;
      }
      .title {
        flex: 0 1 auto;
        min-width: 136px;
        overflow: hidden;
        font-weight: 500;
        text-overflow: ellipsis;
      }
      .scale {
        display: flex;
        gap: 8px;
        align-items: center;
        flex: 1 0 0;
        min-width: 200px;
        /* As with figures, so that nothing moves while they are away between two photos. */
        min-height: 18px;
        color: var(--text-quiet);
      }
      .end:last-child {
        min-width: 40px;
      }
      .end:first-child {
        min-width: 62px;
        text-align: right;
      }
      .bar {
        flex: 1;
        min-width: 64px;
        height: 8px;
        border-radius: 2px;
        forced-color-adjust: none;
      }
      .switches {
        display: flex;
        gap: 2px;
      }
      .marks {
        display: flex;
        flex: 1 0 0;
        flex-wrap: wrap;
        gap: 0 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .swatch {
        display: inline-block;
        width: 10px;
        height: 10px;
        margin-right: 6px;
        border-radius: 2px;
        forced-color-adjust: none;
      }
      .button {
        min-height: 26px;
        padding: 0 8px;
        font-size: 12px;
      }
      .button.icon {
        width: 26px;
        padding: 0;
      }
      .button[aria-pressed='true'] {
        color: var(--accent);
      }
      /* Of the stage, whose width is not the window's. */
      @container (width < 760px) {
        :host {
          flex-wrap: wrap;
          padding: 4px 4px 8px 12px;
        }
        .title {
          flex: 1;
        }
        .scale,
        .marks {
          order: 1;
          flex: 1 0 100%;
          padding-right: 8px;
        }
        .end:first-child {
          min-width: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  /** How the stage compares at present. */
  @property() mode: HeatmapMode = 'single';
  /** Whether a picture or a file is being made. */
  @property({ type: Boolean }) saving = false;

  private get settings(): Settings {
    return this.state.settings;
  }

  protected override render(): TemplateResult {
    const { words, settings } = this;
    const title = legendTitle(words, settings, this.mode, shownClassName(settings, this.state.model));
    const isOfMarks = showsMarks(settings, this.mode);
    return html`
      <span class="title" title=${title}>${title}</span>
      ${isOfMarks ? this.#renderMarks() : this.#renderScale()}
      <span class="switches">
        ${this.mode === 'ratio' || isOfMarks || this.#isOf('iou') ? nothing : this.#renderSwitches()}
        ${this.#renderSave()}
      </span>
    `;
  }

  #renderMarks(): TemplateResult {
    const { words, settings } = this;
    return html`<ul class="marks">
      ${legendMarks(words, settings, this.state.readout).map(
        ({ mark, colour, text }) => html`
          <li data-mark=${mark}>
            <span class="swatch" ${styleProperties({ background: colour })}></span>${text}
          </li>
        `,
      )}
    </ul>`;
  }

  #renderScale(): TemplateResult {
    const { words, settings } = this;
    const range = this.state.readout?.scaleRange;
    const [minimum, maximum] = range ? legendEnds(words, settings, this.mode, range) : ['', ''];
    const contrasts = this.mode === 'difference' || this.mode === 'ratio';
    return html`
      <span class="scale">
        <span class="end" aria-hidden="true">${minimum}</span>
        <span
          class="bar"
          role="img"
          aria-label=${words.text('legend.range', { minimum, maximum })}
          ${styleProperties({ background: gradientOf(contrasts ? 'contrast' : settings.colormap) })}
        ></span>
        <span class="end" aria-hidden="true">${maximum}</span>
      </span>
    `;
  }

  #isOf(quantity: Settings['quantity']): boolean {
    return this.mode === 'single' && this.settings.quantity === quantity;
  }

  /** Both sides of a comparison always share a scale, and what is no loss has one of its own: nothing to lock then. */
  #renderSwitches(): TemplateResult {
    const { words, settings } = this;
    return html`
      <button
        type="button"
        class="button quiet"
        title=${words.text('control.scale')}
        aria-label="${words.text('control.scale')}: ${words.text(`control.scale.${settings.scale}`)}"
        @click=${this.#onScale}
      >
        ${words.text(`control.scale.${settings.scale}`)}
      </button>
      ${this.#isOf('loss') && settings.onlyClass === 'all' ? this.#renderLock() : nothing}
    `;
  }

  #renderSave(): TemplateResult {
    const label = this.words.text('picture.save');
    return html`<button
      type="button"
      class="button quiet icon"
      title=${label}
      aria-label=${label}
      ?disabled=${this.saving || !this.state.readout}
      @click=${() => emitPageEvent(this, 'fs-save-picture', null)}
    >
      ${icon('camera')}
    </button>`;
  }

  #renderLock(): TemplateResult {
    const { words, settings } = this;
    return html`<button
      type="button"
      class="button quiet icon"
      title=${words.text('control.lockScale')}
      aria-label=${words.text('control.lockScale')}
      aria-pressed=${settings.lockScale ? 'true' : 'false'}
      @click=${this.#onLock}
    >
      ${icon(settings.lockScale ? 'lock' : 'unlock')}
    </button>`;
  }

  readonly #onScale = (event: Event): void => {
    emitSettings(this, { scale: this.settings.scale === 'log' ? 'linear' : 'log' }, event);
  };

  readonly #onLock = (event: Event): void => {
    emitSettings(this, { lockScale: !this.settings.lockScale }, event);
  };
}
