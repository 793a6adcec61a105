import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import './fs-kernel-code.ts';
import { fileOfHash, hashOfFile, kernelFiles, type KernelFile } from './kernel-sources.ts';
import { kernelStyles } from './kernel-styles.ts';
import { sharedStyles } from './shared-styles.ts';

const defaultFile = 'dense-loss.wgsl';
const groups = ['kernels', 'benchmark', 'shared'] as const;

/** All WGSL of the page: a list of files, and the source of one of them. The address says which. */
@customElement('fs-kernel-sources')
export class FsKernelSources extends LitElement {
  static override styles = [
    sharedStyles,
    kernelStyles,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(220px, 280px) minmax(0, 1fr);
        gap: 20px;
        margin-top: 16px;
      }
      nav {
        max-height: min(calc(72vh + 56px), 816px);
        overflow: auto;
        scrollbar-width: thin;
      }
      h4 {
        margin: 16px 0 4px 10px;
        color: var(--text-quiet);
        font-size: 12px;
        font-weight: 500;
      }
      h4:first-child {
        margin-top: 0;
      }
      nav a {
        display: block;
        padding: 5px 10px;
        border-left: 2px solid transparent;
        border-radius: 0 var(--radius-small) var(--radius-small) 0;
        color: inherit;
        text-decoration: none;
      }
      nav a:hover {
        background: var(--surface-sunken);
      }
      nav a[aria-current='true'] {
        border-left-color: var(--accent);
        background: var(--accent-soft);
      }
      nav a:focus-visible {
        outline-offset: -2px;
      }
      nav .purpose {
        display: block;
        overflow: hidden;
        color: var(--text-quiet);
        font-size: 12px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .file {
        min-width: 0;
        scroll-margin-top: 16px;
      }
      .file h4 {
        margin: 0;
        color: var(--text);
        font-size: 13px;
        font-weight: 600;
      }
      .file p {
        margin: 0;
        color: var(--text-quiet);
        overflow-wrap: anywhere;
      }
      @media (max-width: 720px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        nav {
          max-height: 260px;
          border: 1px solid var(--line);
          border-radius: var(--radius-small);
          padding: 8px 0;
        }
      }
      @media (forced-colors: active) {
        nav a[aria-current='true'] {
          border-left-color: Highlight;
        }
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @state() private file: KernelFile | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#onHash);
    this.#choose();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onHash);
  }

  protected override firstUpdated(): void {
    if (fileOfHash(location.hash)) this.#showFile();
  }

  protected override render(): TemplateResult {
    const { words, file } = this;
    return html`
      <section aria-labelledby="title">
        <h3 id="title">${words.text('kernels.sources.title')}</h3>
        <p class="quiet-text">${words.text('kernels.sources.meaning')}</p>
        <div class="columns">
          <nav aria-label=${words.text('kernels.sources.list')}>
            ${groups.map((group) => this.#renderGroup(group))}
          </nav>
          ${file ? this.#renderFile(file) : nothing}
        </div>
      </section>
    `;
  }

  #renderGroup(group: KernelFile['group']): TemplateResult {
    const files = kernelFiles.filter((file) => file.group === group);
    return html`
      <h4>${this.words.text(`kernels.sources.${group}`)}</h4>
      <ul>
        ${files.map(
          ({ name, purpose }) =>
            html`<li>
              <a
                href=${hashOfFile(name)}
                aria-current=${name === this.file?.name ? 'true' : 'false'}
                lang="en"
              >
                <span class="mono" translate="no">${name.replace(/^\w+\//, '')}</span>
                <span class="purpose">${purpose}</span>
              </a>
            </li>`,
        )}
      </ul>
    `;
  }

  #renderFile({ name, text, purpose, entryPoints }: KernelFile): TemplateResult {
    const { words } = this;
    return html`
      <div class="file">
        <h4 class="mono" lang="en" translate="no">${name}</h4>
        <p lang="en">${purpose}</p>
        <fs-kernel-code
          .words=${words}
          .code=${text}
          label=${words.text('kernels.sources.code', { file: name })}
        >
          <p>
            ${
              entryPoints.length > 0
                ? html`${words.text('kernels.sources.entryPoints')}:
                    <span class="mono" lang="en" translate="no">${entryPoints.join(', ')}</span> · `
                : nothing
            }${words.text('kernels.sources.lines', { count: text.split('\n').length })}
          </p>
        </fs-kernel-code>
      </div>
    `;
  }

  #choose(): void {
    this.file = fileOfHash(location.hash) ?? kernelFiles.find(({ name }) => name === defaultFile);
  }

  readonly #onHash = (): void => {
    const named = fileOfHash(location.hash);
    if (!named || named === this.file) return;
    this.file = named;
    void this.updateComplete.then(() => this.#showFile());
  };

  /** Brings the source into view where it is out of it. */
  #showFile(): void {
    const shown = this.renderRoot.querySelector('.file');
    const top = shown?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > innerHeight / 2) shown?.scrollIntoView();
  }
}
