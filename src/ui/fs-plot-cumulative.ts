import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  cumulativeFractions,
  elementKinds,
  hardestPart,
  sharesUnder,
  type ElementKind,
  type OfBothKinds,
  type PhotoElements,
} from '../app/plots/photo-elements.ts';
import './fs-figure.ts';
import type { ChartTable } from './fs-figure.ts';
import { gammaName } from './fs-plot-loss.ts';
import './fs-plot-lines.ts';
import type { LineLook, PlotAxis, PlotLine } from './fs-plot-lines.ts';
import { PlotElement } from './plot-element.ts';
import { plotTextStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';

const looks: readonly LineLook[] = ['reference', 'fixed-1', 'fixed-2', 'fixed-3'];
const none = new Float64Array(0);

/** How the loss gathers from the easiest element of the photo to the hardest, under several γ. */
@customElement('fs-plot-cumulative')
export class FsPlotCumulative extends PlotElement {
  static override styles = [sharedStyles, plotTextStyles];

  @property({ type: Number }) gamma = 2;
  @property({ attribute: false }) elements!: PhotoElements;

  protected override render(): TemplateResult {
    const now = sharesUnder(this.elements.losses, this.gamma);
    return html`<div class="pair">${elementKinds.map((kind) => this.#renderFigure(kind, now))}</div>`;
  }

  #renderFigure(kind: ElementKind, now: OfBothKinds<Float64Array>): TemplateResult {
    const { words, elements } = this;
    const { elements: count } = elements.losses[kind];
    const title = words.text(`plots.cumulative.${kind}`, { count });
    const axis = (label: string): PlotAxis => ({
      label,
      domain: [0, 1],
      ticks: [0, 0.2, 0.4, 0.6, 0.8, 1],
      write: (value) => words.number(value, { maximumFractionDigits: 3 }),
    });
    return html`
      <fs-figure
        .words=${words}
        heading=${title}
        about="plot-cumulative"
        note=${words.text('plots.cumulative.note')}
        file-name="cumulative-loss-${kind}"
        .table=${() => this.#table(kind, now)}
        .picture=${this.pictureOf(`#${kind}`)}
      >
        ${
          count === 0
            ? html`<p class="waiting">${words.text('plots.cumulative.none')}</p>`
            : html`<fs-plot-lines
                id=${kind}
                .words=${words}
                label=${title}
                .lines=${this.#lines(kind, now)}
                .across=${axis(words.text(`plots.axis.${kind}`))}
                .up=${axis(words.text('plots.axis.cumulative'))}
                legend="top-left"
              ></fs-plot-lines>`
        }
        ${count === 0 ? '' : this.#renderSentence(kind)}
      </fs-figure>
    `;
  }

  #renderSentence(kind: ElementKind): TemplateResult {
    const { words, gamma } = this;
    const { losses, hardest } = this.elements;
    const crossEntropy = hardest[kind];
    const focal = losses[kind].shareOfHardest({ kind: 'focal', gamma }, hardestPart);
    return html`<p
      class="sentence"
      slot="words"
      data-kind=${kind}
      data-cross-entropy=${crossEntropy}
      data-focal=${focal}
    >
      ${words.text(`plots.cumulative.sentence.${kind}`, {
        part: words.percent(hardestPart),
        crossEntropy: words.percent(crossEntropy),
        focal: words.percent(focal),
        gamma,
      })}
    </p>`;
  }

  #lines(kind: ElementKind, now: OfBothKinds<Float64Array>): readonly PlotLine[] {
    const x = cumulativeFractions;
    return [
      ...this.elements.fixed.map(({ gamma, shares }, index): PlotLine => ({
        name: gammaName(gamma),
        look: looks[index] ?? 'reference',
        x,
        y: shares[kind],
      })),
      { name: this.words.text('plots.gammaNow', { gamma: this.gamma }), look: 'current', x, y: now[kind] },
    ];
  }

  #table(kind: ElementKind, now: OfBothKinds<Float64Array>): ChartTable {
    const { words, elements, gamma } = this;
    const isFixed = elements.fixed.some((fixed) => fixed.gamma === gamma);
    const curves = [
      ...elements.fixed.map((fixed) => ({ gamma: fixed.gamma, shares: fixed.shares[kind] })),
      ...(isFixed ? [] : [{ gamma, shares: now[kind] }]),
    ];
    const fractions = elements.losses[kind].elements === 0 ? none : cumulativeFractions;
    return {
      head: [words.text(`plots.axis.${kind}`), ...curves.map((curve) => gammaName(curve.gamma))],
      rows: [...fractions].map((fraction, index) => [
        Number(fraction.toFixed(6)),
        ...curves.map(({ shares }) => shares[index] ?? 0),
      ]),
    };
  }
}
