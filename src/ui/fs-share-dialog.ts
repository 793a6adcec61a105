import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { linkedSettings } from '../app/link/link-codec.ts';
import { resolveSettings } from '../app/settings.ts';
import { HelpDialogElement } from './help-dialog-element.ts';
import { dialogStyles } from './dialog-styles.ts';
import './fs-copy-button.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The link to hand on, what is in it, and what is not. */
@customElement('fs-share-dialog')
export class FsShareDialog extends HelpDialogElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      input {
        width: 100%;
        min-height: 32px;
        padding: 4px 8px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius-small);
        background: var(--surface-sunken);
      }
      fs-copy-button {
        margin-right: auto;
      }
    `,
  ];

  @property({ attribute: false }) state!: AppState;
  /** Asked for when the dialog opens. */
  @property() link = '';

  protected override renderContent(): TemplateResult {
    const { words, state, link } = this;
    const isOwnPhoto = state.photo !== undefined && !state.photo.sample;
    return html`
      <h2 id="title">${words.text('share.title')}</h2>
      <p>${words.text('share.text')}</p>
      <input
        type="text"
        readonly
        aria-label=${words.text('share.label')}
        .value=${link}
        @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
      />
      <p>${words.text('share.in', { parts: words.list(this.#parts()) })}</p>
      <p class="quiet-text">
        ${isOwnPhoto ? words.text('share.ownPhoto') : words.text('share.notPhotos')}
        ${words.text('share.notIn')}
      </p>
      ${state.link.isVisit ? this.#renderVisit() : nothing}
      <div class="actions">
        <fs-copy-button .words=${words} label=${words.text('share.copy')} .text=${link}></fs-copy-button>
        ${this.renderClose()}
      </div>
    `;
  }

  #parts(): string[] {
    const { words, state } = this;
    const { view, panel, settings, model, samples } = state;
    const count = linkedSettings({ settings, defaults: resolveSettings({}, model) }).length;
    const sample = (state.opening ?? state.photo)?.sample;
    const title = sample && (words.language === 'zh' ? sample.titleZh : sample.title);
    return [
      words.text('share.view', { view: words.text(`navigation.${view}`) }),
      ...(view === 'microscope' ? [words.text('share.panel', { panel: words.text(`panel.${panel}`) })] : []),
      ...(title === undefined
        ? []
        : [
            sample === samples[0]
              ? words.text('share.firstSample')
              : words.text('share.sample', { sample: title }),
          ]),
      count > 0 ? words.plural('share.settings', count) : words.text('share.noSettings'),
    ];
  }

  #renderVisit(): TemplateResult {
    const { words } = this;
    const act = (action: 'keep' | 'give-back'): void => emitPageEvent(this, 'fs-link', { action });
    return html`
      <p>${words.text('link.visit')}</p>
      <div class="actions">
        <button type="button" class="button first" @click=${() => act('give-back')}>
          ${words.text('link.giveBack')}
        </button>
        <button type="button" class="button" @click=${() => act('keep')}>${words.text('link.keep')}</button>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-share-dialog': FsShareDialog;
  }
}
