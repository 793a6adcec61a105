import type { LitElement, ReactiveController } from 'lit';

/** Tells an element how wide it is, in whole pixels; 0 before it is laid out. */
export class WidthWatch implements ReactiveController {
  width = 0;
  readonly #host: LitElement;
  readonly #observer = new ResizeObserver(() => this.#measure());

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  #measure(): void {
    const width = Math.floor(this.#host.clientWidth);
    if (width === this.width || width === 0) return;
    this.width = width;
    this.#host.requestUpdate();
  }
}
