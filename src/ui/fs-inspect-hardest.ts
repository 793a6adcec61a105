import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { placeOfAnchor } from '../anchors/anchor-cells.ts';
import type { AppState } from '../app/app-state.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import type { HardestChoice } from '../app/inspect/inspect-state.ts';
import { hardestTable, type NumberTable } from '../app/number-tables.ts';
import { sigmoid } from '../detect/score.ts';
import type { HardestRow, HardestRows } from '../pipeline/anchor-rows.ts';
import { controlsStyles } from './controls-styles.ts';
import { hardestStyles, hardestRowHeight } from './hardest-styles.ts';
import { inspectStyles } from './inspect-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';
import { renderTitled } from './titled.ts';

interface RankedRow extends HardestRow {
  readonly rank: number;
  readonly level: number;
  readonly score: number;
}

/** Rows that the list's window holds, and rows drawn before and after it. */
const rowsInSight = 15;
const rowsBeyond = 10;

/** Columns of the list: what they sort by, and whether the largest comes first. */
const columns = [
  { name: 'rank', key: 'inspect.hardest.rank', of: (row: RankedRow) => row.rank, falls: false },
  { name: 'level', key: 'inspect.levelShort', of: (row: RankedRow) => row.level, falls: false },
  { name: 'class', key: 'inspect.class', of: (row: RankedRow) => row.score, falls: true },
  { name: 'value', key: undefined, of: (row: RankedRow) => row.value, falls: true },
  { name: 'iou', key: 'inspect.iouShort', of: (row: RankedRow) => row.bestIou, falls: true },
] as const;
type Column = (typeof columns)[number];

/** What the list can be drawn up by; each field of a choice with its values and the words for them. */
const choices = [
  {
    field: 'among',
    label: 'inspect.hardest.among',
    values: ['foreground', 'background', 'all'],
    text: (value: string): TextKey => `inspect.hardest.among.${value}` as TextKey,
  },
  {
    field: 'loss',
    label: 'inspect.hardest.loss',
    values: ['focal', 'cross-entropy'],
    text: (value: string): TextKey => (value === 'focal' ? 'loss.focal' : 'loss.crossEntropy'),
  },
  {
    field: 'by',
    label: 'inspect.hardest.by',
    values: ['loss', 'gradient'],
    text: (value: string): TextKey => `inspect.hardest.by.${value}` as TextKey,
  },
  {
    field: 'count',
    label: 'inspect.hardest.count',
    values: [50, 200, 1000],
    text: undefined,
  },
] as const;

/** The list of the anchors with the largest losses or gradients; choosing one flies there. */
@customElement('fs-inspect-hardest')
export class FsInspectHardest extends LitElement {
  static override styles = [sharedStyles, controlsStyles, inspectStyles, hardestStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @state() private sort: { readonly column: Column; readonly reversed: boolean } = {
    column: columns[0],
    reversed: false,
  };

  /** The first row in sight, or one a little before it. */
  @state() private firstRow = 0;
  /** What was sorted last: nothing is sorted again because the pointer has moved. */
  #order:
    | {
        readonly list: HardestRows;
        readonly sort: FsInspectHardest['sort'];
        readonly rows: readonly RankedRow[];
      }
    | undefined;

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { choice, list, error } = state.inspect.hardest;
    return html`
      <section class="group">
        ${renderTitled(words, {
          title: words.text('inspect.hardest'),
          subject: 'hardest',
          table: list && list.rows.length > 0 ? this.#table : undefined,
          id: 'title',
        })}
        <div class="choices">${choices.map((one) => this.#renderChoice(one, choice))}</div>
        ${error ? html`<p class="warning" role="alert">${words.text(`error.${error.code}.title`, error.details)}</p>` : nothing}
        ${list ? this.#renderList(list) : error ? nothing : html`<p class="quiet-text">${words.text('inspect.loading')}</p>`}
      </section>
    `;
  }

  #renderChoice(
    { field, label, values, text }: (typeof choices)[number],
    choice: HardestChoice,
  ): TemplateResult {
    const { words } = this;
    return html`<label>
      ${words.text(label)}
      <select
        @change=${(event: Event) => {
          const value = values[(event.target as HTMLSelectElement).selectedIndex];
          const change = { [field]: value } as Partial<HardestChoice>;
          emitPageEvent(this, 'fs-inspect', { action: { kind: 'hardest', choice: change } });
        }}
      >
        ${values.map(
          (value) =>
            html`<option ?selected=${choice[field] === value}>
              ${typeof value === 'number' ? words.number(value) : words.text(text?.(value) ?? label)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  #renderList(list: HardestRows): TemplateResult {
    const { words, state } = this;
    if (list.rows.length === 0) return html`<p class="quiet-text">${words.text('inspect.hardest.none')}</p>`;
    const { loss } = state.inspect.hardest.choice;
    const total = (loss === 'focal' ? state.readout?.focal.total : state.readout?.crossEntropy.total) ?? 0;
    const sum = list.rows.reduce((before, row) => before + row.loss, 0);
    return html`
      <p class="quiet-text">
        ${words.text('inspect.hardest.share', {
          count: list.rows.length,
          share: words.percent(total > 0 ? Math.min(1, sum / total) : 0),
          loss: words.text(loss === 'focal' ? 'loss.focal' : 'loss.crossEntropy'),
        })}
        ${words.text('inspect.hardest.note', { count: list.layout.anchorCount })}
      </p>
      <div
        class="list"
        role="table"
        aria-labelledby="title"
        aria-rowcount=${list.rows.length + 1}
        @scroll=${this.#onScroll}
      >
        <div class="row heads" role="row" aria-rowindex="1">
          ${columns.map((column) => this.#renderHead(column))}
        </div>
        ${this.#renderRows(list)}
      </div>
    `;
  }

  /** The rows in sight, some more for a quick hand, and as much room as the others would take. */
  #renderRows(list: HardestRows): TemplateResult {
    const rows = this.#sorted(list);
    const first = Math.max(0, Math.min(this.firstRow, rows.length - rowsInSight) - rowsBeyond);
    const end = Math.min(rows.length, this.firstRow + rowsInSight + rowsBeyond);
    const room = (count: number): TemplateResult =>
      html`<div role="none" ${styleProperties({ height: `${count * hardestRowHeight}px` })}></div>`;
    return html`
      ${room(first)}
      ${repeat(
        rows.slice(first, end),
        ({ anchor }) => anchor,
        (row, index) => this.#renderRow(row, list, first + index + 2),
      )}
      ${room(rows.length - end)}
    `;
  }

  readonly #onScroll = (event: Event): void => {
    // In steps of a few rows: between them there is nothing new to draw.
    const row = Math.floor((event.target as HTMLElement).scrollTop / hardestRowHeight);
    this.firstRow = row - (row % (rowsBeyond / 2));
  };

  readonly #table = (): NumberTable => {
    const { inspect, model } = this.state;
    const { list } = inspect.hardest;
    if (!list) return [];
    return hardestTable({ ...list, rows: this.#sorted(list) }, model?.classes ?? []);
  };

  #renderHead(column: Column): TemplateResult {
    const { sort } = this;
    const isSorted = sort.column === column;
    const falls = column.falls !== (isSorted && sort.reversed);
    return html`<div
      role="columnheader"
      class=${column.name}
      aria-sort=${isSorted ? (falls ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        @click=${() => {
          this.sort = { column, reversed: isSorted && !sort.reversed };
        }}
      >
        ${this.#titleOf(column)}<span class="arrow" aria-hidden="true"
          >${isSorted ? (falls ? '↓' : '↑') : ''}</span
        >
      </button>
    </div>`;
  }

  #renderRow(row: RankedRow, { layout }: HardestRows, place: number): TemplateResult {
    const { words, state } = this;
    const className = state.model?.classes[row.topClass] ?? String(row.topClass);
    const score = words.percent(row.score);
    const value = words.figure(row.value);
    const isCurrent = row.anchor === state.inspect.current;
    const { rank, anchor, box } = row;
    const label = { rank, anchor: String(anchor), className, score, loss: value };
    return html`<div class="row ${isCurrent ? 'current' : ''}" role="row" aria-rowindex=${place}>
      <div role="cell" class="rank">
        <button
          type="button"
          class="visit"
          aria-label=${words.text('inspect.hardest.visit', label)}
          @click=${() => emitPageEvent(this, 'fs-inspect', { action: { kind: 'visit', anchor, box } })}
        >
          ${words.number(rank)}
        </button>
      </div>
      <div role="cell" class="level">${layout.levels[row.level]?.name}</div>
      <div role="cell" class="class">${className} <span class="quiet">${score}</span></div>
      <div role="cell" class="value">${value}</div>
      <div role="cell" class="iou">${words.number(row.bestIou, { maximumFractionDigits: 2 })}</div>
    </div>`;
  }

  #titleOf({ key }: Column): string {
    const { words, state } = this;
    if (key) return words.text(key);
    const { loss, by } = state.inspect.hardest.choice;
    const name = words.text(loss === 'focal' ? 'loss.focalShort' : 'loss.crossEntropyShort');
    return by === 'gradient' ? `|∂${name}|` : name;
  }

  #sorted(list: HardestRows): readonly RankedRow[] {
    const { column, reversed } = this.sort;
    const known = this.#order;
    if (known?.list === list && known.sort === this.sort) return known.rows;
    const { rows, layout } = list;
    const ranked = rows.map((row, index) => ({
      ...row,
      rank: index + 1,
      level: placeOfAnchor(layout, row.anchor).level,
      score: sigmoid(row.topLogit),
    }));
    const sign = column.falls === reversed ? 1 : -1;
    ranked.sort((a, b) => sign * (column.of(a) - column.of(b)) || a.rank - b.rank);
    this.#order = { list, sort: this.sort, rows: ranked };
    return ranked;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-inspect-hardest': FsInspectHardest;
  }
}
