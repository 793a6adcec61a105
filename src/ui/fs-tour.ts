import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { tourPlan } from '../app/tour/tour-plan.ts';
import { tourSteps, type TourAction } from '../app/tour/tour-state.ts';
import { tourText, type TourText } from '../app/tour/tour-text.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { TourSpotlight } from './tour-spotlight.ts';

/** How long a step waits to be read out for its figures, in milliseconds. */
const patience = 8000;

/** The guided tour's card, below the photo. It reads itself out once a step; the keyboard stays on its buttons. */
@customElement('fs-tour')
export class FsTour extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      section {
        display: grid;
        grid-template: 'head leave' auto 'text actions' auto / minmax(0, 1fr) auto;
        gap: 4px 16px;
        align-items: end;
        padding: 10px 16px 12px;
        border-top: 2px solid var(--accent);
        background: var(--surface);
      }
      header {
        grid-area: head;
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        align-items: baseline;
      }
      h2 {
        font-size: 15px;
        font-weight: 650;
      }
      .quiet-text {
        color: var(--text-quiet);
        font-size: 12px;
      }
      .text {
        grid-area: text;
        /* Three lines from the start: the figures come later, and must not move the photo. */
        max-width: 84ch;
        min-height: 4.5em;
      }
      .actions {
        grid-area: actions;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        justify-content: end;
      }
      .leave {
        grid-area: leave;
        justify-self: end;
        align-self: start;
        margin: -6px -8px 0 0;
      }
      .actions .button {
        min-width: 72px;
      }
      @media (max-width: 720px) {
        section {
          grid-template: 'head leave' auto 'text text' auto 'actions actions' auto / minmax(0, 1fr) auto;
          padding: 6px 16px 8px;
        }
        h2 {
          font-size: 13px;
        }
        .text {
          min-height: 0;
          font-size: 12.5px;
          line-height: 1.4;
        }
        .controls {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  /** What is read out; it changes once a step. */
  @state() private announced = '';
  @query('.primary') private readonly primary!: HTMLElement | null;
  readonly #spotlight = new TourSpotlight();
  #announcedStep: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#spotlight.clear();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('state')?.tour;
    const { status, step } = this.state.tour;
    if (changed.has('state') && (before?.status !== status || before.step !== step)) this.#onStep();
    this.#announce();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words } = this;
    const { status, step } = this.state.tour;
    if (status === 'off') return nothing;
    const isLeaving = status === 'leaving';
    const text = this.#text;
    return html`
      <section aria-label=${words.text('tour.title')}>
        <header>
          <h2>${text.title}</h2>
          <span class="quiet-text">${text.count}</span>
        </header>
        ${isLeaving ? nothing : this.#renderLeave()}
        <p class="text">${text.text}</p>
        <div class="actions">${isLeaving ? this.#renderEnds() : this.#renderSteps(step)}</div>
        <p class="visually-hidden" role="status">${this.announced}</p>
      </section>
    `;
  }

  get #text(): TourText {
    const { words, state } = this;
    if (state.tour.status !== 'leaving') return tourText(state.tour.step, state, words);
    const [title, text] = [words.text('tour.leaving.title'), words.text('tour.leaving.text')];
    return { title, text, count: '', isSettled: true };
  }

  #renderLeave(): TemplateResult {
    const label = this.words.text('tour.leave');
    return html`<button
      type="button"
      class="button quiet icon leave"
      title=${label}
      aria-label=${label}
      @click=${() => this.#act({ kind: 'leave' })}
    >
      ${icon('close')}
    </button>`;
  }

  #renderSteps(step: number): TemplateResult {
    const { words } = this;
    const isLast = step === tourSteps.length - 1;
    return html`
      <span class="quiet-text controls">${words.text('tour.controls')}</span>
      <button
        type="button"
        class="button"
        ?disabled=${step === 0}
        @click=${() => this.#act({ kind: 'back' })}
      >
        ${words.text('tour.back')}
      </button>
      <button type="button" class="button primary" @click=${() => this.#act({ kind: 'next' })}>
        ${words.text(isLast ? 'tour.finish' : 'tour.next')}
      </button>
    `;
  }

  #renderEnds(): TemplateResult {
    const { words } = this;
    return html`
      <button type="button" class="button" @click=${() => this.#act({ kind: 'stay' })}>
        ${words.text('tour.stay')}
      </button>
      <button type="button" class="button" @click=${() => this.#act({ kind: 'end', how: 'keep' })}>
        ${words.text('tour.keep')}
      </button>
      <button
        type="button"
        class="button primary"
        @click=${() => this.#act({ kind: 'end', how: 'give-back' })}
      >
        ${words.text('tour.giveBack')}
      </button>
    `;
  }

  #onStep(): void {
    const { status, step } = this.state.tour;
    const name = tourSteps[step];
    clearTimeout(this.#timer);
    this.#announcedStep = undefined;
    if (status === 'off' || !name) {
      this.#spotlight.clear();
      this.announced = '';
      return;
    }
    this.#timer = setTimeout(() => this.#announce(true), patience);
    const root = this.getRootNode();
    if (status === 'running' && root instanceof ShadowRoot) this.#spotlight.show(root, tourPlan[name].target);
    // The button that had the keyboard may be another now, or disabled.
    this.primary?.focus();
  }

  /** Reads the step out when its figures are there, or when they take too long. */
  #announce(isLate = false): void {
    const { status, step } = this.state.tour;
    const key = `${status} ${step} ${this.words.language}`;
    if (status === 'off' || this.#announcedStep === key) return;
    const { title, text, count, isSettled } = this.#text;
    if (!isSettled && !isLate) return;
    this.#announcedStep = key;
    this.announced = `${count} ${title}. ${text}`.trim();
  }

  #act(action: TourAction): void {
    emitPageEvent(this, 'fs-tour', { action });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-tour': FsTour;
  }
}
