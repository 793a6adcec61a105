import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import './fs-copy-button.ts';
import { highlightLines, type CodeLanguage, type CodePiece } from './highlight-code.ts';
import { hashOfFile } from './kernel-sources.ts';
import { sharedStyles } from './shared-styles.ts';

const includeLine = /^(#include\s+)"([^"]+)"$/;

/** Code with its line numbers; lines wrap where there is no room. Includes lead to their files. */
@customElement('fs-kernel-code')
export class FsKernelCode extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        --code-number: light-dark(#9a4a0f, #f0a25f);
        --code-function: light-dark(#6b3fa0, #c9a7ff);
        --code-type: light-dark(#0f655a, #7fd6c2);
        --code-attribute: light-dark(#8a2252, #f5a3c7);
      }
      .scroll {
        max-height: min(72vh, 760px);
        overflow: auto;
        overscroll-behavior: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-sunken);
        scrollbar-width: thin;
      }
      pre {
        margin: 0;
        padding: 12px 0;
        counter-reset: line;
        font:
          12px/1.6 ui-monospace,
          'SF Mono',
          'Cascadia Mono',
          'Roboto Mono',
          'Noto Sans Mono',
          Menlo,
          monospace;
        tab-size: 2;
      }
      .line {
        display: grid;
        grid-template-columns: 4ch minmax(0, 1fr);
        gap: 2ch;
        padding-right: 12px;
        counter-increment: line;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .line::before {
        color: var(--text-quiet);
        content: counter(line);
        text-align: right;
        user-select: none;
      }
      .comment {
        color: var(--text-quiet);
        font-style: italic;
      }
      .keyword {
        color: var(--accent);
      }
      .type,
      .string {
        color: var(--code-type);
      }
      .function {
        color: var(--code-function);
      }
      .number {
        color: var(--code-number);
      }
      .attribute {
        color: var(--code-attribute);
      }
      a {
        color: var(--accent);
        text-underline-offset: 3px;
      }
      .head {
        display: flex;
        gap: 12px;
        align-items: end;
        justify-content: space-between;
        margin-bottom: 8px;
      }
      fs-copy-button {
        flex: none;
        flex-direction: row-reverse;
        margin-left: auto;
      }
      @media (max-width: 720px) {
        pre {
          font-size: 11px;
        }
        .line {
          grid-template-columns: 3ch minmax(0, 1fr);
          gap: 1.5ch;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property() code = '';
  @property() language: CodeLanguage = 'wgsl';
  /** What it is, for those who hear it. */
  @property() label = '';

  protected override render(): TemplateResult {
    const { words, code, language, label } = this;
    return html`
      <div class="head">
        <slot></slot>
        <fs-copy-button .words=${words} label=${words.text('kernels.copy')} .text=${code}></fs-copy-button>
      </div>
      <div class="scroll" role="region" aria-label=${label} tabindex="0" lang="en" translate="no">
        <pre><code>${highlightLines(code, language).map((line) => this.#renderLine(line))}</code></pre>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('code')) this.renderRoot.querySelector('.scroll')?.scrollTo(0, 0);
  }

  #renderLine(line: readonly CodePiece[]): TemplateResult {
    const [, keyword, file] = includeLine.exec(line.map(({ text }) => text).join('')) ?? [];
    const content =
      file === undefined
        ? line.map(({ text, kind }) => (kind ? html`<span class=${kind}>${text}</span>` : text))
        : html`<span class="keyword">${keyword}</span>"<a href=${hashOfFile(file)}>${file}</a>"`;
    // The line break is for those who copy a part.
    return html`<span class="line"><span>${content}${'\n'}</span></span>`;
  }
}
