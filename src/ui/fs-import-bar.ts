import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { AlbumAction, AlbumState, ImportReport } from '../app/album/album-state.ts';
import type { PluralKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import type { ConventionsState } from '../app/conventions/conventions-state.ts';
import { hashOfView } from '../app/page-view.ts';
import type { AnnotationWarning } from '../annotations/annotation-warnings.ts';
import { barStyles } from './bar-styles.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Names shown of a list; of the others it is said how many they are. */
const mostNames = 20;

/** How far an import is, and what came of it. */
@customElement('fs-import-bar')
export class FsImportBar extends LitElement {
  static override styles = [
    sharedStyles,
    barStyles,
    css`
      progress {
        width: 100%;
        height: 6px;
        accent-color: var(--accent);
      }
      details {
        grid-column: 1 / -1;
      }
      summary {
        width: fit-content;
        color: var(--text-quiet);
      }
      .found {
        max-height: 22vh;
        padding: 4px 0;
        overflow: auto;
      }
      .found li {
        padding: 2px 0;
      }
      .names {
        color: var(--text-quiet);
        font-size: 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { album, conventions } = this.state;
    const { reading, report } = album;
    // The region itself stays, so that what comes into it is announced.
    return html`<section aria-label=${reading || report ? this.words.text('import.title') : nothing}>
      <div aria-live="polite">
        ${reading ? this.#renderReading(reading) : report ? this.#renderReport(report) : nothing}
        ${this.#renderModel(conventions)}
      </div>
    </section>`;
  }

  /** Of a model; in its own view all of it is in sight. */
  #renderModel({ reading, isNews }: ConventionsState): TemplateResult | typeof nothing {
    const { view, model } = this.state;
    if (!reading || !isNews || !model || view === 'models') return nothing;
    void import('./fs-conventions-notice.ts');
    return html`<fs-conventions-notice
      .words=${this.words}
      .reading=${reading}
      model=${model.name}
    ></fs-conventions-notice>`;
  }

  #renderReading({ fileName, share }: NonNullable<AlbumState['reading']>): TemplateResult {
    const { words } = this;
    const text = words.text('import.reading', { fileName });
    return html`<div class="bar">
      <div>
        <p class="text">${text}</p>
        <progress max="1" .value=${share} aria-label=${text} aria-live="off"></progress>
      </div>
      <button type="button" class="button" @click=${() => this.#act({ kind: 'cancel-reading' })}>
        ${words.text('phase.cancel')}
      </button>
    </div>`;
  }

  #renderReport(report: ImportReport): TemplateResult {
    const { words } = this;
    const { read, matched, limitedTo } = report;
    const images = read && words.plural('import.images', read.images);
    const boxes = read && words.plural('import.boxes', read.boxes);
    const lists = [
      this.#renderNames('import.skipped', report.skipped),
      this.#renderNames('import.ambiguous', report.ambiguous),
      this.#renderNames('import.photosAlone', report.photosAlone),
      this.#renderNames('import.annotatedAlone', matched > 0 ? report.annotatedAlone : []),
      ...report.warnings.map((warning) => this.#renderWarning(warning)),
    ].filter((item) => item !== nothing);
    return html`<div class="bar">
      <p class="text">
        ${
          read && images !== undefined && boxes !== undefined
            ? words.text('import.read', {
                boxes,
                images,
                fileName: read.fileName ?? words.plural('import.files', read.files),
              })
            : nothing
        }
        ${matched > 0 ? words.plural('import.matched', matched) : nothing}
        ${report.leftOut > 0 ? words.plural('import.leftOut', report.leftOut) : nothing}
        ${
          read && matched === 0
            ? html`${words.text('import.openPhotos')}
                <a href=${hashOfView('anchors')}>${words.text('import.coverage')}</a>`
            : nothing
        }
        ${limitedTo === undefined ? nothing : words.text('import.limited', { count: limitedTo })}
        ${!read && matched === 0 ? words.plural('import.skipped', report.skipped.length) : nothing}
      </p>
      <button
        type="button"
        class="button quiet icon"
        aria-label=${words.text('import.dismiss')}
        title=${words.text('import.dismiss')}
        @click=${() => this.#act({ kind: 'dismiss-report' })}
      >
        ${icon('close')}
      </button>
      ${
        lists.length === 0
          ? nothing
          : html`<details ?open=${report.warnings.length > 0 || report.ambiguous.length > 0}>
              <summary>${words.text('import.details')} (${words.number(lists.length)})</summary>
              <ul class="found">
                ${lists}
              </ul>
            </details>`
      }
    </div>`;
  }

  #renderNames(key: PluralKey, names: readonly string[]): TemplateResult | typeof nothing {
    if (names.length === 0) return nothing;
    const { words } = this;
    const rest = names.length - mostNames;
    return html`<li>
      ${words.plural(key, names.length)}
      <span class="names">
        ${words.list(rest > 0 ? [...names.slice(0, mostNames), words.plural('import.andMore', rest)] : names)}
      </span>
    </li>`;
  }

  #renderWarning({ code, count, fileName, place }: AnnotationWarning): TemplateResult {
    const { words } = this;
    return html`<li>
      ${words.plural(`warning.${code}`, count)}
      <span class="names">
        ${place === '' ? words.text('warning.file', { fileName }) : words.text('warning.place', { fileName, place })}
      </span>
    </li>`;
  }

  #act(action: AlbumAction): void {
    emitPageEvent(this, 'fs-album', { action });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-import-bar': FsImportBar;
  }
}
