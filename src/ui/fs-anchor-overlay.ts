import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { placeOfAnchor } from '../anchors/anchor-cells.ts';
import type { AppState } from '../app/app-state.ts';
import type { Placing } from '../app/stage-view.ts';
import type { Box } from '../base/box.ts';
import { overlayStyles } from './overlay-styles.ts';
import { sharedStyles } from './shared-styles.ts';

/** The anchor that is looked at and the box it overlaps most, over the stage. Pointers go through it. */
@customElement('fs-anchor-overlay')
export class FsAnchorOverlay extends LitElement {
  static override styles = [
    sharedStyles,
    overlayStyles,
    css`
      .anchor {
        stroke: #fff;
        stroke-width: 2px;
      }
      .pinned .anchor {
        fill: #fff2;
        stroke-width: 3px;
      }
      .pinned .rim {
        stroke-width: 5px;
      }
      .matched {
        stroke: #7dd9ff;
        stroke-width: 2px;
        stroke-dasharray: 6 4;
      }
      .centre {
        fill: #fff;
        stroke: #000;
        stroke-width: 1px;
      }
    `,
  ];

  @property({ attribute: false }) placing!: Placing;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult | typeof nothing {
    const { inspect, readout, model } = this.state;
    const { found, current, pinned } = inspect;
    const row = found?.rows.find(({ anchor }) => anchor === current);
    if (!found || !row) return nothing;
    const matched = readout?.groundTruth[row.matched];
    const level = found.layout.levels[placeOfAnchor(found.layout, row.anchor).level]?.name ?? '';
    const className = matched ? (model?.classes[matched.classIndex] ?? String(matched.classIndex)) : '';
    return html`
      <svg aria-hidden="true">
        ${
          matched
            ? svg`<g>${this.#renderRect(matched.box, 'rim')}${this.#renderRect(matched.box, 'matched')}
                ${this.#renderLabel(matched.box, className, true)}</g>`
            : nothing
        }
        <g class=${pinned ? 'pinned' : ''}>
          ${this.#renderRect(row.box, 'rim')} ${this.#renderRect(row.box, 'anchor')}
          ${this.#renderCentre(row.box)} ${this.#renderLabel(row.box, `${level} · ${row.anchor}`, false)}
        </g>
      </svg>
    `;
  }

  #renderRect([x0, y0, x1, y1]: Box, className: string): SVGTemplateResult {
    const { scale, offsetX, offsetY } = this.placing;
    return svg`<rect
      class=${className}
      x=${offsetX + x0 * scale}
      y=${offsetY + y0 * scale}
      width=${(x1 - x0) * scale}
      height=${(y1 - y0) * scale}
    />`;
  }

  #renderCentre([x0, y0, x1, y1]: Box): SVGTemplateResult {
    const { scale, offsetX, offsetY } = this.placing;
    const [x, y] = [offsetX + ((x0 + x1) / 2) * scale, offsetY + ((y0 + y1) / 2) * scale];
    return svg`<circle class="centre" cx=${x} cy=${y} r="3" />`;
  }

  /** Above the box, or inside where there is no room; that of the ground truth below it, so that both can be read. */
  #renderLabel([x0, y0, , y1]: Box, text: string, below: boolean): SVGTemplateResult {
    const { scale, offsetX, offsetY } = this.placing;
    const [top, bottom] = [offsetY + y0 * scale, offsetY + y1 * scale];
    const y = below ? bottom - 6 : top > 18 ? top - 6 : Math.max(15, top + 15);
    return svg`<text x=${Math.max(3, offsetX + x0 * scale + 3)} y=${y}>${text}</text>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-anchor-overlay': FsAnchorOverlay;
  }
}
