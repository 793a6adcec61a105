import { scaleLog } from 'd3-scale';
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { anchorShapesOf, scatterDomain, type LevelShape } from '../app/coverage/anchor-shapes.ts';
import type { Words } from '../app/i18n/words.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { Coverage } from '../coverage/compute-coverage.ts';
import type { ChartPicture } from './fs-figure.ts';
import { chartStyles } from './chart-styles.ts';
import { coverLegend, coverMarkStyles, coverParts } from './coverage-marks.ts';
import { MediaMatch } from './media-match.ts';
import { drawScatter } from './scatter-canvas.ts';
import { sharedStyles } from './shared-styles.ts';
import { WidthWatch } from './width-watch.ts';

const height = 340;
const margin = { top: 8, right: 12, bottom: 36, left: 44 };
const ticks = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/** Boxes by width and height on a canvas; over them, as a drawing, the shapes of the anchors. */
@customElement('fs-coverage-scatter')
export class FsCoverageScatter extends LitElement {
  static override styles = [
    sharedStyles,
    chartStyles,
    coverMarkStyles,
    css`
      .chart {
        min-height: 340px;
      }
      canvas,
      svg.picture {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 340px;
      }
      svg.picture {
        background: none;
      }
      canvas {
        border: 0 solid var(--line);
        background: var(--surface);
        color: var(--mark);
      }
      @media (forced-colors: active) {
        canvas {
          border-color: color-mix(in srgb, CanvasText 25%, Canvas);
          background: Canvas;
          forced-color-adjust: none;
        }
      }
      .halo {
        fill: none;
        stroke: var(--surface);
        stroke-width: 3;
      }
      .shape,
      .mark .shape {
        fill: none;
        stroke: var(--text);
        stroke-width: 1.25;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() label = '';
  @property({ attribute: false }) coverage!: Coverage;
  /** Changes with the page's theme, which a canvas does not notice by itself. */
  @property() theme = '';
  @query('canvas') private readonly canvas!: HTMLCanvasElement | null;
  @query('svg.picture') private readonly drawn!: SVGSVGElement | null;
  readonly #watch = new WidthWatch(this);
  #drawn: unknown[] = [];

  constructor() {
    super();
    // Colours that the system changes.
    for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
      new MediaMatch(this, query);
  }

  get picture(): ChartPicture {
    return { picture: this.drawn, canvas: this.canvas };
  }

  /** In a task of its own: all the figures at once would hold up the slider that changes them. */
  protected override async scheduleUpdate(): Promise<void> {
    await yieldTask();
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult {
    const { width } = this.#watch;
    const { words } = this;
    return html`
      <div class="chart">${width === 0 ? nothing : this.#renderPicture(width)}</div>
      <p class="legend">
        ${coverLegend(words)}
        <span class="key">
          <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
            <path class="shape" d=${shapePath(6, 6)} />
          </svg>
          ${words.text('coverage.shapes')}
        </span>
      </p>
    `;
  }

  protected override updated(): void {
    const { width } = this.#watch;
    const { canvas, coverage } = this;
    if (!canvas || width === 0) return;
    const style = getComputedStyle(canvas);
    // A custom property does not tell light from dark by itself; a property that uses it does.
    const colours = [...coverParts].reverse().map((kind) => {
      canvas.className = kind;
      return style.color;
    });
    const colour = style.borderTopColor;
    const wanted = [coverage, width, colour, ...colours];
    if (wanted.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = wanted;
    const scales = this.#scales(width);
    const { left, right, top, bottom } = margin;
    drawScatter(canvas, { width, height }, coverage, scales, colours, {
      across: scales.ticks.map((tick) => scales.x(tick)),
      down: scales.ticks.map((tick) => scales.y(tick)),
      left,
      right: width - right,
      top,
      bottom: height - bottom,
      colour,
    });
  }

  #scales(width: number) {
    const domain = scatterDomain(this.coverage);
    return {
      x: scaleLog()
        .base(2)
        .domain(domain)
        .range([margin.left, width - margin.right]),
      y: scaleLog()
        .base(2)
        .domain(domain)
        .range([height - margin.bottom, margin.top]),
      ticks: ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]),
    };
  }

  #renderPicture(width: number): TemplateResult {
    const { words } = this;
    const { x, y, ticks: shown } = this.#scales(width);
    const groups = anchorShapesOf(this.coverage.settings);
    const bottom = height - margin.bottom;
    const path = (shapes: readonly LevelShape[]): string =>
      shapes.map((shape) => shapePath(x(shape.width), y(shape.height))).join('');
    return html`
      <canvas aria-hidden="true"></canvas>
      <svg class="picture" width=${width} height=${height} role="img" aria-label=${this.label}>
        <g>
          ${shown.map(
            (tick) => svg`
              <text x=${x(tick)} y=${bottom + 14} text-anchor="middle">${tick}</text>
              <text x=${margin.left - 6} y=${y(tick) + 4} text-anchor="end">${tick}</text>
            `,
          )}
        </g>
        <text x=${(margin.left + width - margin.right) / 2} y=${height - 4} text-anchor="middle">
          ${words.text('coverage.scatter.width')}
        </text>
        <text x=${-(margin.top + bottom) / 2} y="11" text-anchor="middle" transform="rotate(-90)">
          ${words.text('coverage.scatter.height')}
        </text>
        ${groups.map(({ name, shapes, label }) => {
          const outline = path(shapes);
          const place = { x: x(label.width) - 7, y: Math.max(margin.top + 10, y(label.height) - 5) };
          return svg`
            <path class="halo" d=${outline} />
            <path class="shape" d=${outline} />
            <text class="halo" x=${place.x} y=${place.y} text-anchor="end">${name}</text>
            <text class="strong" x=${place.x} y=${place.y} text-anchor="end">${name}</text>
          `;
        })}
      </svg>
    `;
  }
}

/** A hollow square on its corner. */
function shapePath(x: number, y: number): string {
  return `M${x} ${y - 4}L${x + 4} ${y}L${x} ${y + 4}L${x - 4} ${y}Z`;
}
