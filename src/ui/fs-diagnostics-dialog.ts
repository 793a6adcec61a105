import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { buildVersions } from '../app/diagnostics/build-versions.ts';
import { readEnvironment } from '../app/diagnostics/environment.ts';
import { writeDiagnostics } from '../app/diagnostics/write-diagnostics.ts';
import { dialogStyles } from './dialog-styles.ts';
import './fs-copy-button.ts';
import { HelpDialogElement } from './help-dialog-element.ts';
import { sharedStyles } from './shared-styles.ts';

/** What to send along with a report of a fault: to be read first, and then copied. */
@customElement('fs-diagnostics-dialog')
export class FsDiagnosticsDialog extends HelpDialogElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      pre {
        flex: 1;
        min-height: 96px;
        margin: 0;
        padding: 8px 12px;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-sunken);
        font:
          12px/1.5 ui-monospace,
          monospace;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];

  @property({ attribute: false }) state!: AppState;
  @state() private text: string | undefined;

  protected override firstUpdated(): void {
    super.firstUpdated();
    void this.#read();
  }

  protected override renderContent(): TemplateResult {
    const { words, text } = this;
    return html`
      <h2 id="title">${words.text('diagnostics.title')}</h2>
      <p>${words.text('diagnostics.text')}</p>
      <pre
        tabindex="0"
        role="region"
        aria-label=${words.text('diagnostics.preview')}
        aria-busy=${text === undefined ? 'true' : 'false'}
        lang="en"
      >
${text ?? words.text('diagnostics.reading')}</pre>
      <div class="actions">
        <fs-copy-button
          class="first"
          .words=${words}
          label=${words.text('diagnostics.copy')}
          .text=${text ?? ''}
          ?disabled=${text === undefined}
        ></fs-copy-button>
        ${this.renderClose()}
      </div>
    `;
  }

  /** As the page was when the dialog opened: what is copied is what was read. */
  async #read(): Promise<void> {
    const { state } = this;
    this.text = writeDiagnostics(state, await readEnvironment(), buildVersions);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-diagnostics-dialog': FsDiagnosticsDialog;
  }
}
