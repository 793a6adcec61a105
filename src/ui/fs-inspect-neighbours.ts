import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { placeOfAnchor, shapeFactors } from '../anchors/anchor-cells.ts';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { lossContextOf, measureRow } from '../app/inspect/anchor-facts.ts';
import { anchorsTable, type NumberTable } from '../app/number-tables.ts';
import type { AnchorRow } from '../pipeline/anchor-rows.ts';
import './fs-copy-values.ts';
import { inspectStyles } from './inspect-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** All anchors of the place that is looked at; another of them can be chosen. */
@customElement('fs-inspect-neighbours')
export class FsInspectNeighbours extends LitElement {
  static override styles = [
    sharedStyles,
    inspectStyles,
    css`
      .rows {
        overflow: auto;
        max-height: 260px;
        margin-top: 4px;
        scrollbar-width: thin;
      }
      .rows:focus-visible {
        outline-offset: -2px;
      }
      thead th {
        position: sticky;
        z-index: 1;
        top: 0;
        background: var(--surface);
      }
      tr {
        position: relative;
      }
      tbody tr:hover {
        background: var(--surface-sunken);
      }
      tbody tr.current {
        background: var(--accent-soft);
        font-weight: 600;
      }
      button {
        padding: 0;
        border: 0;
        background: none;
      }
      /* The whole row is the button. */
      button::after {
        position: absolute;
        inset: 0;
        content: '';
      }
      button:focus-visible {
        outline: none;
      }
      button:focus-visible::after {
        outline: 2px solid var(--accent);
        outline-offset: -2px;
      }
      @media (forced-colors: active) {
        tbody tr.current {
          outline: 1px solid Highlight;
          outline-offset: -1px;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult | typeof nothing {
    const { words, state } = this;
    const { found } = state.inspect;
    if (!found || !state.readout) return nothing;
    return html`
      <div class="head">
        <h3>${words.plural('inspect.hereCount', found.rows.length)}</h3>
        <fs-copy-values
          class="copy"
          .words=${words}
          label=${words.text('inspect.here')}
          .table=${this.#table}
        ></fs-copy-values>
      </div>
      <div class="rows" role="region" tabindex="0" aria-label=${words.text('inspect.here')}>
        <table>
          <thead>
            <tr>
              <th scope="col">${words.text('inspect.levelShort')}</th>
              <th scope="col">${words.text('inspect.shape')}</th>
              <th scope="col">${words.text('inspect.iou')}</th>
              <th scope="col">${words.text('loss.crossEntropyShort')}</th>
              <th scope="col">${words.text('loss.focalShort')}</th>
            </tr>
          </thead>
          <tbody>
            ${found.rows.map((row) => this.#renderRow(row))}
          </tbody>
        </table>
      </div>
    `;
  }

  readonly #table = (): NumberTable => {
    const { inspect, readout, model } = this.state;
    return inspect.found && readout && model ? anchorsTable(inspect.found, readout, model) : [];
  };

  #renderRow(row: AnchorRow): TemplateResult | typeof nothing {
    const { words } = this;
    const { inspect, readout, model } = this.state;
    const layout = inspect.found?.layout;
    if (!readout || !layout || !model) return nothing;
    const context = lossContextOf(readout);
    const place = placeOfAnchor(layout, row.anchor);
    const level = layout.levels[place.level]?.name ?? '';
    const factors = shapeFactors(model.anchors, place.shape);
    const [scale, ratio] = [factors.scale, factors.ratio].map((factor) =>
      words.number(factor, { maximumFractionDigits: 2 }),
    );
    const isCurrent = row.anchor === inspect.current;
    const shape = { scale: scale ?? '', ratio: ratio ?? '' };
    return html`
      <tr class=${isCurrent ? 'current' : ''}>
        <td>
          <button
            type="button"
            aria-pressed=${isCurrent ? 'true' : 'false'}
            aria-label=${words.text('inspect.choose', { anchor: String(row.anchor), level, ...shape })}
            @click=${() =>
              emitPageEvent(this, 'fs-inspect', { action: { kind: 'choose', anchor: row.anchor } })}
          >
            ${level}
          </button>
        </td>
        <td>${words.text('inspect.shapeOf', shape)}</td>
        <td>${words.number(row.bestIou, { maximumFractionDigits: 2 })}</td>
        <td>${words.figure(measureRow(row, 'cross-entropy', context).sum)}</td>
        <td>${words.figure(measureRow(row, 'focal', context).sum)}</td>
      </tr>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-inspect-neighbours': FsInspectNeighbours;
  }
}
