import type { LitElement, ReactiveController } from 'lit';

/**
 * Keeps the keyboard in a list when the item that had it goes away: the next item gets it, or else the last, or else
 * whatever stands in for an empty list, if it has a tabindex.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: LitElement;
  #place = -1;

  /** @param host renders the items as `li`, each with a button */
  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const active = this.#host.shadowRoot?.activeElement ?? null;
    this.#place = active ? this.#items.findIndex((item) => item.contains(active)) : -1;
  }

  hostUpdated(): void {
    const root = this.#host.shadowRoot;
    if (this.#place < 0 || !root || root.activeElement) return;
    const items = this.#items;
    const next = items[Math.min(this.#place, items.length - 1)];
    (next?.querySelector('button') ?? root.querySelector<HTMLElement>('[tabindex]'))?.focus();
  }

  get #items(): Element[] {
    return [...(this.#host.shadowRoot?.querySelectorAll('li') ?? [])];
  }
}
