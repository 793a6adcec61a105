import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import type { AnchorSettings } from '../coverage/anchor-settings.ts';
import {
  anchorFrameworks,
  printAnchorConfig,
  type AnchorFramework,
} from '../coverage/print-anchor-config.ts';
import { sharedStyles } from './shared-styles.ts';

/** The setting as the lines that a framework wants, to be copied. */
@customElement('fs-coverage-config')
export class FsCoverageConfig extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        min-width: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        justify-content: space-between;
        padding: 12px 16px;
      }
      h2 {
        font-size: 13px;
        font-weight: 600;
      }
      .ways {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      select {
        height: 32px;
        padding: 0 28px 0 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-raised);
      }
      pre {
        margin: 0;
        padding: 12px 16px;
        overflow-x: auto;
        border-top: 1px solid var(--line);
        border-radius: 0 0 var(--radius) var(--radius);
        background: var(--surface-sunken);
        font:
          12px/1.6 ui-monospace,
          'SF Mono',
          'Cascadia Mono',
          Menlo,
          Consolas,
          monospace;
        tab-size: 4;
      }
      .quiet {
        padding: 0 16px 12px;
        color: var(--text-quiet);
        font-size: 12px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) settings!: AnchorSettings;
  @state() private framework: AnchorFramework = 'torchvision';
  @state() private copied: 'no' | 'yes' | 'refused' = 'no';

  protected override render(): TemplateResult {
    const { words, framework, copied } = this;
    return html`
      <header>
        <h2 id="title">${words.text('coverage.config.title')}</h2>
        <div class="ways">
          <select aria-label=${words.text('coverage.config.framework')} @change=${this.#onChoose}>
            ${anchorFrameworks.map(
              (name) => html`<option value=${name} ?selected=${name === framework}>${name}</option>`,
            )}
          </select>
          <button type="button" class="button" @click=${this.#copy}>
            <span aria-live="polite"
              >${words.text(copied === 'yes' ? 'coverage.config.copied' : 'coverage.config.copy')}</span
            >
          </button>
        </div>
      </header>
      ${copied === 'refused' ? html`<p class="quiet" role="alert">${words.text('coverage.config.failed')}</p>` : nothing}
      <pre
        role="region"
        tabindex="0"
        aria-labelledby="title"
      ><code>${printAnchorConfig(this.settings, framework)}</code></pre>
    `;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // What was copied is no longer what is shown.
    if (changed.has('settings') || changed.has('framework')) this.copied = 'no';
  }

  readonly #onChoose = (event: Event): void => {
    const { selectedIndex } = event.target as HTMLSelectElement;
    this.framework = anchorFrameworks[selectedIndex] ?? 'torchvision';
  };

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(printAnchorConfig(this.settings, this.framework));
      this.copied = 'yes';
    } catch {
      this.copied = 'refused';
    }
  };
}
