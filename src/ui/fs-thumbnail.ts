import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { icon } from './icons.ts';
import { sharedStyles } from './shared-styles.ts';
import { requestThumbnail } from './thumbnail-maker.ts';

/** A photo of a file, small. It is made while the element is on the page, and given up when it leaves. */
@customElement('fs-thumbnail')
export class FsThumbnail extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        width: 100%;
        height: 100%;
        place-items: center;
        overflow: hidden;
        color: var(--text-quiet);
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
    `,
  ];

  @property({ attribute: false }) photo: Blob | undefined;
  @state() private status: 'waiting' | 'shown' | 'failed' = 'waiting';
  @query('canvas') private readonly canvas!: HTMLCanvasElement;
  #asked: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asked?.abort();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('photo')) this.#ask();
  }

  protected override render(): TemplateResult {
    return html`
      <canvas aria-hidden="true" width="1" height="1" ?hidden=${this.status !== 'shown'}></canvas>
      ${this.status === 'failed' ? icon('warning') : nothing}
    `;
  }

  #ask(): void {
    this.#asked?.abort();
    this.status = 'waiting';
    if (!this.photo) return;
    const asked = new AbortController();
    this.#asked = asked;
    const width = Math.round(84 * Math.min(2, devicePixelRatio));
    requestThumbnail(this.photo, width, asked.signal, (bitmap) => {
      this.status = bitmap ? 'shown' : 'failed';
      if (!bitmap) return;
      this.canvas.width = bitmap.width;
      this.canvas.height = bitmap.height;
      this.canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
      bitmap.close();
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-thumbnail': FsThumbnail;
  }
}
