import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { hasLoss } from '../app/has-loss.ts';
import type { Words } from '../app/i18n/words.ts';
import type { PageView } from '../app/page-view.ts';
import type { SampleShelf } from '../app/samples.ts';
import './fs-boxes-only.ts';
import './fs-message.ts';
import { sharedStyles } from './shared-styles.ts';

type LazyViewName = Exclude<PageView, 'microscope'>;

/** Views that the first paint does not need; each is fetched when it is opened for the first time. */
const loaders: Readonly<Record<LazyViewName, () => Promise<unknown>>> = {
  plots: () => import('./fs-plots-view.ts'),
  anchors: () => import('./fs-anchors-view.ts'),
  models: () => import('./fs-models-view.ts'),
  kernels: () => import('./fs-kernels-view.ts'),
};

/** A view of the page that is fetched when it is first asked for. */
@customElement('fs-lazy-view')
export class FsLazyView extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        height: 100%;
        overflow: auto;
        /* What is inside can be as high as the window shows. */
        container-type: size;
        background: var(--ground);
      }
      p {
        padding: 24px;
        color: var(--text-quiet);
      }
      fs-message {
        position: sticky;
        z-index: 2;
        top: 12px;
        margin: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @property({ attribute: false }) shelf!: SampleShelf;
  @property() view: LazyViewName = 'anchors';
  @state() private readonly loaded = new Set<LazyViewName>();
  @state() private failed = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view') && !this.loaded.has(this.view)) void this.#load(this.view);
  }

  protected override render(): TemplateResult {
    const { words, state } = this;
    // The stage, which says it elsewhere, is out of sight here.
    return html`
      ${
        state.message
          ? html`<fs-message
              .words=${words}
              .message=${state.message}
              ?engine-failed=${state.engine === 'failed'}
            ></fs-message>`
          : nothing
      }
      ${this.#renderView()}
    `;
  }

  #renderView(): TemplateResult {
    const { words, state, view } = this;
    if (this.failed) return html`<p role="alert">${words.text('navigation.failed')}</p>`;
    if (!this.loaded.has(view)) return html`<p>${words.text('navigation.loading')}</p>`;
    switch (view) {
      case 'plots':
        return hasLoss(state)
          ? html`<fs-plots-view .words=${words} .state=${state}></fs-plots-view>`
          : html`<fs-boxes-only .words=${words}></fs-boxes-only>`;
      case 'anchors':
        return html`<fs-anchors-view .words=${words} .state=${state} .shelf=${this.shelf}></fs-anchors-view>`;
      case 'models':
        return html`<fs-models-view .words=${words} .state=${state}></fs-models-view>`;
      case 'kernels':
        return html`<fs-kernels-view .words=${words} .state=${state}></fs-kernels-view>`;
    }
  }

  async #load(view: LazyViewName): Promise<void> {
    this.failed = false;
    try {
      await loaders[view]();
      this.loaded.add(view);
      this.requestUpdate();
    } catch {
      // Offline, or the site has moved on under an open page.
      this.failed = this.view === view;
    }
  }
}
