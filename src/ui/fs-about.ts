import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { aboutSubjects, paperParts, type AboutSubject, type PaperPlace } from '../app/about.ts';
import type { Words } from '../app/i18n/words.ts';
import { icon } from './icons.ts';
import { sharedStyles } from './shared-styles.ts';

/** Distance of the answer from its button and from the window's edges, in CSS pixels. */
const gap = 8;

/** “What am I looking at?”: a button, and an answer of two sentences with its place in the paper. */
@customElement('fs-about')
export class FsAbout extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        flex: none;
        line-height: 0;
      }
      button {
        width: 24px;
        height: 24px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: none;
        color: var(--text-quiet);
      }
      button:hover,
      button[aria-expanded='true'] {
        color: var(--accent);
      }
      [popover] {
        --x: 0px;
        --y: 0px;
        position: fixed;
        inset: var(--y) auto auto var(--x);
        width: min(340px, calc(100vw - 24px));
        margin: 0;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface-raised);
        color: var(--text);
        box-shadow: var(--shadow);
        font-size: 13px;
        font-weight: 400;
        line-height: 1.5;
      }
      strong {
        font-weight: 600;
      }
      .paper {
        margin-top: 6px;
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() subject: AboutSubject = 'stage';
  @query('button') private readonly button!: HTMLElement;
  @query('[popover]') private readonly answer!: HTMLElement;

  protected override render(): TemplateResult {
    const { words, subject } = this;
    const name = words.text(`about.name.${subject}`);
    const label = words.text('about.label', { name });
    return html`
      <button type="button" popovertarget="answer" title=${words.text('about.title')} aria-label=${label}>
        ${icon('info')}
      </button>
      <div id="answer" popover role="note" aria-label=${name} @toggle=${this.#onToggle}>
        <p><strong>${name}</strong></p>
        <p>${words.text(`about.${subject}`)}</p>
        ${this.#renderPaper(aboutSubjects[subject])}
      </div>
    `;
  }

  #renderPaper(place: PaperPlace | undefined): TemplateResult | typeof nothing {
    const { words } = this;
    if (!place) return nothing;
    const parts = paperParts.flatMap((part) => {
      const number = place[part];
      return number === undefined ? [] : [words.text(`about.${part}`, { number })];
    });
    return html`<p class="paper">${words.text('about.paper', { place: words.list(parts) })}</p>`;
  }

  /** Below the button, or above it where there is more room, and always within the window. */
  readonly #onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'open') return;
    const from = this.button.getBoundingClientRect();
    const { width, height } = this.answer.getBoundingClientRect();
    const below = from.bottom + gap;
    const y = below + height > innerHeight - gap ? Math.max(gap, from.top - gap - height) : below;
    const x = Math.min(Math.max(gap, from.right - width), innerWidth - gap - width);
    this.answer.style.setProperty('--x', `${x}px`);
    this.answer.style.setProperty('--y', `${y}px`);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-about': FsAbout;
  }
}
