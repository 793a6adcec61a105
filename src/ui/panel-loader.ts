import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { AppState } from '../app/app-state.ts';
import { hasLoss } from '../app/has-loss.ts';
import type { Words } from '../app/i18n/words.ts';
import type { PanelTab } from '../app/page-view.ts';
import './fs-boxes-only.ts';

type LatePanel = Exclude<PanelTab, 'loss'>;

const loaders: Readonly<Record<LatePanel, () => Promise<unknown>>> = {
  inspect: () => import('./fs-inspect.ts'),
  'ground-truth': () => import('./fs-ground-truth.ts'),
};

/**
 * Fetches the panels that the first paint does not show: right after it, so that they are there when they are opened.
 * One that is shown before it has come is filled when it comes.
 */
export class PanelLoader implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #failed = new Set<LatePanel>();
  #hasBegun = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    requestAnimationFrame(() => setTimeout(() => this.#load()));
  }

  #load(): void {
    for (const [panel, fetchPanel] of Object.entries(loaders) as [LatePanel, () => Promise<unknown>][]) {
      fetchPanel().then(
        () => this.#failed.delete(panel) && this.#host.requestUpdate(),
        // Offline, or the site has moved on under an open page.
        () => {
          this.#failed.add(panel);
          this.#host.requestUpdate();
        },
      );
    }
  }

  /** The panel that is open, where it is one of these; or why it is not there. */
  render(words: Words, state: AppState): TemplateResult | typeof nothing {
    const { panel } = state;
    if (panel === 'loss') return nothing;
    if (this.#failed.has(panel)) return html`<p role="alert">${words.text('navigation.failed')}</p>`;
    if (panel === 'ground-truth')
      return html`<fs-ground-truth .words=${words} .state=${state}></fs-ground-truth>`;
    return hasLoss(state)
      ? html`<fs-inspect .words=${words} .state=${state}></fs-inspect>`
      : html`<fs-boxes-only .words=${words}></fs-boxes-only>`;
  }
}
