import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import './fs-about.ts';
import './fs-kernel-about.ts';
import './fs-kernel-benchmark.ts';
import './fs-kernel-passes.ts';
import './fs-kernel-sources.ts';
import { sharedStyles } from './shared-styles.ts';
import { stackedViewStyles } from './stacked-view-styles.ts';

/** What runs on the GPU here, how long it takes, how that compares, and its source. */
@customElement('fs-kernels-view')
export class FsKernelsView extends LitElement {
  static override styles = [
    sharedStyles,
    stackedViewStyles,
    css`
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 32px;
        margin: 12px 0 4px;
      }
      dl div {
        display: flex;
        gap: 8px;
      }
      dt {
        color: var(--text-quiet);
      }
      dd {
        margin: 0;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  protected override render(): TemplateResult {
    const { words, state } = this;
    return html`
      <div class="view">
        <header>
          <div class="heading">
            <h2>${words.text('navigation.kernels')}</h2>
            <fs-about .words=${words} subject="kernels"></fs-about>
          </div>
          <p class="lead">${words.text('kernels.lead')}</p>
          ${this.#renderFacts()}
        </header>
        <fs-kernel-passes .words=${words} .state=${state}></fs-kernel-passes>
        <fs-kernel-benchmark .words=${words} .state=${state}></fs-kernel-benchmark>
        <fs-kernel-about .words=${words}></fs-kernel-about>
        <fs-kernel-sources .words=${words}></fs-kernel-sources>
      </div>
    `;
  }

  #renderFacts(): TemplateResult {
    const { words } = this;
    const { placement } = this.state;
    if (!placement) return html`<p class="lead">${words.text('phase.starting')}</p>`;
    const { kernels, kernelsReason, adapter } = placement;
    const place = words.text(kernels === 'webgpu' ? 'placement.webgpu' : 'placement.cpu');
    return html`
      <dl>
        <div>
          <dt>${words.text('kernels.runsOn')}</dt>
          <dd>${place}</dd>
        </div>
        ${
          kernels === 'webgpu'
            ? html`<div>
                <dt>${words.text('kernels.adapter')}</dt>
                <dd lang="en">${adapter || words.text('kernels.unknownAdapter')}</dd>
              </div>`
            : ''
        }
      </dl>
      <p class="lead">${words.text(`placement.reason.${kernelsReason}`)}</p>
    `;
  }
}
