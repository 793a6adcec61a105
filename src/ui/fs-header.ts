import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { fromPicker } from '../app/album/opened-file.ts';
import { languages, languageTags } from '../app/i18n/dictionary.ts';
import type { Words } from '../app/i18n/words.ts';
import { settingTable, type ThemeChoice } from '../app/settings.ts';
import type { PageView } from '../app/page-view.ts';
import type { TourState } from '../app/tour/tour-state.ts';
import type { FsHelpMenu } from './fs-help-menu.ts';
import './fs-help-menu.ts';
import './fs-navigation.ts';
import './fs-open-menu.ts';
import { icon } from './icons.ts';
import { emitPageEvent, emitSettings } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Not every browser lets a person pick a folder. */
const takesFolders = 'webkitdirectory' in HTMLInputElement.prototype;

/** The page's name, its language and theme, and the way to open a photo. */
@customElement('fs-header')
export class FsHeader extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      header {
        display: flex;
        gap: 4px;
        align-items: center;
        height: 48px;
        padding: 0 12px 0 16px;
        border-bottom: 1px solid var(--line);
        background: var(--surface);
      }
      h1 {
        margin: 0 12px 0 0;
        font-size: 15px;
        font-weight: 650;
        letter-spacing: -0.01em;
      }
      .tagline {
        overflow: hidden;
        color: var(--text-quiet);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .offer {
        display: flex;
        min-width: 0;
      }
      .offer .button:first-child {
        min-width: 0;
        overflow: hidden;
        border-color: transparent;
        background: var(--accent-soft);
        color: var(--accent);
      }
      .offer .button:first-child span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      fs-navigation {
        height: 100%;
      }
      .space {
        flex: 1;
      }
      .open {
        position: relative;
        margin-left: 8px;
      }
      .folder + .open {
        margin-left: 0;
      }
      .open:has(:focus-visible) {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        opacity: 0;
        cursor: pointer;
      }
      input::file-selector-button {
        cursor: pointer;
      }
      @media (max-width: 720px) {
        .tagline,
        .offer {
          display: none;
        }
        /* The links take a row of their own. */
        header {
          display: grid;
          grid-template: 'name . language theme help open menu' 48px 'links links links links links links links' 36px / auto 1fr auto auto auto auto auto;
          height: auto;
        }
        .space,
        .folder {
          display: none;
        }
        h1 {
          margin-right: 0;
        }
        .language {
          grid-area: language;
        }
        .theme {
          grid-area: theme;
        }
        fs-help-menu {
          grid-area: help;
        }
        .open {
          grid-area: open;
        }
        .menu {
          grid-area: menu;
        }
        fs-navigation {
          grid-area: links;
          min-width: 0;
        }
      }
      @media (max-width: 429px) {
        header {
          padding: 0 8px 0 12px;
        }
        h1 {
          margin-right: 0;
        }
      }
      /* The word says it; buttons as large as a finger leave no room for more. */
      @media (max-width: 389px) {
        .language svg {
          display: none;
        }
      }
      @media (max-width: 339px) {
        header {
          gap: 0;
          padding: 0 4px 0 8px;
        }
      }
      /* A phone on its side has one row for all. */
      @media (max-width: 960px) {
        .tagline,
        .offer,
        .folder {
          display: none;
        }
      }
      @media (max-width: 429px) or ((min-width: 721px) and (max-width: 880px)) {
        .open:not(.folder) {
          gap: 0;
          width: 44px;
          margin-left: 4px;
          padding: 4px;
        }
        /* Out of sight, not out of the input's name. */
        .open span {
          position: absolute;
          overflow: hidden;
          width: 1px;
          height: 1px;
          clip-path: inset(50%);
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() view: PageView = 'microscope';
  @property() theme: ThemeChoice = 'auto';
  @property({ attribute: false }) tour: TourState | undefined;
  @query('fs-help-menu') private readonly help!: FsHelpMenu | null;

  /** Gives the keyboard to the way to help. */
  focusHelp(): void {
    this.help?.focus();
  }

  protected override render(): TemplateResult {
    const { words, theme } = this;
    const other = languages.find((language) => language !== words.language) ?? 'en';
    return html`
      <header>
        <h1>FocalScope</h1>
        <fs-navigation .words=${words} view=${this.view}></fs-navigation>
        ${this.tour?.isOffered ? this.#renderOffer() : html`<span class="tagline">${words.text('page.tagline')}</span>`}
        <span class="space"></span>
        <button
          type="button"
          class="button quiet language"
          lang=${languageTags[other]}
          @click=${(event: Event) => emitSettings(this, { language: other }, event)}
        >
          ${icon('language')}${words.text('page.languageSwitch')}
        </button>
        <button
          type="button"
          class="button quiet icon theme"
          title=${words.text(`page.theme.${theme}`)}
          aria-label=${words.text(`page.theme.${theme}`)}
          @click=${this.#onTheme}
        >
          ${icon(theme)}
        </button>
        <fs-help-menu .words=${words} .tour=${this.tour}></fs-help-menu>
        ${
          takesFolders
            ? html`<label class="button icon open folder" title=${words.text('album.openFolder')}>
                ${icon('folder')}
                <input
                  type="file"
                  webkitdirectory
                  aria-label=${words.text('album.openFolder')}
                  @change=${this.#onFile}
                />
              </label>`
            : nothing
        }
        <label class="button primary open">
          ${icon('photo')}<span>${words.text('page.openPhoto')}</span>
          <input
            type="file"
            accept="image/*,video/*,.json,.xml,.txt,.csv,.names,.onnx"
            multiple
            @change=${this.#onFile}
          />
        </label>
        <fs-open-menu class="menu" .words=${words}></fs-open-menu>
      </header>
    `;
  }

  /** In the tagline's place, at a first visit. */
  #renderOffer(): TemplateResult {
    const { words } = this;
    const decline = words.text('tour.decline');
    return html`<span class="offer">
      <button
        type="button"
        class="button"
        @click=${() => emitPageEvent(this, 'fs-tour', { action: { kind: 'start' } })}
      >
        ${icon('tour')}<span>${words.text('tour.offer')}</span>
      </button>
      <button
        type="button"
        class="button quiet icon"
        title=${decline}
        aria-label=${decline}
        @click=${() => emitPageEvent(this, 'fs-tour', { action: { kind: 'decline' } })}
      >
        ${icon('close')}
      </button>
    </span>`;
  }

  readonly #onTheme = (event: Event): void => {
    const { choices } = settingTable.theme;
    const next = choices[(choices.indexOf(this.theme) + 1) % choices.length];
    if (next) emitSettings(this, { theme: next }, event);
  };

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file, chosen again, is a change as well.
    input.value = '';
    if (files.length > 0) emitPageEvent(this, 'fs-open-files', fromPicker(files));
  };
}
