import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  proposalRange,
  retinaNetAnchors,
  sampledAnchors,
  ssd300Boxes,
  ssd512Boxes,
  yolo2Boxes,
} from '../app/plots/candidates.ts';
import type { PhotoAnalysis, Readout } from '../engine/messages.ts';
import './fs-figure.ts';
import type { ChartTable } from './fs-figure.ts';
import './fs-plot-bars.ts';
import type { BarLook, PlotBar } from './fs-plot-bars.ts';
import { PlotElement } from './plot-element.ts';
import { plotTextStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';

/** The short side of the paper's inputs, and a long one for it. */
const paperInput = { width: 800, height: 600 };

interface Candidates {
  readonly name: string;
  /** Undefined until the photo's are counted: its bars keep their places, so that nothing moves when they come. */
  readonly count: number | undefined;
  /** Where it is a range. */
  readonly least?: number;
  readonly look: BarLook;
}

/** How many boxes detectors have to tell apart in one image. */
@customElement('fs-plot-candidates')
export class FsPlotCandidates extends PlotElement {
  static override styles = [sharedStyles, plotTextStyles];

  @property({ attribute: false }) analysis: PhotoAnalysis | undefined;
  @property({ attribute: false }) counts: Readout['counts'] | undefined;

  protected override render(): TemplateResult {
    const { words } = this;
    const title = words.text('plots.candidates.title');
    return html`
      <fs-figure
        .words=${words}
        heading=${title}
        about="plot-candidates"
        note=${words.text('plots.candidates.note')}
        file-name="candidates"
        .table=${this.#table}
        .picture=${this.pictureOf('fs-plot-bars')}
      >
        <fs-plot-bars
          log
          .words=${words}
          label=${title}
          .domain=${[1, 200_000]}
          .ticks=${[1, 10, 100, 1000, 10_000, 100_000]}
          .bars=${this.#candidates().map(({ name, count, least, look }): PlotBar => ({
            name,
            text: this.#write(count, least),
            parts: [{ look, value: count ?? 0 }],
          }))}
        ></fs-plot-bars>
        ${this.#renderWords()}
      </fs-figure>
    `;
  }

  #renderWords(): TemplateResult {
    const { words, analysis, counts } = this;
    const count = analysis?.anchorCount;
    return html`
      <p class="sentence" slot="words">
        ${
          count !== undefined && counts && counts.foreground > 0
            ? words.text('plots.candidates.sentence', {
                foreground: counts.foreground,
                count,
                ratio: words.number(Math.round((count - counts.foreground) / counts.foreground)),
              })
            : words.text('plots.candidates.waiting')
        }
      </p>
      <p class="quiet" slot="words">${words.text('plots.candidates.sources')}</p>
    `;
  }

  #candidates(): readonly Candidates[] {
    const { words, analysis, counts } = this;
    const { width, height } = paperInput;
    const [least, most] = proposalRange;
    const here = analysis && {
      width: String(analysis.inputWidth),
      height: String(analysis.inputHeight),
    };
    return [
      { name: words.text('plots.candidates.foreground'), count: counts?.foreground, look: 'foreground' },
      { name: words.text('plots.candidates.sampled'), count: sampledAnchors, look: 'other' },
      { name: words.text('plots.candidates.yolo'), count: yolo2Boxes, look: 'other' },
      { name: words.text('plots.candidates.proposals'), count: most, least, look: 'other' },
      { name: 'SSD300', count: ssd300Boxes, look: 'other' },
      { name: 'SSD512', count: ssd512Boxes, look: 'other' },
      {
        name: here ? words.text('plots.candidates.here', here) : words.text('plots.candidates.hereSoon'),
        count: analysis?.anchorCount,
        look: 'current',
      },
      {
        name: words.text('plots.candidates.paper', { width: String(width), height: String(height) }),
        count: retinaNetAnchors(width, height),
        look: 'other',
      },
    ];
  }

  #write(count: number | undefined, least: number | undefined): string {
    const { words } = this;
    if (count === undefined) return '…';
    return least === undefined ? words.number(count) : `${words.number(least)}–${words.number(count)}`;
  }

  readonly #table = (): ChartTable => ({
    head: [this.words.text('plots.candidates.detector'), this.words.text('plots.candidates.boxes')],
    rows: this.#candidates().map(({ name, count, least }) => [
      name,
      least === undefined && count !== undefined ? count : this.#write(count, least),
    ]),
  });
}
