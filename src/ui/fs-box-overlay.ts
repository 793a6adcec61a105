import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { placeOfHandle } from '../app/ground-truth/box-editing.ts';
import { boxHandles, type EditedBox } from '../app/ground-truth/edited-box.ts';
import type { Placing } from '../app/stage-view.ts';
import type { Box } from '../base/box.ts';
import type { Detection } from '../detect/detection.ts';
import { classColour, cssColour } from '../stage/class-colour.ts';
import { overlayStyles } from './overlay-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** Side of a handle, in CSS pixels. */
const handleSide = 9;

/**
 * The boxes that are being edited, over the stage. It only shows them: pointers go through it to the stage, and the
 * list beside the stage is their form for keyboard and screen reader.
 */
@customElement('fs-box-overlay')
export class FsBoxOverlay extends LitElement {
  static override styles = [
    sharedStyles,
    overlayStyles,
    css`
      rect {
        vector-effect: non-scaling-stroke;
      }
      .box {
        stroke: var(--colour);
        stroke-width: 2px;
      }
      .crowd {
        stroke-dasharray: 6 4;
      }
      .selected .box {
        fill: #fff2;
        stroke-width: 3px;
      }
      .missing .box {
        stroke: #ffd24a;
        stroke-dasharray: 3 5;
        stroke-linecap: round;
      }
      .drawn .box {
        fill: #fff3;
        stroke: #fff;
      }
      .handle {
        fill: #fff;
        stroke: #000;
        stroke-width: 1px;
      }
    `,
  ];

  @property({ attribute: false }) placing!: Placing;
  @property({ attribute: false }) boxes: readonly EditedBox[] = [];
  @property({ attribute: false }) selected: number | undefined;
  @property({ attribute: false }) missing: readonly Detection[] = [];
  @property({ attribute: false }) drawn: Box | undefined;
  @property({ attribute: false }) classes: readonly string[] = [];

  protected override render(): TemplateResult {
    const { boxes, selected, drawn } = this;
    const current = boxes.find(({ id }) => id === selected);
    return html`
      <svg aria-hidden="true">
        ${this.missing.map((detection) => this.#renderMissing(detection))}
        ${boxes.filter((box) => box !== current).map((box) => this.#renderBox(box, false))}
        ${current ? this.#renderBox(current, true) : nothing}
        ${drawn ? svg`<g class="drawn">${this.#renderRect(drawn, 'box', '#fff')}</g>` : nothing}
      </svg>
    `;
  }

  #renderBox({ box, classIndex, crowd }: EditedBox, isSelected: boolean): SVGTemplateResult {
    const colour = cssColour(classColour(classIndex));
    return svg`
      <g class=${isSelected ? 'selected' : ''}>
        ${this.#renderRect(box, 'rim', colour)}
        ${this.#renderRect(box, crowd ? 'box crowd' : 'box', colour)}
        ${this.#renderLabel(box, this.classes[classIndex] ?? String(classIndex))}
        ${isSelected ? boxHandles.map((handle) => this.#renderHandle(box, handle)) : nothing}
      </g>
    `;
  }

  #renderMissing({ box, classIndex }: Detection): SVGTemplateResult {
    return svg`
      <g class="missing">
        ${this.#renderRect(box, 'box', '#ffd24a')}
        ${this.#renderLabel(box, `${this.classes[classIndex] ?? String(classIndex)}?`)}
      </g>
    `;
  }

  #renderRect([x0, y0, x1, y1]: Box, className: string, colour: string): SVGTemplateResult {
    const { scale, offsetX, offsetY } = this.placing;
    return svg`<rect
      class=${className}
      x=${offsetX + x0 * scale}
      y=${offsetY + y0 * scale}
      width=${Math.max(0, x1 - x0) * scale}
      height=${Math.max(0, y1 - y0) * scale}
      ${styleProperties({ '--colour': colour })}
    />`;
  }

  #renderLabel([x0, y0]: Box, text: string): SVGTemplateResult {
    const { scale, offsetX, offsetY } = this.placing;
    const y = offsetY + y0 * scale;
    // Inside the box where there is no room above it.
    return svg`<text x=${offsetX + x0 * scale + 3} y=${y > 18 ? y - 6 : y + 15}>${text}</text>`;
  }

  #renderHandle(box: Box, handle: (typeof boxHandles)[number]): SVGTemplateResult {
    const { scale, offsetX, offsetY } = this.placing;
    const { x, y } = placeOfHandle(box, handle);
    return svg`<rect
      class="handle"
      x=${offsetX + x * scale - handleSide / 2}
      y=${offsetY + y * scale - handleSide / 2}
      width=${handleSide}
      height=${handleSide}
    />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-box-overlay': FsBoxOverlay;
  }
}
