import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import {
  easyAnchorShare,
  lossCategories,
  lossShares,
  type LossCategory,
  type Shares,
} from '../app/loss-shares.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import type { Settings } from '../app/settings.ts';
import type { Readout } from '../engine/messages.ts';
import type { AnswerKind } from '../pipeline/analysis-path.ts';
import type { AnchorCounts } from '../statistics/loss-statistics-types.ts';
import type { ActiveFilters } from './active-filters.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

const categoryKeys: Readonly<Record<LossCategory, TextKey>> = {
  foreground: 'readouts.foreground',
  'hard-background': 'readouts.hardBackground',
  'easy-background': 'readouts.easyBackground',
};

/** Where the two losses come from: totals, shares, anchors, and a sentence that says it. */
@customElement('fs-readouts')
export class FsReadouts extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      /* As tall as with figures, so that nothing moves when they come. */
      :host {
        min-height: 418px;
      }
      .loss + .loss {
        margin-top: 12px;
      }
      .head,
      .box {
        display: flex;
        justify-content: space-between;
        margin-bottom: 4px;
      }
      .box {
        flex-wrap: wrap;
        gap: 0 12px;
        margin: 12px 0 0;
      }
      .box dt,
      .box dd {
        margin: 0;
      }
      .box div {
        display: flex;
        flex: 1 0 100%;
        justify-content: space-between;
        gap: 12px;
      }
      .head strong,
      .box dd {
        font-weight: 600;
      }
      .bar {
        display: flex;
        gap: 1px;
        height: 12px;
        overflow: hidden;
        border-radius: 3px;
        background: var(--surface-sunken);
        forced-color-adjust: none;
      }
      .bar span {
        flex: 0 0 auto;
      }
      .foreground {
        background: var(--part-foreground);
      }
      .hard-background {
        background: var(--part-hard);
      }
      .easy-background {
        background: var(--part-easy);
      }
      table {
        width: 100%;
        margin: 12px 0;
        border-collapse: collapse;
        table-layout: fixed;
        font-size: 12px;
      }
      th:nth-child(2),
      td:nth-of-type(1),
      th:nth-child(3),
      td:nth-of-type(2) {
        width: 46px;
      }
      thead th:nth-child(4) {
        width: 58px;
      }
      th,
      td {
        height: 24px;
        padding: 0;
      }
      th {
        overflow: hidden;
        font-weight: 400;
        text-align: left;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      thead th {
        color: var(--text-quiet);
      }
      td,
      thead th:not(:first-child) {
        padding-left: 4px;
        text-align: right;
        white-space: nowrap;
      }
      .key {
        display: inline-block;
        width: 8px;
        height: 8px;
        margin-right: 8px;
        border-radius: 2px;
        forced-color-adjust: none;
      }
      .quiet,
      .note {
        color: var(--text-quiet);
      }
      .note {
        margin-top: 8px;
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) readout: Readout | undefined;
  /** What the heatmap is narrowed to; these figures are not. */
  @property({ attribute: false }) filters: ActiveFilters | undefined;
  /** What losses are divided by at present. */
  @property() normaliser: Settings['normaliser'] = 'foreground';
  /** What the model's answer is good for. */
  @property() answer: AnswerKind = 'logits';

  protected override render(): unknown {
    // Figures take the place of dashes in elements of their own: text that grows to the left counts as one that moves.
    return keyed(this.readout !== undefined, this.#renderFigures());
  }

  #renderFigures(): TemplateResult {
    const { words, readout } = this;
    const crossEntropy = readout && lossShares(readout.crossEntropy);
    const focal = readout && lossShares(readout.focal);
    return html`
      ${this.#renderLoss('loss.crossEntropy', readout?.crossEntropy.total, crossEntropy)}
      ${this.#renderLoss('loss.focal', readout?.focal.total, focal)} ${this.#renderBoxLoss()}
      ${this.answer === 'recovered' ? html`<p class="note">${words.text('heads.recovered')}</p>` : nothing}
      ${this.#renderTable(readout?.counts, crossEntropy, focal)}
      ${
        readout && crossEntropy && focal
          ? this.#renderWords(readout, crossEntropy, focal)
          : html`<p class="quiet">${words.text('readouts.waiting')}</p>`
      }
    `;
  }

  #renderWords(readout: Readout, crossEntropy: Shares, focal: Shares): TemplateResult {
    const { words } = this;
    const refused = readout.refusedGroundTruth.length;
    return html`
      <p>
        ${words.text('readouts.sentence', {
          anchorShare: words.percent(easyAnchorShare(readout)),
          crossEntropyShare: words.percent(crossEntropy['easy-background']),
          focalShare: words.percent(focal['easy-background']),
        })}
      </p>
      <p class="note">
        ${words.text(`readouts.truth.${readout.groundTruthSource}`)} ${words.text('readouts.easyMeaning')}
        ${words.text(`readouts.divided.${this.normaliser}`, { count: readout.normaliser })}
      </p>
      ${this.#renderFilters()}
      ${refused > 0 ? html`<p class="note">${words.plural('readouts.refused', refused)}</p>` : nothing}
    `;
  }

  #renderFilters(): TemplateResult | typeof nothing {
    const { words } = this;
    const { className, anchors = [] } = this.filters ?? {};
    const all = className === undefined ? anchors : [className, ...anchors];
    if (all.length === 0) return nothing;
    const filters = all.join(words.text('filter.separator'));
    return html`<p class="note" data-filters>${words.text('filter.note', { filters })}</p>`;
  }

  /** What the boxes add, and how many times as much the classes do. */
  #renderBoxLoss(): TemplateResult {
    const { words, readout } = this;
    const { box } = readout ?? {};
    const ratio = (total: number | undefined): string =>
      box && total !== undefined && box.total > 0 ? words.figure(total / box.total) : '–';
    const loss = box ? words.text(`rules.boxLoss.${box.spec.loss}`) : '…';
    return html`
      <dl class="box">
        <div>
          <dt>${words.text('readouts.boxLoss', { loss })}</dt>
          <dd data-box-total>${box ? words.figure(box.total) : '–'}</dd>
        </div>
        <div>
          <dt>${words.text('readouts.classToBox')}</dt>
          <dd data-class-to-box>
            ${words.text('readouts.classToBox.crossEntropy', { ratio: ratio(readout?.crossEntropy.total) })},
            ${words.text('readouts.classToBox.focal', { ratio: ratio(readout?.focal.total) })}
          </dd>
        </div>
      </dl>
    `;
  }

  #renderLoss(key: TextKey, total: number | undefined, shares: Shares | undefined): TemplateResult {
    return html`
      <div class="loss">
        <div class="head">
          <span>${this.words.text(key)}</span
          ><strong>${total === undefined ? '–' : this.words.figure(total)}</strong>
        </div>
        <div class="bar" aria-hidden="true">
          ${lossCategories.map(
            (category) =>
              html`<span
                class=${category}
                ${styleProperties({ width: `${(shares?.[category] ?? 0) * 100}%` })}
              ></span>`,
          )}
        </div>
      </div>
    `;
  }

  #renderTable(
    counts: AnchorCounts | undefined,
    crossEntropy: Shares | undefined,
    focal: Shares | undefined,
  ): TemplateResult {
    const { words } = this;
    return html`
      <table>
        <thead>
          <tr>
            <th scope="col">${words.text('readouts.source')}</th>
            <th scope="col">
              <abbr title=${words.text('loss.crossEntropy')}>${words.text('loss.crossEntropyShort')}</abbr>
            </th>
            <th scope="col">
              <abbr title=${words.text('loss.focal')}>${words.text('loss.focalShort')}</abbr>
            </th>
            <th scope="col">${words.text('readouts.anchors')}</th>
          </tr>
        </thead>
        <tbody>
          ${lossCategories.map(
            (category) => html`
              <tr>
                <th scope="row">
                  <span class="key ${category}"></span>${words.text(categoryKeys[category])}
                </th>
                <td>${words.percent(crossEntropy?.[category] ?? NaN)}</td>
                <td>${words.percent(focal?.[category] ?? NaN)}</td>
                <td>${counts ? words.number(counts[category]) : '–'}</td>
              </tr>
            `,
          )}
          <tr class="quiet">
            <th scope="row"><span class="key"></span>${words.text('readouts.ignored')}</th>
            <td>–</td>
            <td>–</td>
            <td>${counts ? words.number(counts.ignored) : '–'}</td>
          </tr>
        </tbody>
      </table>
    `;
  }
}
