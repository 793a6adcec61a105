import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { evenlyBetween, gradientOfMargin, lossGammas, lossOfProbability } from '../app/plots/loss-curves.ts';
import {
  elementKinds,
  marginRange,
  type OfBothKinds,
  type PhotoElements,
} from '../app/plots/photo-elements.ts';
import './fs-figure.ts';
import type { ChartTable } from './fs-figure.ts';
import './fs-plot-lines.ts';
import type { LineLook, PlotAxis, PlotLine, PlotRug } from './fs-plot-lines.ts';
import { PlotElement } from './plot-element.ts';
import { focalLossFormula, gradientFormula } from './plot-formulas.ts';
import { plotTextStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';

const looks: readonly LineLook[] = ['reference', 'fixed-1', 'fixed-2', 'fixed-3', 'fixed-4'];
const probabilities = evenlyBetween(0.001, 1, 333);
const margins = evenlyBetween(...marginRange, 360);
const tableProbabilities = evenlyBetween(0.05, 0.95, 18);
const tableMargins = evenlyBetween(...marginRange, 18);

/** A family of curves, one for each γ. */
interface Family {
  readonly chart: 'loss' | 'gradient';
  readonly x: Float64Array;
  readonly at: Float64Array;
  readonly of: (x: number, gamma: number) => number;
}

const families = {
  loss: { chart: 'loss', x: probabilities, at: tableProbabilities, of: lossOfProbability },
  gradient: { chart: 'gradient', x: margins, at: tableMargins, of: gradientOfMargin },
} as const satisfies Record<string, Family>;

/** Curves whose γ never changes are computed once. */
const fixedCurves = new Map<string, Float64Array>();

function curveOf({ chart, x, of }: Family, gamma: number): Float64Array {
  const key = `${chart} ${gamma}`;
  const known = fixedCurves.get(key);
  if (known) return known;
  const curve = x.map((value) => of(value, gamma));
  if (lossGammas.some((fixed) => fixed === gamma)) fixedCurves.set(key, curve);
  return curve;
}

/** Loss against p_t, and gradient against the margin, under several γ; below them the photo's elements. */
@customElement('fs-plot-loss')
export class FsPlotLoss extends PlotElement {
  static override styles = [sharedStyles, plotTextStyles];

  @property({ type: Number }) gamma = 2;
  /** The foreground's weight; undefined: off. */
  @property({ type: Number }) alpha: number | undefined;
  @property({ attribute: false }) elements: PhotoElements | undefined;

  protected override render(): TemplateResult {
    const { words, gamma, alpha } = this;
    const losses: PlotAxis = {
      label: words.text('plots.axis.loss'),
      domain: [0, 5],
      ticks: [0, 1, 2, 3, 4, 5],
      write: (value) => words.number(value),
    };
    const probabilityAxis: PlotAxis = {
      label: words.text('plots.axis.probability'),
      domain: [0, 1],
      ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
      write: (value) => words.number(value, { maximumFractionDigits: 2 }),
    };
    const gradients: PlotAxis = { ...losses, label: words.text('plots.axis.gradient'), domain: [-1.6, 0], ticks: [-1.5, -1, -0.5, 0] }; // prettier-ignore
    const marginAxis: PlotAxis = {
      label: words.text('plots.axis.margin'),
      domain: marginRange,
      ticks: [-6, -4, -2, 0, 2, 4, 6, 8, 10, 12],
      write: (value) => words.number(value, { maximumFractionDigits: 1 }),
    };
    const formula = focalLossFormula(words.number(gamma), alpha !== undefined);
    return html`
      <div class="pair">
        ${this.#renderFigure(families.loss, probabilityAxis, losses, this.elements?.byProbability, formula)}
        ${this.#renderFigure(families.gradient, marginAxis, gradients, this.elements?.byMargin, gradientFormula)}
      </div>
    `;
  }

  #renderFigure(
    family: Family,
    across: PlotAxis,
    up: PlotAxis,
    counts: OfBothKinds<Float64Array> | undefined,
    formula: TemplateResult,
  ): TemplateResult {
    const { words } = this;
    const { chart } = family;
    const title = words.text(`plots.${chart}.title`);
    return html`
      <fs-figure
        .words=${words}
        heading=${title}
        about="plot-loss"
        note=${words.text(`plots.${chart}.note`)}
        file-name="focal-loss-${chart}"
        .table=${() => this.#table(family)}
        .picture=${this.pictureOf(`#${chart}`)}
      >
        <div class="formula" slot="formula" tabindex="0" role="group" aria-label=${title}>${formula}</div>
        <fs-plot-lines
          id=${chart}
          .words=${words}
          label=${title}
          .lines=${this.#lines(family)}
          .across=${across}
          .up=${up}
          .rugs=${this.#rugs(counts)}
          .height=${counts ? 372 : 320}
          legend=${chart === 'loss' ? 'top-right' : 'bottom-right'}
        ></fs-plot-lines>
        ${counts ? html`<p class="quiet" slot="words">${words.text('plots.rug.note')}</p>` : nothing}
      </fs-figure>
    `;
  }

  #lines(family: Family): readonly PlotLine[] {
    const { words, gamma, alpha } = this;
    const { x } = family;
    const now = curveOf(family, gamma);
    const current: PlotLine = { name: words.text('plots.gammaNow', { gamma }), look: 'current', x, y: now };
    const weighed = (weight: number, look: LineLook, name: string): PlotLine => ({
      name,
      look,
      x,
      y: now.map((value) => weight * value),
    });
    return [
      ...lossGammas.map((fixed, index): PlotLine => ({
        name: gammaName(fixed),
        look: looks[index] ?? 'reference',
        x,
        y: curveOf(family, fixed),
      })),
      current,
      ...(alpha === undefined
        ? []
        : [
            weighed(alpha, 'current-foreground', words.text('plots.timesAlpha', { alpha })),
            weighed(1 - alpha, 'current-background', words.text('plots.timesRest', { alpha: 1 - alpha })),
          ]),
    ];
  }

  #rugs(counts: OfBothKinds<Float64Array> | undefined): readonly PlotRug[] {
    if (!counts) return [];
    return elementKinds.map((kind) => ({
      name: this.words.text(`plots.elements.${kind}`),
      look: kind === 'foreground' ? 'foreground' : 'easy-background',
      counts: counts[kind],
    }));
  }

  #table({ chart, at, of }: Family): ChartTable {
    const gammas = [...new Set([...lossGammas, this.gamma])];
    return {
      head: [
        this.words.text(chart === 'loss' ? 'plots.axis.probability' : 'plots.axis.margin'),
        ...gammas.map(gammaName),
      ],
      rows: [...at].map((x) => [Number(x.toFixed(4)), ...gammas.map((gamma) => of(x, gamma))]),
    };
  }
}

/** As a curve is called; cross entropy is one of them. */
export function gammaName(gamma: number): string {
  return gamma === 0 ? 'γ = 0 (CE)' : `γ = ${gamma}`;
}
