import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { TextKey } from '../app/i18n/english.ts';
import {
  easyAnchorShare,
  lossCategories,
  lossShares,
  type LossCategory,
  type Shares,
} from '../app/loss-shares.ts';
import type { Readout } from '../engine/messages.ts';
import { anchorCategories } from '../statistics/loss-statistics-types.ts';
import './fs-figure.ts';
import type { ChartTable } from './fs-figure.ts';
import './fs-plot-bars.ts';
import type { PlotBar } from './fs-plot-bars.ts';
import { PlotElement } from './plot-element.ts';
import { plotTextStyles } from './plot-styles.ts';
import { sharedStyles } from './shared-styles.ts';

const categoryKeys: Readonly<Record<LossCategory, TextKey>> = {
  foreground: 'readouts.foreground',
  'hard-background': 'readouts.hardBackground',
  'easy-background': 'readouts.easyBackground',
};

/** How many anchors there are of each kind, and how much of either loss they make. */
@customElement('fs-plot-shares')
export class FsPlotShares extends PlotElement {
  static override styles = [sharedStyles, plotTextStyles];

  @property({ attribute: false }) readout!: Readout;

  protected override render(): TemplateResult {
    const { words, readout } = this;
    const title = words.text('plots.shares.title');
    const { gamma, alpha } = readout.focalParameters;
    const [crossEntropy, focal] = [lossShares(readout.crossEntropy), lossShares(readout.focal)];
    const bars = [
      {
        ...this.#bar(words.text('readouts.anchors'), this.#anchorShares()),
        text: lossCategories.map((category) => words.number(readout.counts[category])).join(' · '),
      },
      this.#bar(words.text('loss.crossEntropy'), crossEntropy),
      this.#bar(
        alpha === 'off'
          ? words.text('plots.shares.focal', { gamma })
          : words.text('plots.shares.focalAlpha', { gamma, alpha }),
        focal,
      ),
    ];
    return html`
      <fs-figure
        .words=${words}
        heading=${title}
        about="plot-shares"
        note=${words.text('plots.shares.note')}
        file-name="loss-by-category"
        .table=${this.#table}
        .picture=${this.pictureOf('fs-plot-bars')}
      >
        <fs-plot-bars
          .words=${words}
          label=${title}
          .bars=${bars}
          .keys=${lossCategories.map((look) => ({ look, name: words.text(categoryKeys[look]) }))}
        ></fs-plot-bars>
        <p class="sentence" slot="words">
          ${words.text('plots.shares.sentence', {
            count: readout.counts['easy-background'],
            all: anchorCategories.reduce((sum, category) => sum + readout.counts[category], 0),
            anchorShare: words.percent(easyAnchorShare(readout)),
            crossEntropyShare: words.percent(crossEntropy['easy-background']),
            focalShare: words.percent(focal['easy-background']),
          })}
        </p>
        <p class="quiet" slot="words">
          ${words.text(`readouts.truth.${readout.groundTruthSource}`)} ${words.text('readouts.easyMeaning')}
        </p>
      </fs-figure>
    `;
  }

  #anchorShares(): Shares {
    const { counts } = this.readout;
    const all = lossCategories.reduce((sum, category) => sum + counts[category], 0);
    const share = (category: LossCategory): number => (all > 0 ? counts[category] / all : 0);
    return {
      foreground: share('foreground'),
      'hard-background': share('hard-background'),
      'easy-background': share('easy-background'),
    };
  }

  #bar(name: string, shares: Shares): PlotBar {
    const { words } = this;
    return {
      name,
      text: lossCategories.map((category) => words.percent(shares[category])).join(' · '),
      parts: lossCategories.map((look) => ({ look, value: shares[look] })),
    };
  }

  readonly #table = (): ChartTable => {
    const { words, readout } = this;
    const { counts, crossEntropy, focal } = readout;
    return {
      head: [
        words.text('readouts.source'),
        words.text('readouts.anchors'),
        words.text('loss.crossEntropy'),
        words.text('loss.focal'),
      ],
      rows: [
        ...lossCategories.map((category) => [
          words.text(categoryKeys[category]),
          counts[category],
          crossEntropy.byCategory[category],
          focal.byCategory[category],
        ]),
        [words.text('readouts.ignored'), counts.ignored, 0, 0],
      ],
    };
  };
}
