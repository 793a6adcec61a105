import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { sharedStyles } from './shared-styles.ts';

/** In the place of a loss where the model gives boxes alone: why there is none, and how to get one. */
@customElement('fs-boxes-only')
export class FsBoxesOnly extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      div {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
        padding: 16px;
      }
      h2 {
        font-size: 15px;
        font-weight: 600;
      }
      p {
        max-width: 64ch;
        color: var(--text-quiet);
        text-wrap: pretty;
      }
      p:last-of-type {
        color: var(--text);
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;

  override connectedCallback(): void {
    super.connectedCallback();
    // Few ever see them: not part of what the page loads first. Without them the sentences stand by themselves.
    void import('./fs-model-recipes.ts').catch(() => undefined);
  }

  protected override render(): TemplateResult {
    const { words } = this;
    return html`
      <div>
        <h2>${words.text('heads.boxesOnly.title')}</h2>
        <p>${words.text('heads.boxesOnly.text')}</p>
        <p>${words.text('heads.boxesOnly.next')}</p>
        <fs-model-recipes .words=${words}></fs-model-recipes>
      </div>
    `;
  }
}
