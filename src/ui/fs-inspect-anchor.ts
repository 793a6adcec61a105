import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { placeOfAnchor, shapeFactors } from '../anchors/anchor-cells.ts';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import {
  describeAnchor,
  lossContextOf,
  measureAnchor,
  type AnchorFacts,
  type ClassFacts,
} from '../app/inspect/anchor-facts.ts';
import { anchorClassTable, anchorsTable, type NumberTable } from '../app/number-tables.ts';
import './fs-copy-button.ts';
import './fs-copy-values.ts';
import type { AnchorRow } from '../pipeline/anchor-rows.ts';
import { inspectStyles } from './inspect-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Classes shown beside the anchor's own. */
const shownClasses = 5;

/** What is known of one anchor: where it lies, what it was assigned to, and where its loss comes from. */
@customElement('fs-inspect-anchor')
export class FsInspectAnchor extends LitElement {
  static override styles = [
    sharedStyles,
    inspectStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .title {
        font-size: 13px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 2px 12px;
        margin: 0;
        font-size: 12px;
      }
      dt {
        color: var(--text-quiet);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .own > * {
        font-weight: 600;
      }
      table {
        font-size: 11px;
      }
      th,
      td {
        padding-left: 7px;
      }
      .name {
        position: relative;
        max-width: 76px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .block {
        display: grid;
        gap: 4px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult | typeof nothing {
    const { words } = this;
    const { inspect, readout, model } = this.state;
    const row = inspect.found?.rows.find(({ anchor }) => anchor === inspect.current);
    if (!inspect.found || !row || !readout || !model) {
      return html`<p class="quiet-text">${words.text('inspect.loading')}</p>`;
    }
    const facts = measureAnchor(row, lossContextOf(readout));
    return html`
      <div class="head">
        <h3 class="title">${words.text('inspect.anchor', { anchor: String(row.anchor) })}</h3>
        ${inspect.pinned ? html`<span class="badge">${words.text('inspect.pinned')}</span>` : nothing}
        <fs-copy-values
          class="copy"
          .words=${words}
          label=${words.text('inspect.anchor', { anchor: String(row.anchor) })}
          .table=${() => this.#anchorTable(row)}
        ></fs-copy-values>
      </div>
      <p class="visually-hidden" role="status">${inspect.pinned ? this.#summary(facts) : nothing}</p>
      ${this.#renderPlace(facts)} ${this.#renderLosses(facts)} ${this.#renderClasses(facts)}
      ${inspect.pinned ? this.#renderPinned(facts) : nothing}
    `;
  }

  #renderPlace({ row }: AnchorFacts): TemplateResult {
    const { words, state } = this;
    const layout = state.inspect.found?.layout;
    if (!layout || !state.model) return html``;
    const place = placeOfAnchor(layout, row.anchor);
    const { scale, ratio } = shapeFactors(state.model.anchors, place.shape);
    const [x0, y0, x1, y1] = row.box;
    const pixels = (value: number): string => words.number(value, { maximumFractionDigits: 1 });
    const figure = (value: number): string => words.number(value, { maximumFractionDigits: 3 });
    const box = { width: pixels(x1 - x0), height: pixels(y1 - y0), x: pixels(x0), y: pixels(y0) };
    const nearest = row.target >= 0 ? undefined : this.#matched(row.matched);
    return html`
      <dl>
        <dt>${words.text('inspect.levelShort')}</dt>
        <dd>${layout.levels[place.level]?.name}</dd>
        <dt>${words.text('inspect.cell')}</dt>
        <dd>${words.text('inspect.cellPlace', { x: place.x, y: place.y })}</dd>
        <dt>${words.text('inspect.shape')}</dt>
        <dd>${words.text('inspect.shapeOf', { scale: figure(scale), ratio: figure(ratio) })}</dd>
        <dt>${words.text('inspect.box')}</dt>
        <dd>${words.text('inspect.boxSize', box)}</dd>
        <dt>${words.text('inspect.assignment')}</dt>
        <dd>${this.#assignment(row.target, row.matched)}</dd>
        <dt>${words.text('inspect.iou')}</dt>
        <dd>${figure(row.bestIou)}</dd>
        ${
          nearest
            ? html`<dt>${words.text('inspect.nearest')}</dt>
                <dd>${words.text('inspect.nearestBox', nearest)}</dd>`
            : nothing
        }
        <dt>${words.text('inspect.deltas')}</dt>
        <dd>${row.deltas.map(figure).join('  ')}</dd>
      </dl>
    `;
  }

  #renderLosses({ crossEntropy, focal }: AnchorFacts): TemplateResult {
    const { words, state } = this;
    const { readout } = state;
    if (!readout) return html``;
    const { gamma, alpha, normaliser } = lossContextOf(readout);
    const rows = [
      { key: 'loss.crossEntropyShort', loss: crossEntropy, total: readout.crossEntropy.total },
      { key: 'loss.focalShort', loss: focal, total: readout.focal.total },
    ] as const;
    return html`
      <div class="block">
        <div class="wide-table" role="region" tabindex="0" aria-label=${words.text('inspect.losses')}>
          <table>
            <thead>
              <tr>
                <th scope="col">${words.text('inspect.lossOf')}</th>
                <th scope="col">${words.text('inspect.sum')}</th>
                <th scope="col">÷ ${words.number(normaliser)}</th>
                <th scope="col">${words.text('inspect.share')}</th>
                <th scope="col">${words.text('inspect.gradient')}</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                ({ key, loss, total }) => html`
                  <tr>
                    <th scope="row">${words.text(key)}</th>
                    <td>${words.figure(loss.sum)}</td>
                    <td>${words.figure(loss.normalised)}</td>
                    <td>${words.percent(total > 0 ? loss.normalised / total : 0)}</td>
                    <td>${words.figure(loss.gradientNorm)}</td>
                  </tr>
                `,
              )}
            </tbody>
          </table>
        </div>
        <p class="quiet-text">
          ${words.text('inspect.normaliserNote', {
            count: normaliser,
            gamma,
            alpha: alpha < 0 ? words.text('inspect.off') : alpha,
          })}
        </p>
      </div>
    `;
  }

  #renderClasses(facts: AnchorFacts): TemplateResult {
    const { words } = this;
    const { classes } = facts;
    const shown = classes.slice(0, shownClasses + (classes[0]?.isOwn ? 1 : 0));
    return html`
      <div class="block">
        <div class="wide-table" role="region" tabindex="0" aria-label=${words.text('inspect.classes')}>
          <table>
            <thead>
              <tr>
                <th scope="col">${words.text('inspect.class')}</th>
                <th scope="col"><i>p</i></th>
                <th scope="col"><i>p</i><sub>t</sub></th>
                <th scope="col">(1−<i>p</i><sub>t</sub>)<sup>γ</sup></th>
                <th scope="col">${words.text('loss.crossEntropyShort')}</th>
                <th scope="col">${words.text('loss.focalShort')}</th>
                <th scope="col">∂${words.text('loss.focalShort')}/∂<i>x</i></th>
              </tr>
            </thead>
            <tbody>
              ${shown.map((one) => this.#renderClass(one))}
            </tbody>
          </table>
        </div>
        <div class="head">
          <p class="quiet-text">${words.text('inspect.classesNote', { count: classes.length })}</p>
          <fs-copy-values
            class="copy"
            .words=${words}
            label=${words.text('inspect.classes')}
            .table=${() => anchorClassTable(facts, this.state.model?.classes ?? [])}
          ></fs-copy-values>
        </div>
      </div>
    `;
  }

  #anchorTable(row: AnchorRow): NumberTable {
    const { inspect, readout, model } = this.state;
    if (!inspect.found || !readout || !model) return [];
    return anchorsTable({ layout: inspect.found.layout, rows: [row] }, readout, model);
  }

  #renderClass(one: ClassFacts): TemplateResult {
    const { words } = this;
    const className = this.#nameOf(one.classIndex);
    const figure = (value: number | undefined): string =>
      value === undefined ? '–' : words.shortFigure(value);
    return html`
      <tr class=${one.isOwn ? 'own' : ''}>
        <th scope="row" class="name" title=${className}>
          ${className}${one.isOwn ? html`<span class="visually-hidden">${words.text('inspect.ownClass')}</span>` : nothing}
        </th>
        <td>${figure(one.p)}</td>
        <td>${figure(one.pt)}</td>
        <td>${figure(one.modulation)}</td>
        <td>${figure(one.crossEntropy)}</td>
        <td>${figure(one.focal)}</td>
        <td>${figure(one.focalGradient)}</td>
      </tr>
    `;
  }

  #renderPinned(facts: AnchorFacts): TemplateResult | typeof nothing {
    const { words } = this;
    const { inspect, model, readout } = this.state;
    if (!inspect.found || !model || !readout) return nothing;
    const json = JSON.stringify(describeAnchor(facts, inspect.found.layout, model, readout), undefined, 2);
    return html`
      <p class="quiet-text">${words.text('inspect.keys')}</p>
      <div class="head">
        <fs-copy-button
          .words=${words}
          label=${words.text('inspect.copyJson')}
          .text=${json}
        ></fs-copy-button>
        <button
          type="button"
          class="button"
          @click=${() => emitPageEvent(this, 'fs-inspect', { action: { kind: 'release' } })}
        >
          ${words.text('inspect.release')}
        </button>
      </div>
    `;
  }

  /** One sentence for those who hear it. */
  #summary({ row, crossEntropy, focal }: AnchorFacts): string {
    const { words, state } = this;
    const layout = state.inspect.found?.layout;
    const isFocal = state.settings.shown === 'focal';
    return words.text('inspect.announce', {
      anchor: String(row.anchor),
      level: layout?.levels[placeOfAnchor(layout, row.anchor).level]?.name ?? '',
      assignment: this.#assignment(row.target, row.matched),
      iou: words.number(row.bestIou, { maximumFractionDigits: 2 }),
      loss: words.text(isFocal ? 'loss.focal' : 'loss.crossEntropy'),
      value: words.figure(isFocal ? focal.sum : crossEntropy.sum),
    });
  }

  #assignment(target: number, matched: number): string {
    const { words } = this;
    if (target < 0) return words.text(`inspect.assignment.${target === -1 ? 'background' : 'ignored'}`);
    const values = { className: this.#nameOf(target), number: matched + 1 };
    return words.text('inspect.assignment.foreground', values);
  }

  #matched(index: number): { readonly className: string; readonly number: number } | undefined {
    const box = this.state.readout?.groundTruth[index];
    return box && { className: this.#nameOf(box.classIndex), number: index + 1 };
  }

  #nameOf(classIndex: number): string {
    return this.state.model?.classes[classIndex] ?? String(classIndex);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-inspect-anchor': FsInspectAnchor;
  }
}
