import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { VideoAction, VideoState } from '../app/video/video-state.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** What the camera or video does, and the buttons for it. */
@customElement('fs-video-bar')
export class FsVideoBar extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        min-height: 48px;
        padding: 8px 12px 8px 16px;
        border-top: 1px solid var(--line);
        background: var(--surface);
      }
      p {
        flex: 1 1 96px;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .live {
        display: flex;
        flex-basis: 0;
        gap: 8px;
        align-items: center;
      }
      .live::before {
        flex: none;
        width: 8px;
        height: 8px;
        border: 4px solid var(--danger);
        border-radius: 50%;
        content: '';
      }
      .rate {
        min-width: 80px;
        color: var(--text-quiet);
        text-align: right;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) video!: VideoState;

  protected override render(): TemplateResult | typeof nothing {
    const { words, video } = this;
    const { status, kind, canSwitch } = video;
    if (status === 'off') return nothing;
    return html`
      <section aria-label=${words.text('video.title')}>
        ${this.#renderStatus()} ${status === 'playing' ? this.#renderButton('pause', 'primary') : nothing}
        ${status === 'paused' ? this.#renderButton('resume', 'primary') : nothing}
        ${kind === 'camera' && canSwitch ? this.#renderButton('switch') : nothing}
        ${this.#renderButton('stop')}
      </section>
    `;
  }

  #renderStatus(): TemplateResult {
    const { words } = this;
    const { status, kind, name, reason, framesPerSecond } = this.video;
    if (status === 'starting') {
      const key = kind === 'camera' ? 'video.starting' : 'video.startingFile';
      return html`<p>${words.text(key, { fileName: name })}</p>`;
    }
    if (status === 'paused') return html`<p>${words.text(`video.paused.${reason ?? 'person'}`)}</p>`;
    const rate =
      framesPerSecond === undefined
        ? '…'
        : words.number(framesPerSecond, {
            minimumFractionDigits: framesPerSecond < 10 ? 1 : 0,
            maximumFractionDigits: framesPerSecond < 10 ? 1 : 0,
          });
    return html`
      <p class="live"><span class="name">${words.text('video.playing', { name })}</span></p>
      <span class="rate">${words.text('video.framesPerSecond', { rate })}</span>
    `;
  }

  #renderButton(name: 'pause' | 'resume' | 'stop' | 'switch', look = ''): TemplateResult {
    const kind: VideoAction['kind'] = name === 'switch' ? 'switch-camera' : name;
    return html`<button
      type="button"
      class="button ${look}"
      @click=${() => emitPageEvent(this, 'fs-video', { action: { kind } })}
    >
      ${this.words.text(`video.${name}`)}
    </button>`;
  }
}
