import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { nextGesture } from '../app/ground-truth/box-editing.ts';
import type { EditedBox } from '../app/ground-truth/edited-box.ts';
import type { GroundTruthAction } from '../app/ground-truth/ground-truth-state.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import type { Box } from '../base/box.ts';
import { classColour, cssColour } from '../stage/class-colour.ts';
import { FocusKeeper } from './focus-keeper.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** The four figures of a box's form, each with the box that it makes. */
const figures = [
  {
    key: 'groundTruth.x',
    of: ([x0]: Box) => x0,
    set: ([x0, y0, x1, y1]: Box, x: number): Box => [x, y0, x1 + x - x0, y1],
  },
  {
    key: 'groundTruth.y',
    of: ([, y0]: Box) => y0,
    set: ([x0, y0, x1, y1]: Box, y: number): Box => [x0, y, x1, y1 + y - y0],
  },
  {
    key: 'groundTruth.width',
    of: ([x0, , x1]: Box) => x1 - x0,
    set: ([x0, y0, , y1]: Box, width: number): Box => [x0, y0, x0 + width, y1],
  },
  {
    key: 'groundTruth.height',
    of: ([, y0, , y1]: Box) => y1 - y0,
    set: ([x0, y0, x1]: Box, height: number): Box => [x0, y0, x1, y0 + height],
  },
] as const satisfies readonly {
  key: TextKey;
  of: (box: Box) => number;
  set: (box: Box, value: number) => Box;
}[];

/** The boxes in words: one can be chosen, and then everything of it changed without a pointer. */
@customElement('fs-box-list')
export class FsBoxList extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .choose {
        display: flex;
        gap: 8px;
        align-items: center;
        width: 100%;
        min-height: 32px;
        padding: 0 8px;
        border: 0;
        border-radius: 4px;
        background: none;
        text-align: left;
      }
      .choose:hover {
        background: var(--surface-sunken);
      }
      li.selected {
        border-radius: var(--radius-small);
        background: var(--accent-soft);
      }
      .swatch {
        width: 8px;
        height: 8px;
        flex: none;
        border-radius: 2px;
        forced-color-adjust: none;
      }
      .size {
        margin-left: auto;
        color: var(--text-quiet);
        white-space: nowrap;
      }
      .form {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 8px;
        padding: 4px 8px 8px;
      }
      .wide {
        grid-column: 1 / -1;
      }
      .row {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
      }
      .form label {
        color: var(--text-quiet);
        font-size: 12px;
      }
      .form .check {
        display: flex;
        gap: 8px;
        align-items: center;
        color: var(--text);
      }
      select,
      input[type='number'] {
        width: 100%;
        height: 30px;
        padding: 0 6px;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--surface-raised);
        color: var(--text);
      }
      .empty {
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) boxes: readonly EditedBox[] | undefined;
  @property({ attribute: false }) selected: number | undefined;
  @property({ attribute: false }) classes: readonly string[] = [];

  constructor() {
    super();
    new FocusKeeper(this);
  }

  protected override render(): TemplateResult {
    const { boxes = [], words } = this;
    if (boxes.length === 0) {
      return html`<p class="empty" tabindex="-1">
        ${words.text(this.boxes ? 'groundTruth.empty' : 'groundTruth.none')}
      </p>`;
    }
    return html`
      <ul aria-label=${words.text('groundTruth.boxes')}>
        ${repeat(
          boxes,
          ({ id }) => id,
          (box, index) => this.#renderBox(box, index),
        )}
      </ul>
    `;
  }

  #renderBox(edited: EditedBox, index: number): TemplateResult {
    const { id, box, classIndex } = edited;
    const isSelected = id === this.selected;
    const className = this.#nameOf(classIndex);
    const side = (length: number): string => this.words.number(length, { maximumFractionDigits: 0 });
    const sides = { width: side(box[2] - box[0]), height: side(box[3] - box[1]) };
    const size = this.words.text('groundTruth.size', sides);
    return html`
      <li class=${isSelected ? 'selected' : ''}>
        <button
          type="button"
          class="choose"
          aria-expanded=${isSelected ? 'true' : 'false'}
          aria-label=${this.words.text('groundTruth.box', { className, size, number: index + 1 })}
          @click=${() => this.#act({ kind: 'select', id: isSelected ? undefined : id })}
        >
          <span class="swatch" ${styleProperties({ background: cssColour(classColour(classIndex)) })}></span>
          <span>${className}</span>
          <span class="size">${size}</span>
        </button>
        ${isSelected ? this.#renderForm(edited) : nothing}
      </li>
    `;
  }

  #renderForm(edited: EditedBox): TemplateResult {
    const { words } = this;
    const { id, classIndex, crowd } = edited;
    return html`
      <div class="form">
        <label class="wide">
          ${words.text('groundTruth.class')}
          <select
            .value=${String(classIndex)}
            @change=${(event: Event) =>
              this.#act({
                kind: 'relabel',
                id,
                classIndex: Number((event.target as HTMLSelectElement).value),
              })}
          >
            ${this.classes.map(
              (name, index) =>
                html`<option value=${index} ?selected=${index === classIndex}>${name}</option>`,
            )}
          </select>
        </label>
        ${figures.map((figure) => this.#renderFigure(edited, figure))}
        <div class="wide row">
          <label class="check">
            <input
              type="checkbox"
              .checked=${live(crowd)}
              @change=${(event: Event) =>
                this.#act({ kind: 'crowd', id, crowd: (event.target as HTMLInputElement).checked })}
            />
            ${words.text('groundTruth.crowd')}
          </label>
          <button type="button" class="button" @click=${() => this.#act({ kind: 'remove', id })}>
            ${words.text('groundTruth.remove')}
          </button>
        </div>
      </div>
    `;
  }

  #renderFigure({ id, box }: EditedBox, { key, of, set }: (typeof figures)[number]): TemplateResult {
    return html`
      <label>
        ${this.words.text(key)}
        <input
          type="number"
          step="1"
          .value=${live(String(Math.round(of(box) * 10) / 10))}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            const value = input.valueAsNumber;
            this.#act({ kind: 'place', id, box: set(box, value), gesture: nextGesture() });
            // A figure that was refused gives way to the one in force.
            this.requestUpdate();
          }}
        />
      </label>
    `;
  }

  #nameOf(classIndex: number): string {
    return this.classes[classIndex] ?? String(classIndex);
  }

  #act(action: GroundTruthAction): void {
    emitPageEvent(this, 'fs-ground-truth', { action });
  }
}
