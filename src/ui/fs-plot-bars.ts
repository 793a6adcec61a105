import { scaleLinear, scaleLog } from 'd3-scale';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { chartStyles } from './chart-styles.ts';
import type { ChartPicture } from './fs-figure.ts';
import { textWidth } from './plot-dots.ts';
import { PlotElement, type Pictured } from './plot-element.ts';
import { plotMarkStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { WidthWatch } from './width-watch.ts';

export type BarLook = 'foreground' | 'hard-background' | 'easy-background' | 'current' | 'other';

export interface PlotBar {
  readonly name: string;
  /** What it comes to, in words. */
  readonly text: string;
  readonly parts: readonly { readonly look: BarLook; readonly value: number }[];
}

export interface BarKey {
  readonly look: BarLook;
  readonly name: string;
}

/** Bars that lie, one below the other, with their names above them or on their left. */
@customElement('fs-plot-bars')
export class FsPlotBars extends PlotElement implements Pictured {
  static override styles = [sharedStyles, chartStyles, plotMarkStyles];

  @property() label = '';
  @property({ attribute: false }) bars: readonly PlotBar[] = [];
  @property({ attribute: false }) keys: readonly BarKey[] = [];
  @property({ attribute: false }) domain: readonly [number, number] = [0, 1];
  /** Bars of a logarithmic axis begin at the domain's lower end. */
  @property({ type: Boolean }) log = false;
  /** Places on the axis to mark. */
  @property({ attribute: false }) ticks: readonly number[] = [];
  /** Pixels for names on the left; 0: they stand above. */
  @property({ type: Number, attribute: 'name-width' }) nameWidth = 0;
  @query('svg.picture') private readonly drawn!: SVGSVGElement | null;
  readonly #watch = new WidthWatch(this);

  get picture(): ChartPicture {
    return { picture: this.drawn };
  }

  protected override render(): TemplateResult {
    // Before it knows its width it is as tall as it will be.
    return this.#renderPicture(this.#watch.width);
  }

  #renderPicture(width: number): TemplateResult {
    const { nameWidth, domain, bars, keys, ticks, words } = this;
    const isBeside = nameWidth > 0;
    const row = isBeside ? 24 : 46;
    const scale = (this.log ? scaleLog() : scaleLinear())
      .domain(domain)
      .range([nameWidth, isBeside ? width - 40 : width])
      .clamp(true);
    const below = bars.length * row;
    const height = below + (keys.length > 0 ? 22 : 0) + (ticks.length > 0 ? 14 : 0);
    return html`
      <svg class="picture" width=${width} height=${height} role="img" aria-label=${this.label}>
        <g class="grid">
          ${ticks.map((tick) => {
            const x = scale(tick);
            return svg`
              <line x1=${x} x2=${x} y1="0" y2=${below} />
              <text x=${x} y=${below + 10} text-anchor=${x === nameWidth ? 'start' : 'middle'}>
                ${words.number(tick, tick >= 10_000 ? { notation: 'compact' } : {})}
              </text>
            `;
          })}
        </g>
        ${bars.map((bar, index) =>
          isBeside
            ? this.#renderBeside(bar, index * row, scale)
            : this.#renderBelow(bar, index * row, scale, width),
        )}
        ${this.#renderKeys(height - 8)}
      </svg>
    `;
  }

  #renderBeside(bar: PlotBar, top: number, scale: (value: number) => number): SVGTemplateResult {
    const { end, areas } = this.#renderParts(bar, top + 4, 14, scale);
    return svg`
      <text x=${this.nameWidth - 8} y=${top + 15} text-anchor="end">${bar.name}</text>
      ${areas}
      <text class=${bar.parts[0]?.look === 'current' ? 'strong' : ''} x=${end + 6} y=${top + 15}>${bar.text}</text>
    `;
  }

  #renderBelow(
    bar: PlotBar,
    top: number,
    scale: (value: number) => number,
    width: number,
  ): SVGTemplateResult {
    return svg`
      <text class="halo" x="0" y=${top + 12}>${bar.name}</text>
      <text class="strong" x="0" y=${top + 12}>${bar.name}</text>
      <text class="halo" x=${width} y=${top + 12} text-anchor="end">${bar.text}</text>
      <text x=${width} y=${top + 12} text-anchor="end">${bar.text}</text>
      ${this.#renderParts(bar, top + 18, 16, scale).areas}
    `;
  }

  #renderParts(
    { parts }: PlotBar,
    top: number,
    height: number,
    scale: (value: number) => number,
  ): { readonly end: number; readonly areas: readonly (SVGTemplateResult | typeof nothing)[] } {
    let sum = 0;
    let end = scale(this.domain[0]);
    const areas = parts.map(({ look, value }) => {
      const from = end;
      sum += value;
      end = Math.max(from, scale(Math.max(this.domain[0], sum)));
      // A trace is still to be seen.
      if (value > 0) end = Math.max(end, from + 1);
      return value > 0
        ? svg`<rect class="area ${look}" x=${from} y=${top} width=${end - from} height=${height} />`
        : nothing;
    });
    return { end, areas };
  }

  #renderKeys(base: number): SVGTemplateResult[] {
    let left = 0;
    return this.keys.map(({ look, name }) => {
      const x = left;
      left += textWidth(name) + 34;
      return svg`
        <rect class="area ${look}" x=${x} y=${base - 9} width="10" height="10" rx="2" />
        <text x=${x + 16} y=${base}>${name}</text>
      `;
    });
  }
}
