import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import snippet from '../app/inspect/anchor-totals.py?raw';
import type { AnchorFileFormat } from '../app/inspect/anchor-files.ts';
import type { InspectExport } from '../app/inspect/inspect-state.ts';
import { controlsStyles } from './controls-styles.ts';
import './fs-copy-button.ts';
import { icon } from './icons.ts';
import { inspectStyles } from './inspect-styles.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** Every anchor as a file, what adds the file up again, and the stage as a picture. */
@customElement('fs-inspect-export')
export class FsInspectExport extends LitElement {
  static override styles = [
    sharedStyles,
    controlsStyles,
    inspectStyles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      pre {
        overflow: auto;
        max-height: 240px;
        margin: 0;
        padding: 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-sunken);
        font:
          11px/1.5 ui-monospace,
          'SF Mono',
          'Cascadia Mono',
          Menlo,
          monospace;
      }
      .more {
        gap: 8px;
      }
      .done {
        min-height: 18px;
        font-size: 12px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) exported: InspectExport | undefined;

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <section class="group">
        <h2>${words.text('inspect.export')}</h2>
        <p class="quiet-text">${words.text('inspect.export.meaning')}</p>
        <div class="tools">
          ${this.#renderButton('inspect.export.csv', () => this.#export('csv'))}
          ${this.#renderButton('inspect.export.npz', () => this.#export('npz'))}
          ${this.#renderButton('inspect.export.picture', () => emitPageEvent(this, 'fs-save-picture', null))}
        </div>
        <p class=${this.exported?.is === 'failed' ? 'done warning' : 'done'} role="status">
          ${this.#outcome()}
        </p>
        <details>
          <summary>${words.text('inspect.export.snippet')}${icon('chevron')}</summary>
          <div class="more">
            <pre
              role="region"
              tabindex="0"
              lang="en"
              translate="no"
              aria-label=${words.text('inspect.export.snippetLabel')}
            ><code>${snippet.trimEnd()}</code></pre>
            <fs-copy-button
              .words=${words}
              label=${words.text('kernels.copy')}
              .text=${snippet}
            ></fs-copy-button>
          </div>
        </details>
      </section>
    `;
  }

  #renderButton(
    key: 'inspect.export.csv' | 'inspect.export.npz' | 'inspect.export.picture',
    act: () => void,
  ): TemplateResult {
    return html`<button
      type="button"
      class="button"
      ?disabled=${this.exported?.is === 'running'}
      @click=${act}
    >
      ${icon('download')}${this.words.text(key)}
    </button>`;
  }

  #export(format: AnchorFileFormat): void {
    emitPageEvent(this, 'fs-inspect', { action: { kind: 'export', format } });
  }

  #outcome(): string | typeof nothing {
    const { words, exported } = this;
    if (!exported) return nothing;
    if (exported.is === 'running') return words.text('inspect.export.running');
    if (exported.is === 'failed')
      return words.text(`error.${exported.error.code}.title`, exported.error.details);
    const { fileName, anchors } = exported;
    return anchors === undefined
      ? words.text('inspect.export.done', { fileName })
      : words.text('inspect.export.doneAnchors', { fileName, count: anchors });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-inspect-export': FsInspectExport;
  }
}
