import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import './fs-kernel-code.ts';
import { libraryExample } from './kernel-sources.ts';
import { kernelStyles } from './kernel-styles.ts';
import { sharedStyles } from './shared-styles.ts';

const buildCommand = 'npm run build:lib';

/** How the loss kernel works, and how other projects take it in. */
@customElement('fs-kernel-about')
export class FsKernelAbout extends LitElement {
  static override styles = [
    sharedStyles,
    kernelStyles,
    css`
      ul {
        display: grid;
        gap: 8px;
        margin: 8px 0 16px;
        padding-left: 18px;
        list-style-type: disc;
      }
      fs-kernel-code {
        margin-top: 12px;
      }
      code {
        padding: 1px 5px;
        border-radius: 4px;
        background: var(--surface-sunken);
        color: var(--text);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;

  protected override render(): TemplateResult {
    const { words } = this;
    const [before = '', after = ''] = words
      .text('kernels.about.library', { command: buildCommand })
      .split(buildCommand);
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('kernels.about.title')}</h3>
        <ul class="quiet-text">
          ${(['pass', 'exact', 'deterministic'] as const).map(
            (name) => html`<li>${words.text(`kernels.about.${name}`)}</li>`,
          )}
        </ul>
        <p class="quiet-text">${before}<code translate="no">${buildCommand}</code>${after}</p>
        ${
          libraryExample === ''
            ? nothing
            : html`<fs-kernel-code
                .words=${words}
                language="typescript"
                .code=${libraryExample}
                label=${words.text('kernels.about.example')}
              ></fs-kernel-code>`
        }
      </section>
    `;
  }
}
