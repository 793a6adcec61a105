import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';
import type { GroundTruthAction } from '../app/ground-truth/ground-truth-state.ts';
import { controlsStyles } from './controls-styles.ts';
import './fs-about.ts';
import './fs-box-list.ts';
import './fs-export.ts';
import './fs-missing-labels.ts';
import { icon, type IconName } from './icons.ts';
import { MediaMatch } from './media-match.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** The photo's ground truth: where it is from, its boxes, and the labels that may be missing. */
@customElement('fs-ground-truth')
export class FsGroundTruth extends LitElement {
  static override styles = [
    sharedStyles,
    controlsStyles,
    css`
      .source {
        display: flex;
        gap: 8px;
        align-items: baseline;
        justify-content: space-between;
      }
      .edited {
        padding: 0 8px;
        border-radius: 4px;
        background: var(--accent-soft);
        color: var(--accent);
        font-size: 12px;
        white-space: nowrap;
      }
      .quiet-text {
        color: var(--text-quiet);
        font-size: 12px;
      }
      .warning {
        color: var(--danger);
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  readonly #touch = new MediaMatch(this, '(pointer: coarse)');

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { boxes, refusal } = state.groundTruth;
    return html`
      <section class="group">
        ${this.#renderSource()}
        <p class="quiet-text">
          ${words.text(this.#touch.matches ? 'groundTruth.hintTouch' : 'groundTruth.hint')}
        </p>
        ${this.#renderTools()}
        <p class=${refusal ? 'warning' : 'visually-hidden'} role="alert">
          ${refusal ? words.text(`groundTruth.refusal.${refusal.reason}`) : nothing}
        </p>
      </section>
      <section>
        <div class="heading">
          <h2>
            ${boxes ? words.plural('groundTruth.count', boxes.length) : words.text('groundTruth.boxes')}
          </h2>
          <fs-about .words=${words} subject="ground-truth"></fs-about>
        </div>
        <fs-box-list
          .words=${words}
          .boxes=${boxes}
          .selected=${state.groundTruth.selected}
          .classes=${state.model?.classes ?? []}
        ></fs-box-list>
      </section>
      ${boxes ? this.#renderMissing() : nothing}
      <section>
        <h2>${words.text('export.title')}</h2>
        <fs-export
          .words=${words}
          .exported=${state.album.exported}
          ?has-boxes=${boxes !== undefined}
          ?has-album=${state.album.photos.length > 1}
          crowds=${boxes?.filter(({ crowd }) => crowd).length ?? 0}
        ></fs-export>
      </section>
    `;
  }

  #renderSource(): TemplateResult {
    const { words, state } = this;
    const { origin, saving, isEdited, boxes, joined } = state.groundTruth;
    // Everything taken back: the detections stand in again.
    const shown = boxes ? origin : 'none';
    const count = state.readout?.groundTruthSource === 'detections' ? state.readout.groundTruth.length : 0;
    return html`
      <div class="source">
        <p>${words.text(`groundTruth.origin.${shown}`, { count })}</p>
        ${
          isEdited && shown !== 'drawn'
            ? html`<span class="edited">${words.text('groundTruth.edited')}</span>`
            : nothing
        }
      </div>
      <p class=${saving === 'failed' ? 'warning' : 'quiet-text'} role="status">
        ${words.text(`groundTruth.saving.${saving}`)}
      </p>
      <p class="warning" role="status">${joined > 0 ? words.text('groundTruth.joined') : nothing}</p>
    `;
  }

  #renderTools(): TemplateResult {
    const { canUndo, canRedo, boxes, isEdited, origin } = this.state.groundTruth;
    const { analysis, readout } = this.state;
    const standIns = readout?.groundTruthSource === 'detections' && readout.groundTruth.length > 0;
    return html`
      <div class="tools">
        ${this.#renderTool('plus', 'groundTruth.new', !analysis, this.#onNew)}
        ${this.#renderTool('undo', 'groundTruth.undo', !canUndo, () => this.#act({ kind: 'undo' }))}
        ${this.#renderTool('redo', 'groundTruth.redo', !canRedo, () => this.#act({ kind: 'redo' }))}
        ${
          boxes
            ? html`
                ${this.#renderWord('groundTruth.removeAll', boxes.length === 0, { kind: 'remove-all' })}
                ${isEdited && origin !== 'drawn' ? this.#renderWord('groundTruth.revert', false, { kind: 'revert' }) : nothing}
              `
            : this.#renderWord('groundTruth.adopt', !standIns, { kind: 'adopt-detections' })
        }
        ${
          this.state.annotations
            ? html`<button type="button" class="button" @click=${this.#onClasses}>
                ${this.words.text('classes.change')}
              </button>`
            : nothing
        }
      </div>
    `;
  }

  #renderMissing(): TemplateResult {
    const { words, state } = this;
    return html`
      <section>
        <h2>${words.text('groundTruth.missing')}</h2>
        <fs-missing-labels
          .words=${words}
          .missing=${state.readout?.missingLabels ?? []}
          .classes=${state.model?.classes ?? []}
        ></fs-missing-labels>
      </section>
    `;
  }

  #renderTool(name: IconName, key: TextKey, disabled: boolean, act: () => void): TemplateResult {
    const label = this.words.text(key);
    const isFirst = name === 'plus';
    return html`<button
      type="button"
      class="button ${isFirst ? '' : 'icon'}"
      title=${label}
      aria-label=${label}
      ?disabled=${disabled}
      @click=${act}
    >
      ${icon(name)}${isFirst ? label : nothing}
    </button>`;
  }

  #renderWord(key: TextKey, disabled: boolean, action: GroundTruthAction): TemplateResult {
    return html`<button type="button" class="button" ?disabled=${disabled} @click=${() => this.#act(action)}>
      ${this.words.text(key)}
    </button>`;
  }

  /** A third of the photo, in its middle: for those who cannot drag. */
  readonly #onNew = (): void => {
    const { analysis } = this.state;
    if (!analysis) return;
    const [width, height] = [analysis.width / 3, analysis.height / 3];
    this.#act({ kind: 'add', box: [width, height, 2 * width, 2 * height] });
  };

  readonly #onClasses = (): void => emitPageEvent(this, 'fs-album', { action: { kind: 'change-classes' } });

  #act(action: GroundTruthAction): void {
    emitPageEvent(this, 'fs-ground-truth', { action });
  }
}
