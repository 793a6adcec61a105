import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { keyNames } from '../app/key-names.ts';
import { shortcutTable, type ShortcutGroup } from '../app/shortcuts.ts';
import { dialogStyles } from './dialog-styles.ts';
import { HelpDialogElement } from './help-dialog-element.ts';
import { sharedStyles } from './shared-styles.ts';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

type ShortcutKey = {
  [Group in ShortcutGroup]: `keyboard.${Group}.${keyof (typeof shortcutTable)[Group] & string}`;
}[ShortcutGroup];

/** Every shortcut of the page, out of the table that its handlers ask. */
@customElement('fs-keyboard-dialog')
export class FsKeyboardDialog extends HelpDialogElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      dialog {
        width: min(760px, calc(100vw - 24px));
      }
      .groups {
        flex: 1;
        min-height: 0;
        overflow: auto;
      }
      .columns {
        columns: 320px;
        column-gap: 24px;
      }
      section {
        padding-bottom: 12px;
        break-inside: avoid;
      }
      h3 {
        margin: 0 0 4px;
        font-size: 13px;
        font-weight: 600;
      }
      dl {
        margin: 0;
      }
      dl div {
        display: flex;
        gap: 12px;
        justify-content: space-between;
        padding: 3px 0;
        border-top: 1px solid var(--line);
      }
      dd {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 8px;
        justify-content: end;
        max-width: 60%;
        margin: 0;
      }
      .chord {
        white-space: nowrap;
      }
      kbd {
        display: inline-block;
        min-width: 22px;
        padding: 0 5px;
        border: 1px solid var(--line-strong);
        border-radius: 4px;
        background: var(--surface-sunken);
        font: 500 12px/20px var(--font);
        text-align: center;
      }
    `,
  ];

  protected override renderContent(): TemplateResult {
    const { words } = this;
    const groups = Object.keys(shortcutTable) as ShortcutGroup[];
    return html`
      <h2 id="title">${words.text('keyboard.title')}</h2>
      <div class="groups" tabindex="0" role="region" aria-labelledby="title">
        <div class="columns">${groups.map((group) => this.#renderGroup(group))}</div>
      </div>
      <div class="actions">${this.renderClose()}</div>
    `;
  }

  #renderGroup(group: ShortcutGroup): TemplateResult {
    const { words } = this;
    return html`
      <section>
        <h3>${words.text(`keyboard.${group}`)}</h3>
        <dl>
          ${Object.entries<readonly string[]>(shortcutTable[group]).map(
            ([name, chords]) => html`
              <div>
                <dt>${words.text(`keyboard.${group}.${name}` as ShortcutKey)}</dt>
                <dd>${chords.map((chord) => this.#renderChord(chord))}</dd>
              </div>
            `,
          )}
        </dl>
      </section>
    `;
  }

  #renderChord(chord: string): TemplateResult {
    const { words } = this;
    return html`<span class="chord"
      >${keyNames(chord, isMac).map(({ shown, spoken }) =>
        spoken
          ? html`<kbd
              ><span aria-hidden="true">${shown}</span
              ><span class="visually-hidden">${words.text(spoken)}</span></kbd
            >`
          : html`<kbd>${shown}</kbd>`,
      )}</span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-keyboard-dialog': FsKeyboardDialog;
  }
}
