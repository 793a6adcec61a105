import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { lossSymbols } from '../app/loss-symbols.ts';
import { matchShortcut, pressOf } from '../app/shortcuts.ts';
import { compareModeOf, type StageChoices } from '../app/engine-settings.ts';
import { settingTable } from '../app/settings.ts';
import { emitSettings } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** Steps of the divider by key, as a share of the stage's width. */
const smallStep = 0.01;
const largeStep = 0.1;

/** Where each chord moves it: left, right, up, down, a page up, a page down. */
const ways = [-1, 1, 1, -1, 1, -1] as const;

/** The line between the two sides on the stage, with their names; it can be dragged where one swipes. */
@customElement('fs-compare-divider')
export class FsCompareDivider extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        --place: 50%;
        position: absolute;
        inset: 0;
        pointer-events: none;
      }
      .side {
        position: absolute;
        top: 0;
        height: 48px;
        overflow: hidden;
        padding: 12px;
        white-space: nowrap;
      }
      .left {
        right: calc(100% - var(--place));
        left: 0;
        text-align: right;
      }
      .right {
        right: 0;
        left: var(--place);
      }
      .name {
        display: inline-block;
        padding: 2px 8px;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--surface-raised);
        box-shadow: var(--shadow);
        font-size: 12px;
        font-weight: 600;
      }
      .line {
        position: absolute;
        inset: 0 auto 0 var(--place);
        width: 2px;
        margin-left: -1px;
        background: #fff;
        box-shadow: 0 0 0 1px #000a;
      }
      .grip {
        position: absolute;
        inset: 0 auto 0 var(--place);
        width: 44px;
        margin-left: -22px;
        cursor: ew-resize;
        pointer-events: auto;
        touch-action: none;
      }
      .grip:focus-visible {
        outline: none;
      }
      .knob {
        position: absolute;
        top: 50%;
        left: 50%;
        display: grid;
        place-items: center;
        width: 32px;
        height: 32px;
        border: 1px solid var(--line-strong);
        border-radius: 50%;
        background: var(--surface-raised);
        box-shadow: var(--shadow);
        translate: -50% -50%;
      }
      .knob svg {
        width: 16px;
        height: 16px;
        fill: none;
        stroke: currentColor;
        stroke-linecap: round;
        stroke-linejoin: round;
        stroke-width: 1.5;
      }
      .grip:focus-visible .knob {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: StageChoices;
  @query('.grip') private readonly grip!: HTMLElement | null;

  protected override render(): TemplateResult | typeof nothing {
    const mode = compareModeOf(this.state);
    if (mode !== 'swipe' && mode !== 'side-by-side') return nothing;
    const { settings } = this.state;
    const left = lossSymbols[settings.compareLeft];
    const right = lossSymbols[settings.compareRight];
    const place = mode === 'swipe' ? settings.divider : 0.5;
    return html`
      <div class="parts" ${styleProperties({ '--place': `${place * 100}%` })}>
        <div class="side left" aria-hidden="true"><span class="name">${left}</span></div>
        <div class="side right" aria-hidden="true"><span class="name">${right}</span></div>
        <div class="line"></div>
        ${mode === 'swipe' ? this.#renderGrip(left, right) : nothing}
      </div>
    `;
  }

  #renderGrip(left: string, right: string): TemplateResult {
    const { words } = this;
    const { settings } = this.state;
    const share = words.percent(settings.divider);
    return html`
      <div
        class="grip"
        role="slider"
        tabindex="0"
        aria-label=${words.text('compare.divider', { left, right })}
        aria-orientation="horizontal"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(settings.divider * 100)}
        aria-valuetext=${words.text('compare.dividerValue', { share, left })}
        @pointerdown=${this.#onPointerDown}
        @pointermove=${this.#onPointerMove}
        @keydown=${this.#onKey}
      >
        <span class="knob" aria-hidden="true">
          <svg viewBox="0 0 16 16"><path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5" /></svg>
        </span>
      </div>
    `;
  }

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.grip?.setPointerCapture(event.pointerId);
    this.#moveTo(event);
  };

  readonly #onPointerMove = (event: PointerEvent): void => {
    if (this.grip?.hasPointerCapture(event.pointerId)) this.#moveTo(event);
  };

  #moveTo(event: PointerEvent): void {
    const { left, width } = this.getBoundingClientRect();
    if (width > 0) this.#set((event.clientX - left) / width, event);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const { divider } = this.state.settings;
    const match = matchShortcut('divider', pressOf(event));
    if (!match) return;
    event.preventDefault();
    if (match.name === 'ends') this.#set(match.at, event);
    else this.#set(divider + (match.name === 'move' ? smallStep : largeStep) * (ways[match.at] ?? 0), event);
  };

  #set(place: number, cause: Event): void {
    const { minimum, maximum } = settingTable.divider;
    // In thousandths: a pixel of the widest screens, without a tail of digits.
    const divider = Math.round(Math.min(maximum, Math.max(minimum, place)) * 1000) / 1000;
    if (divider !== this.state.settings.divider) emitSettings(this, { divider }, cause);
  }
}
