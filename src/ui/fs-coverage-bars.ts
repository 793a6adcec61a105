import { max } from 'd3-array';
import { scaleBand, scaleLinear } from 'd3-scale';
import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { CoverBar } from '../app/coverage/cover-charts.ts';
import type { Words } from '../app/i18n/words.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { ChartPicture } from './fs-figure.ts';
import { chartStyles } from './chart-styles.ts';
import { coverMarkStyles, coverParts, coverPatterns, coverPatternStyles } from './coverage-marks.ts';
import { sharedStyles } from './shared-styles.ts';
import { WidthWatch } from './width-watch.ts';

const height = 220;
const margin = { top: 8, right: 4, bottom: 24, left: 36 };
/** Room that a column's label needs, in pixels. */
const labelRoom = 30;

/** Boxes in stacked columns, by how they are covered. */
@customElement('fs-coverage-bars')
export class FsCoverageBars extends LitElement {
  static override styles = [sharedStyles, chartStyles, coverMarkStyles, coverPatternStyles];

  @property({ attribute: false }) words!: Words;
  @property() label = '';
  @property({ attribute: false }) bars: readonly CoverBar[] = [];
  /** A place on the axis to mark, where the columns' ranges are linear. */
  @property({ type: Number }) threshold: number | undefined;
  @query('svg.picture') private readonly drawn!: SVGSVGElement | null;
  readonly #watch = new WidthWatch(this);

  /** For an export. */
  get picture(): ChartPicture {
    return { picture: this.drawn };
  }

  /** In a task of its own: all the figures at once would hold up the slider that changes them. */
  protected override async scheduleUpdate(): Promise<void> {
    await yieldTask();
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult {
    const { width } = this.#watch;
    return html`<div class="chart">${width === 0 ? nothing : this.#renderPicture(width)}</div>`;
  }

  #renderPicture(width: number): TemplateResult {
    const { bars, words } = this;
    const across = scaleBand<number>()
      .domain(bars.map((_, index) => index))
      .range([margin.left, width - margin.right])
      .padding(0.15);
    const most = max(bars, ({ parts }) => parts[0] + parts[1] + parts[2]) ?? 0;
    const up = scaleLinear().domain([0, Math.max(1, most)]).nice(4).range([height - margin.bottom, margin.top]); // prettier-ignore
    const ticks = up.ticks(4).filter(Number.isInteger);
    const skip = Math.max(1, Math.ceil(labelRoom / across.step()));
    return html`
      <svg class="picture" width=${width} height=${height} role="img" aria-label=${this.label}>
        <defs>${coverPatterns()}</defs>
        <g class="grid">
          ${ticks.map(
            (tick) => svg`
              <line x1=${margin.left} x2=${width - margin.right} y1=${up(tick)} y2=${up(tick)} />
              <text x=${margin.left - 6} y=${up(tick) + 4} text-anchor="end">${compact(words, tick)}</text>
            `,
          )}
        </g>
        ${bars.map((bar, index) => this.#renderBar(bar, across(index) ?? 0, across.bandwidth(), up))}
        ${bars.map((bar, index) =>
          bar.name === ''
            ? index > 0 && index % skip === 0
              ? this.#renderTick((across(index) ?? 0) - (across.step() - across.bandwidth()) / 2, bar.from)
              : nothing
            : svg`<text x=${(across(index) ?? 0) + across.bandwidth() / 2} y=${height - 6} text-anchor="middle">${bar.name}</text>`,
        )}
        ${this.#renderThreshold(across)}
      </svg>
    `;
  }

  #renderBar(
    { parts }: CoverBar,
    x: number,
    width: number,
    up: (value: number) => number,
  ): SVGTemplateResult[] {
    let below = 0;
    return coverParts.map((kind, part) => {
      const from = below;
      below += parts[part] ?? 0;
      const [bottom, top] = [up(from), up(below)];
      // A single box among thousands is still to be seen.
      const length = below > from ? Math.max(1, bottom - top) : 0;
      return svg`<rect x=${x} y=${bottom - length} width=${width} height=${length} fill="url(#fill-${kind})" />`;
    });
  }

  #renderTick(x: number, value: number): SVGTemplateResult {
    return svg`
      <g class="axis">
        <line x1=${x} x2=${x} y1=${height - margin.bottom} y2=${height - margin.bottom + 4} />
        <text x=${x} y=${height - 6} text-anchor="middle">${edgeText(this.words, value)}</text>
      </g>
    `;
  }

  #renderThreshold(across: ReturnType<typeof scaleBand<number>>): SVGTemplateResult | typeof nothing {
    const { threshold, bars } = this;
    const [first, last] = [bars[0], bars.at(-1)];
    if (threshold === undefined || !first || !last) return nothing;
    const [left, right] = across.range();
    const x = left + ((threshold - first.from) / (last.to - first.from)) * (right - left);
    return svg`<line class="threshold" x1=${x} x2=${x} y1=${margin.top} y2=${height - margin.bottom} />`;
  }
}

/** An edge between two columns: 45.3, 0.59, 181. */
export function edgeText(words: Words, value: number): string {
  return words.number(value, { maximumSignificantDigits: value >= 100 ? 3 : 2 });
}

function compact(words: Words, value: number): string {
  return words.number(value, value >= 10_000 ? { notation: 'compact' } : {});
}
