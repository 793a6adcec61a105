import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { OfflineAction } from '../app/offline/offline-state.ts';
import './fs-switch.ts';
import { icon } from './icons.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';

/** What of the page is kept on this computer, and how it may be installed and made faster. */
@customElement('fs-offline')
export class FsOffline extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      p {
        color: var(--text-quiet);
        font-size: 12px;
      }
      .button {
        justify-self: start;
      }
      .threads {
        display: grid;
        gap: 4px;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words, state } = this;
    const { report, installable } = state.offline;
    return html`
      ${report ? html`<p>${this.#keptText(report)}</p>` : nothing}
      ${report?.keeping === 'partly' ? this.#renderButton('keep-all', words.text('offline.keepAll')) : nothing}
      ${
        installable
          ? this.#renderButton('install', html`${icon('download')}${words.text('offline.install')}`)
          : nothing
      }
      ${this.#renderThreads()}
    `;
  }

  #keptText({ keeping, keptBytes, totalBytes }: NonNullable<AppState['offline']['report']>): string {
    const { words } = this;
    const values = { kept: words.megabytes(keptBytes), total: words.megabytes(totalBytes) };
    return words.text(`offline.${keeping}`, values);
  }

  /** Only where it is of use, or in use. */
  #renderThreads(): TemplateResult | typeof nothing {
    const { words, state } = this;
    const { report, isIsolated, isIsolatedByWorker, hasCores } = state.offline;
    if (!report) return nothing;
    const helps = !isIsolated && hasCores && state.placement?.model === 'wasm';
    if (!report.isolates && !isIsolatedByWorker && !helps) return nothing;
    const isPending = report.isolates !== isIsolated;
    return html`
      <div class="threads">
        <fs-switch
          label=${words.text('offline.threads')}
          ?checked=${report.isolates}
          .toggle=${(on: boolean) => this.#act({ kind: 'isolate', on })}
        ></fs-switch>
        <p>${words.text(isPending ? 'offline.threadsReload' : 'offline.threadsHint')}</p>
        ${isPending ? this.#renderButton('reload', words.text('offline.reload')) : nothing}
      </div>
    `;
  }

  #renderButton(kind: 'keep-all' | 'install' | 'reload', label: TemplateResult | string): TemplateResult {
    return html`<button type="button" class="button" @click=${() => this.#act({ kind })}>${label}</button>`;
  }

  #act(action: OfflineAction): void {
    emitPageEvent(this, 'fs-offline', { action });
  }
}
