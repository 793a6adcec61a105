import { bisectCenter, max } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { css, html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { chartStyles } from './chart-styles.ts';
import type { ChartPicture } from './fs-figure.ts';
import { renderDots, textWidth, type PlotDot } from './plot-dots.ts';
import { PlotElement, type Pictured } from './plot-element.ts';
import { plotMarkStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { WidthWatch } from './width-watch.ts';

export type LineLook =
  | 'reference'
  | 'fixed-1'
  | 'fixed-2'
  | 'fixed-3'
  | 'fixed-4'
  | 'current'
  | 'current-foreground'
  | 'current-background';

/** Points in ascending order of x, joined unless they are only dots. */
export interface PlotLine {
  readonly name: string;
  readonly look: LineLook;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** A label for each point, which is then a dot. */
  readonly dots?: readonly string[];
  readonly isLoose?: boolean;
}

export interface PlotAxis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly write: (value: number) => string;
  readonly isLog?: boolean;
}

/** Counts over columns of equal width across the axis, below the picture. */
export interface PlotRug {
  readonly name: string;
  readonly look: 'foreground' | 'easy-background';
  readonly counts: Float64Array;
}

/** Where the lines leave room for their names. */
export type LegendCorner = 'top-right' | 'top-left' | 'bottom-right' | 'bottom-left';

const margin = { top: 10, right: 14, bottom: 38, left: 50 };
const rugHeight = 26;
const legendRow = 16;

type Scale = (value: number) => number;

/** Lines over two axes, with what lies on the first of them. */
@customElement('fs-plot-lines')
export class FsPlotLines extends PlotElement implements Pictured {
  static override styles = [
    sharedStyles,
    chartStyles,
    plotMarkStyles,
    css`
      .chart {
        min-height: var(--height, 300px);
      }
      .pointer {
        stroke: var(--text-quiet);
        stroke-dasharray: 2 2;
      }
      svg.picture {
        touch-action: pan-y;
      }
      .plate {
        fill: var(--surface);
        fill-opacity: 0.85;
      }
    `,
  ];

  @property() label = '';
  @property({ attribute: false }) lines: readonly PlotLine[] = [];
  @property({ attribute: false }) across!: PlotAxis;
  @property({ attribute: false }) up!: PlotAxis;
  @property({ attribute: false }) rugs: readonly PlotRug[] = [];
  @property() legend: LegendCorner = 'top-right';
  @property({ type: Number }) height = 300;
  /** A place on the first axis to mark. */
  @property({ type: Number }) mark: number | undefined;
  /** Where the pointer is, on the first axis. */
  @state() private pointed: number | undefined;
  @query('svg.picture') private readonly drawn!: SVGSVGElement | null;
  readonly #watch = new WidthWatch(this);

  get picture(): ChartPicture {
    return { picture: this.drawn };
  }

  protected override render(): TemplateResult {
    const { width } = this.#watch;
    return html`<div class="chart">${width === 0 ? nothing : this.#renderPicture(width)}</div>`;
  }

  #renderPicture(width: number): TemplateResult {
    const { across, up } = this;
    const below = this.height - margin.bottom - this.rugs.length * rugHeight;
    const right = width - margin.right;
    const x = scaleOf(across, [margin.left, right]);
    const y = scaleOf(up, [below, margin.top]);
    const ticks = thinned(across.ticks, x);
    return html`
      <svg
        class="picture"
        width=${width}
        height=${this.height}
        role="img"
        aria-label=${this.label}
        @pointermove=${this.#onPoint}
        @pointerleave=${this.#onLeave}
      >
        <g class="grid">
          ${up.ticks.map(
            (tick) => svg`
              <line x1=${margin.left} x2=${right} y1=${y(tick)} y2=${y(tick)} />
              <text x=${margin.left - 6} y=${y(tick) + 4} text-anchor="end">${up.write(tick)}</text>
            `,
          )}
        </g>
        <g class="axis">
          ${ticks.map(
            (tick) => svg`
              <line x1=${x(tick)} x2=${x(tick)} y1=${below} y2=${below + 4} />
              <text x=${x(tick)} y=${this.height - 22} text-anchor="middle">${across.write(tick)}</text>
            `,
          )}
          <line x1=${margin.left} x2=${right} y1=${below} y2=${below} />
        </g>
        <text x=${(margin.left + right) / 2} y=${this.height - 5} text-anchor="middle">${across.label}</text>
        <text x=${-(margin.top + below) / 2} y="11" text-anchor="middle" transform="rotate(-90)">
          ${up.label}
        </text>
        ${this.rugs.map((rug, index) => this.#renderRug(rug, below + 4 + index * rugHeight, right))}
        ${this.#renderMark(x, below)}
        <svg
          x=${margin.left}
          y=${margin.top}
          width=${right - margin.left}
          height=${below - margin.top}
          overflow="hidden"
        >
          <g transform="translate(${-margin.left} ${-margin.top})">
            ${this.lines.map((each) => (each.isLoose ? nothing : svg`<path class="curve ${each.look}" d=${pathOf(each, x, y)} />`))}
          </g>
        </svg>
        ${renderDots(this.#dots(x, y), right)} ${this.#renderLegend(right, below)}
      </svg>
    `;
  }

  #renderRug({ name, look, counts }: PlotRug, top: number, right: number): SVGTemplateResult {
    const most = max(counts) ?? 0;
    const column = (right - margin.left) / counts.length;
    const room = rugHeight - 8;
    const bars = [...counts].map((count, index) => {
      const tall = count === 0 ? 0 : Math.max(2, (Math.log1p(count) / Math.log1p(most)) * room);
      return { x: margin.left + index * column, tall };
    });
    const bottom = top + rugHeight - 4;
    // Where there is least to cover: few foreground elements are easy, few of the background hard.
    const place =
      look === 'foreground' ? { x: right - 2, anchor: 'end' } : { x: margin.left + 2, anchor: 'start' };
    const path = bars
      .filter(({ tall }) => tall > 0)
      .map(
        ({ x, tall }) =>
          `M${x.toFixed(1)} ${bottom}v${(-tall).toFixed(1)}h${column.toFixed(1)}v${tall.toFixed(1)}z`,
      )
      .join('');
    return svg`
      <path class="area ${look}" d=${path} />
      <text class="halo" x=${place.x} y=${bottom - 6} text-anchor=${place.anchor}>${name}</text>
      <text x=${place.x} y=${bottom - 6} text-anchor=${place.anchor}>${name}</text>
    `;
  }

  #renderMark(x: Scale, below: number): SVGTemplateResult {
    const drawAt = (value: number, look: string): SVGTemplateResult =>
      svg`<line class=${look} x1=${x(value)} x2=${x(value)} y1=${margin.top} y2=${below} />`;
    return svg`
      ${this.mark === undefined ? nothing : drawAt(this.mark, 'threshold')}
      ${this.pointed === undefined ? nothing : drawAt(this.pointed, 'pointer')}
    `;
  }

  #dots(x: Scale, y: Scale): readonly PlotDot[] {
    return this.lines.flatMap(({ look, dots, isLoose, ...points }) =>
      (dots ?? []).map((label, index) => ({
        look,
        label,
        isLoose: isLoose ?? false,
        left: x(points.x[index] ?? 0),
        top: y(points.y[index] ?? 0),
      })),
    );
  }

  /** The lines' names; beside them, their values where the pointer is. */
  #renderLegend(right: number, below: number): SVGTemplateResult {
    const named = this.lines.filter(({ name }) => name !== '');
    const head =
      this.pointed === undefined ? [] : [`${this.across.label}: ${this.across.write(this.pointed)}`];
    const texts = named.map((each) => `${each.name}${this.#valueOf(each)}`);
    const room = Math.max(0, ...[...texts, ...head].map(textWidth)) + 34;
    const tall = (named.length + head.length) * legendRow;
    const left = this.legend.endsWith('right') ? right - room : margin.left + 8;
    const top = this.legend.startsWith('top') ? margin.top + 4 : below - tall - 6;
    return svg`
      <rect class="plate" x=${left - 4} y=${top - 2} width=${room} height=${tall + 4} />
      ${head.map((text) => svg`<text x=${left} y=${top + 11}>${text}</text>`)}
      ${named.map((each, index) => {
        const middle = top + (index + head.length) * legendRow + 8;
        return svg`
          ${
            each.isLoose
              ? svg`<circle class="dot ${each.look}" cx=${left + 10} cy=${middle} r="4" />`
              : svg`<line class="curve ${each.look}" x1=${left} x2=${left + 22} y1=${middle} y2=${middle} />`
          }
          <text class=${each.look === 'current' ? 'strong' : ''} x=${left + 28} y=${middle + 4}>${texts[index]}</text>
        `;
      })}
    `;
  }

  #valueOf({ x, y, isLoose }: PlotLine): string {
    if (this.pointed === undefined || isLoose) return '';
    const value = y[bisectCenter(x as ArrayLike<number> & Iterable<number>, this.pointed)];
    return value === undefined ? '' : `: ${this.words.figure(value)}`;
  }

  readonly #onPoint = (event: PointerEvent): void => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    const [from, to] = [margin.left, width - margin.right];
    const share = (event.clientX - left - from) / (to - from);
    const [low, high] = this.across.domain;
    const isInside = share >= 0 && share <= 1 && this.lines.every(({ isLoose }) => !isLoose);
    if (!isInside) this.pointed = undefined;
    else this.pointed = this.across.isLog ? low * (high / low) ** share : low + (high - low) * share;
  };

  readonly #onLeave = (): void => {
    this.pointed = undefined;
  };
}

function scaleOf({ domain, isLog }: PlotAxis, range: [number, number]): Scale {
  const scale = isLog ? scaleLog() : scaleLinear();
  return scale.domain(domain).range(range);
}

function pathOf({ x, y }: PlotLine, across: Scale, up: Scale): string {
  const points = Array.from(x, (value, index) => [across(value), up(y[index] ?? NaN)] as [number, number]);
  // What is far outside would make coordinates that no renderer likes.
  const near = points.map(([left, top]) => [left, Math.max(-2000, Math.min(4000, top))] as [number, number]);
  return line().digits(1)(near.filter((point) => point.every(Number.isFinite))) ?? '';
}

/** As many ticks as have room for what is written at them. */
function thinned(ticks: readonly number[], scale: Scale): readonly number[] {
  const [first = 0, second = 0] = ticks.map(scale);
  const skip = Math.max(1, Math.ceil(30 / Math.max(1, Math.abs(second - first))));
  return ticks.filter((_, index) => index % skip === 0);
}
