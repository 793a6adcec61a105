import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AnnotationFormat } from '../annotations/annotation-set.ts';
import {
  exportScopes,
  type AlbumAction,
  type ExportScope,
  type ExportState,
} from '../app/album/album-state.ts';
import type { Words } from '../app/i18n/words.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { selectInLabelStyles } from './select-styles.ts';
import { sharedStyles } from './shared-styles.ts';

const formats = ['coco', 'voc', 'yolo', 'csv'] as const satisfies readonly AnnotationFormat[];

/** Saves boxes as annotation files, and says what the format could not hold. */
@customElement('fs-export')
export class FsExport extends LitElement {
  static override styles = [
    sharedStyles,
    selectInLabelStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
        margin-bottom: 12px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .done,
      .note {
        margin-top: 8px;
        font-size: 12px;
        overflow-wrap: anywhere;
      }
      .note {
        color: var(--text-quiet);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) exported: ExportState | undefined;
  /** Whether the photo on the stage has boxes of its own. */
  @property({ type: Boolean, attribute: 'has-boxes' }) hasBoxes = false;
  /** Whether there is an album to export. */
  @property({ type: Boolean, attribute: 'has-album' }) hasAlbum = false;
  /** Crowd regions among the boxes of the photo on the stage. */
  @property({ type: Number }) crowds = 0;
  @state() private scope: ExportScope = 'photo';
  @state() private format: AnnotationFormat = 'coco';

  protected override render(): TemplateResult {
    const { words, exported } = this;
    const scopes = exportScopes.filter((scope) => scope !== 'album' || this.hasAlbum);
    const scope = scopes.includes(this.scope) ? this.scope : 'photo';
    const isEmpty = scope === 'photo' && !this.hasBoxes;
    return html`
      <div class="fields">
        <label>
          ${words.text('export.scope')}
          <select
            .value=${scope}
            @change=${(event: Event) => {
              this.scope = scopes[(event.target as HTMLSelectElement).selectedIndex] ?? 'photo';
            }}
          >
            ${scopes.map(
              (one) =>
                html`<option value=${one} ?selected=${one === scope}>
                  ${words.text(`export.scope.${one}`)}
                </option>`,
            )}
          </select>
        </label>
        <label>
          ${words.text('export.format')}
          <select
            .value=${this.format}
            @change=${(event: Event) => {
              this.format = formats[(event.target as HTMLSelectElement).selectedIndex] ?? 'coco';
            }}
          >
            ${formats.map(
              (one) =>
                html`<option value=${one} ?selected=${one === this.format}>
                  ${words.text(`export.format.${one}`)}
                </option>`,
            )}
          </select>
        </label>
      </div>
      <div class="row">
        <button
          type="button"
          class="button"
          ?disabled=${isEmpty || exported?.phase === 'running'}
          @click=${() => this.#act({ kind: 'export', scope, format: this.format })}
        >
          ${icon('download')}${words.text('export.run')}
        </button>
        ${
          exported?.phase === 'running'
            ? html`<button type="button" class="button" @click=${() => this.#act({ kind: 'cancel-export' })}>
                ${words.text('export.cancel')}
              </button>`
            : nothing
        }
        <button type="button" class="button" @click=${() => this.#act({ kind: 'open-kept' })}>
          ${words.text('kept.open')}
        </button>
      </div>
      ${this.#renderNote(scope, isEmpty)}
      <div class="done" aria-live="polite">${exported ? this.#renderExported(exported) : nothing}</div>
    `;
  }

  /** What is known to be lost before anything is written. */
  #renderNote(scope: ExportScope, isEmpty: boolean): TemplateResult | typeof nothing {
    const { words, crowds } = this;
    if (isEmpty) return html`<p class="note">${words.text('export.nothing')}</p>`;
    const dropsCrowds = scope === 'photo' && crowds > 0 && (this.format === 'yolo' || this.format === 'csv');
    return dropsCrowds ? html`<p class="note">${words.plural('export.loss.crowds', crowds)}</p>` : nothing;
  }

  #renderExported(exported: ExportState): TemplateResult {
    const { words } = this;
    if (exported.phase === 'running') {
      const share = words.percent(exported.share);
      return html`<p aria-live="off">${words.text('export.running', { share })}</p>`;
    }
    const { fileName, losses, leftOut } = exported;
    const boxes = words.plural('import.boxes', exported.boxes);
    const images = words.plural('import.images', exported.images);
    const lost = (['crowds', 'difficult', 'clipped', 'offImage', 'names', 'sizes'] as const).filter(
      (loss) => losses[loss] > 0,
    );
    return html`
      <p>${words.text('export.done', { fileName, boxes, images })}</p>
      ${lost.map((loss) => html`<p>${words.plural(`export.loss.${loss}`, losses[loss])}</p>`)}
      ${leftOut > 0 ? html`<p>${words.plural('export.loss.leftOut', leftOut)}</p>` : nothing}
    `;
  }

  #act(action: AlbumAction): void {
    emitPageEvent(this, 'fs-album', { action });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-export': FsExport;
  }
}
