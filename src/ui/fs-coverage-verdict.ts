import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { toneOf } from '../app/coverage/cover-charts.ts';
import type { MeasuredInput } from '../app/coverage/coverage-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { boxRefusals } from '../coverage/coverage-boxes.ts';
import { coverLegend, coverMark, coverMarkStyles, coverParts, coverPatterns, coverPatternStyles } from './coverage-marks.ts'; // prettier-ignore
import { sharedStyles } from './shared-styles.ts';

const toneMarks = { good: 'covered', fair: 'low-quality', poor: 'none' } as const;

/** The answer in a sentence and a bar. */
@customElement('fs-coverage-verdict')
export class FsCoverageVerdict extends LitElement {
  static override styles = [
    sharedStyles,
    coverMarkStyles,
    coverPatternStyles,
    css`
      :host {
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      h2 {
        display: inline-flex;
        gap: 8px;
        align-items: center;
        padding: 2px 10px 2px 8px;
        border: 1px solid var(--mark);
        border-radius: 999px;
        font-size: 12px;
        font-weight: 600;
      }
      .sentence {
        max-width: 90ch;
        margin: 8px 0 12px;
        font-size: 18px;
        font-weight: 500;
        line-height: 1.4;
        text-wrap: pretty;
      }
      svg.bar {
        display: block;
        width: 100%;
        height: 16px;
        border-radius: 3px;
        forced-color-adjust: none;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 20px;
        margin: 8px 0 12px;
      }
      .key {
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      .note {
        max-width: 100ch;
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) measured!: MeasuredInput;

  protected override render(): TemplateResult {
    const { words, measured } = this;
    const { all } = measured.summary;
    const tone = toneOf(all);
    const mark = toneMarks[tone];
    return html`
      <h2 class=${mark}>${coverMark(mark)} ${words.text(`coverage.tone.${tone}`)}</h2>
      <p
        class="sentence"
        data-covered=${all.covered}
        data-low-quality=${all.lowQuality}
        data-none=${all.none}
      >
        ${this.#sentence()}
      </p>
      ${this.#renderBar()}
      <p class="legend">${coverLegend(words)}</p>
      ${this.#renderNotes()}
    `;
  }

  #sentence(): string {
    const { words } = this;
    const { all } = this.measured.summary;
    const { matching } = this.measured.coverage;
    const { covered, lowQuality, none, boxes } = all;
    const first = words.plural('coverage.sentence', boxes, {
      covered,
      total: boxes,
      iou: matching.foregroundIou,
    });
    const second = matching.allowLowQualityMatches ? words.text('coverage.sentence.low', { lowQuality }) : '';
    return `${first}${second}${words.text('coverage.sentence.none', { none })}`;
  }

  #renderBar(): TemplateResult {
    const { all } = this.measured.summary;
    const counts = [all.covered, all.lowQuality, all.none];
    let before = 0;
    // Percentages, not a view box: the patterns keep their size at every width.
    return html`
      <svg class="bar" aria-hidden="true">
        <defs>${coverPatterns()}</defs>
        ${coverParts.map((kind, part) => {
          const share = all.boxes === 0 ? 0 : ((counts[part] ?? 0) / all.boxes) * 100;
          const x = before;
          before += share;
          return svg`<rect x="${x}%" width="${share}%" height="16" fill="url(#fill-${kind})" />`;
        })}
      </svg>
    `;
  }

  #renderNotes(): TemplateResult {
    const { words } = this;
    const { summary, coverage, milliseconds } = this.measured;
    const { all, refusals } = summary;
    const refused = refusals.slice(1).reduce((sum, count) => sum + count, 0);
    const counted = boxRefusals
      .map((reason, place) => ({ reason, count: refusals[place] ?? 0 }))
      .filter(({ reason, count }) => reason !== 'none' && count > 0)
      .map(({ reason, count }) =>
        words.text('coverage.refusal.counted', { count, reason: words.text(`coverage.refusal.${reason}`) }),
      );
    const reasons = words.list(counted);
    const lost = all.assignedNone - all.none;
    const iou = words.number(all.meanBestIou, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
    const anchors = words.number(all.meanAnchors, { maximumFractionDigits: 1 });
    const time = words.milliseconds(milliseconds);
    return html`
      <p class="note">
        ${words.text('coverage.mean', { iou, anchors })}
        ${lost > 0 ? words.plural('coverage.assigned', lost) : nothing}
        ${refused > 0 ? words.plural('coverage.refused', refused, { reasons }) : nothing}
        ${coverage.assumedImages > 0 ? words.plural('coverage.assumed', coverage.assumedImages) : nothing}
        <span class="time">${words.text('coverage.time', { count: coverage.covers.length, time })}</span>
      </p>
    `;
  }
}
