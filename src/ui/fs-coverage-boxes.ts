import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { boxColumns, boxesCsv, orderBoxes, rowOf, type BoxColumn, type BoxOrder, type BoxRow } from '../app/coverage/box-table.ts'; // prettier-ignore
import type { MeasuredInput } from '../app/coverage/coverage-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { yieldTask } from '../base/yield-task.ts';
import { hashOfView } from '../app/page-view.ts';
import { levelName } from '../coverage/anchor-settings.ts';
import { coverMark, coverMarkStyles } from './coverage-marks.ts';
import { downloadFile } from './download-file.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { tableStyles } from './table-styles.ts';

const pageLength = 25;

/** Every box in a table, a page at a time: the worst first unless another order is asked for. */
@customElement('fs-coverage-boxes')
export class FsCoverageBoxes extends LitElement {
  static override styles = [
    sharedStyles,
    coverMarkStyles,
    tableStyles,
    css`
      :host {
        min-width: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      header,
      footer {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        padding: 12px 16px;
      }
      footer {
        justify-content: flex-end;
        color: var(--text-quiet);
        font-size: 12px;
      }
      h2 {
        font-size: 13px;
        font-weight: 600;
      }
      .turn {
        rotate: 90deg;
      }
      .turn.on {
        rotate: -90deg;
      }
      .cover {
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      .levels {
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) measured!: MeasuredInput;
  /** Ids of the boxes that can be chosen on the photo, by place; undefined: they are not of the photo on the stage. */
  @property({ attribute: false }) photoBoxes: readonly number[] | undefined;
  @state() private order: BoxOrder = { column: 'iou', isFalling: false };
  @state() private page = 0;
  #ordered: Uint32Array = new Uint32Array(0);

  /** In a task of its own: all the figures at once would hold up the slider that changes them. */
  protected override async scheduleUpdate(): Promise<void> {
    await yieldTask();
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('measured') && !changed.has('order')) return;
    this.#ordered = orderBoxes(this.measured, this.order);
    const pages = Math.max(1, Math.ceil(this.#ordered.length / pageLength));
    this.page = Math.min(this.page, pages - 1);
  }

  protected override render(): TemplateResult {
    const { words, measured } = this;
    const { settings } = measured.coverage;
    const rows = [...this.#ordered.subarray(this.page * pageLength, (this.page + 1) * pageLength)];
    return html`
      <header>
        <h2 id="title">${words.text('coverage.boxes.title')}</h2>
        <button type="button" class="button" @click=${this.#download}>
          ${icon('download')} ${words.text('coverage.boxes.csv')}
        </button>
      </header>
      <div class="scroll" role="region" tabindex="0" aria-labelledby="title">
        <table>
          <thead>
            <tr>
              ${boxColumns.map((column) => this.#renderHead(column))}
              ${settings.strides.map((_, level) => html`<th scope="col" class="figure">${levelName(settings, level)}</th>`)}
              <th scope="col">${words.text('coverage.boxes.cover')}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((box) => this.#renderRow(rowOf(measured, box)))}
          </tbody>
        </table>
      </div>
      ${this.#renderPager(rows.length)}
    `;
  }

  #renderHead(column: BoxColumn): TemplateResult {
    const { order, words } = this;
    const isOwn = order.column === column;
    const sort = isOwn ? (order.isFalling ? 'descending' : 'ascending') : 'none';
    const isFigure = column !== 'file' && column !== 'class';
    return html`
      <th scope="col" aria-sort=${sort} class=${isFigure ? 'figure' : ''}>
        <button type="button" class="sort" @click=${() => this.#sort(column)}>
          ${words.text(`coverage.boxes.${column}`)}
          <span class="arrow" aria-hidden="true">${isOwn ? (order.isFalling ? '↓' : '↑') : ''}</span>
        </button>
      </th>
    `;
  }

  #renderRow(row: BoxRow): TemplateResult {
    const { words } = this;
    const side = (length: number): string => words.number(length, { maximumFractionDigits: 1 });
    const id = this.photoBoxes?.[row.box];
    return html`
      <tr>
        <td class="name">${row.fileName}</td>
        <td class="name">
          ${
            id === undefined
              ? row.className
              : html`<a
                  href=${hashOfView('microscope')}
                  aria-label=${words.text('coverage.boxes.show', { className: row.className })}
                  @click=${() => this.#show(id)}
                  >${row.className}</a
                >`
          }
        </td>
        <td class="figure">${side(row.width)} × ${side(row.height)}</td>
        <td class="figure">
          ${words.number(row.bestIou, { minimumFractionDigits: 3, maximumFractionDigits: 3 })}
        </td>
        <td class="figure">${words.number(row.anchors)}</td>
        ${row.levelAnchors.map((count) => html`<td class="figure levels">${words.number(count)}</td>`)}
        <td>
          <span class="cover">
            ${
              row.refusal === 'none'
                ? html`${coverMark(row.cover)} ${words.text(`coverage.cover.${row.cover}`)}`
                : html`${words.text(`coverage.refusal.${row.refusal}`)}`
            }
          </span>
        </td>
      </tr>
    `;
  }

  #renderPager(shown: number): TemplateResult | typeof nothing {
    const { words, page } = this;
    const total = this.#ordered.length;
    if (total <= pageLength) return nothing;
    const from = page * pageLength;
    return html`
      <footer>
        <span role="status"
          >${words.text('coverage.boxes.page', { from: from + 1, to: from + shown, total })}</span
        >
        <button
          type="button"
          class="button icon"
          aria-label=${words.text('coverage.boxes.previous')}
          ?disabled=${page === 0}
          @click=${() => this.#turn(-1)}
        >
          <span class="turn" aria-hidden="true">${icon('chevron')}</span>
        </button>
        <button
          type="button"
          class="button icon"
          aria-label=${words.text('coverage.boxes.next')}
          ?disabled=${from + shown >= total}
          @click=${() => this.#turn(1)}
        >
          <span class="turn on" aria-hidden="true">${icon('chevron')}</span>
        </button>
      </footer>
    `;
  }

  #sort(column: BoxColumn): void {
    const { order } = this;
    // Names rise from A; of figures one first wants the worst, and then the best.
    this.order = { column, isFalling: order.column === column && !order.isFalling };
    this.page = 0;
  }

  #turn(pages: number): void {
    this.page += pages;
  }

  #show(id: number): void {
    emitPageEvent(this, 'fs-panel', { panel: 'ground-truth' });
    emitPageEvent(this, 'fs-ground-truth', { action: { kind: 'select', id } });
  }

  readonly #download = (): void => {
    const text = boxesCsv(this.measured, this.#ordered);
    downloadFile(new Blob([text], { type: 'text/csv' }), 'anchor-coverage.csv');
  };
}
