import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { AlbumAction, AlbumPhoto } from '../app/album/album-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { matchShortcut, pressOf } from '../app/shortcuts.ts';
import './fs-thumbnail.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { photoStripStyles } from './photo-strip-styles.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';

/** Width of one photo with the gap beside it, in CSS pixels. */
const pitch = 92;
/** Photos drawn beyond what is in sight, on either side. */
const overscan = 3;

/** The opened photos in a row. Only those in sight are there at all, so that thousands cost no more than a few. */
@customElement('fs-photo-strip')
export class FsPhotoStrip extends LitElement {
  static override styles = [sharedStyles, photoStripStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) photos: readonly AlbumPhoto[] = [];
  /** The photo on the stage, or on its way there. */
  @property({ attribute: false }) current: number | undefined;
  /** Which photo the keyboard is at. */
  @state() private at = 0;
  @state() private sight = { begin: 0, end: 12 };
  @query('.row') private readonly row!: HTMLElement;
  readonly #observer = new ResizeObserver(() => this.#look());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observer.observe(this.row);
  }

  protected override firstUpdated(): void {
    this.#observer.observe(this.row);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.at = Math.min(this.at, Math.max(0, this.photos.length - 1));
    if (!changed.has('current')) return;
    const place = this.photos.findIndex(({ id }) => id === this.current);
    if (place >= 0) this.at = place;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('current')) this.#scrollTo(this.at);
  }

  protected override render(): TemplateResult {
    const { words, photos } = this;
    const place = photos.findIndex(({ id }) => id === this.current);
    const inSight = photos.map((photo, index) => ({ photo, index })).slice(this.sight.begin, this.sight.end);
    const held = photos[this.at];
    // What has the keyboard stays, wherever the row is scrolled to, and in order: moved in the tree it would lose it.
    const kept = held && !inSight.some(({ index }) => index === this.at) && { photo: held, index: this.at };
    if (kept && this.at < this.sight.begin) inSight.unshift(kept);
    else if (kept) inSight.push(kept);
    return html`
      <nav aria-label=${words.text('album.title')}>
        ${this.#renderStep(-1, place <= 0)}
        <div class="row" @scroll=${this.#look} @keydown=${this.#onKey}>
          <ul
            ${styleProperties({ width: `${photos.length * pitch}px` })}
            aria-label=${words.text('album.title')}
          >
            ${repeat(
              inSight,
              ({ photo }) => photo.id,
              ({ photo, index }) => this.#renderPhoto(photo, index),
            )}
          </ul>
        </div>
        ${this.#renderStep(1, place === photos.length - 1)}
        <button
          type="button"
          class="button quiet icon"
          aria-label=${words.text('album.closeAll')}
          title=${words.text('album.closeAll')}
          @click=${() => this.#act({ kind: 'close-all' })}
        >
          ${icon('close')}
        </button>
      </nav>
    `;
  }

  #renderPhoto({ id, file, path, boxCount, isBroken }: AlbumPhoto, index: number): TemplateResult {
    const { words } = this;
    const position = { name: path, number: index + 1, total: this.photos.length };
    const boxes = boxCount === undefined ? undefined : words.plural('groundTruth.count', boxCount);
    const note = isBroken ? words.text('album.photoBroken') : (boxes ?? words.text('album.photoUnlabelled'));
    return html`
      <li
        aria-setsize=${this.photos.length}
        aria-posinset=${index + 1}
        ${styleProperties({ left: `${index * pitch}px` })}
      >
        <button
          type="button"
          data-index=${index}
          tabindex=${index === this.at ? '0' : '-1'}
          title=${path}
          aria-label="${words.text('album.photo', position)}, ${note}"
          aria-current=${id === this.current ? 'true' : 'false'}
          @click=${() => {
            this.at = index;
            this.#act({ kind: 'show', id });
          }}
        >
          ${isBroken ? icon('warning') : html`<fs-thumbnail .photo=${file}></fs-thumbnail>`}
          ${
            boxCount === undefined || isBroken
              ? nothing
              : html`<span class="count" aria-hidden="true">${words.number(boxCount)}</span>`
          }
        </button>
      </li>
    `;
  }

  #renderStep(by: 1 | -1, disabled: boolean): TemplateResult {
    const label = this.words.text(by > 0 ? 'album.next' : 'album.previous');
    return html`<button
      type="button"
      class="button quiet icon step ${by > 0 ? 'next' : 'previous'}"
      aria-label=${label}
      title=${label}
      ?disabled=${disabled}
      @click=${() => this.#act({ kind: 'step', by })}
    >
      ${icon('chevron')}
    </button>`;
  }

  readonly #look = (): void => {
    const { scrollLeft, clientWidth } = this.row;
    const begin = Math.max(0, Math.floor(scrollLeft / pitch) - overscan);
    const end = Math.ceil((scrollLeft + clientWidth) / pitch) + overscan;
    if (begin !== this.sight.begin || end !== this.sight.end) this.sight = { begin, end };
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.photos.length - 1;
    const match = matchShortcut('strip', pressOf(event));
    if (!match) return;
    event.preventDefault();
    const wanted = match.name === 'ends' ? match.at * last : this.at + (match.at === 0 ? -1 : 1);
    void this.#focus(Math.min(last, Math.max(0, wanted)));
  };

  async #focus(place: number): Promise<void> {
    this.at = place;
    this.#scrollTo(place);
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`button[data-index='${place}']`)
      ?.focus({ preventScroll: true });
  }

  #scrollTo(place: number): void {
    const { scrollLeft, clientWidth } = this.row;
    const [left, right] = [place * pitch, (place + 1) * pitch];
    if (left < scrollLeft) this.row.scrollLeft = left;
    else if (right > scrollLeft + clientWidth) this.row.scrollLeft = right - clientWidth;
  }

  #act(action: AlbumAction): void {
    emitPageEvent(this, 'fs-album', { action });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-photo-strip': FsPhotoStrip;
  }
}
