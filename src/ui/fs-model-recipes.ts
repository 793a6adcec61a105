import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { recipeNames, recipes, type RecipeName } from '../app/recipes/recipes.ts';
import './fs-copy-button.ts';
import { sharedStyles } from './shared-styles.ts';

/** How to export raw heads: a program for each framework, to be copied. */
@customElement('fs-model-recipes')
export class FsModelRecipes extends LitElement {
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
        padding: 16px;
      }
      h3 {
        margin: 0 0 4px;
        font-size: 15px;
        font-weight: 600;
      }
      .text {
        max-width: 76ch;
        color: var(--text-quiet);
        text-wrap: pretty;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        margin-top: 12px;
      }
      select {
        height: 32px;
        padding: 0 28px 0 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-small);
        background: var(--surface-raised);
      }
      pre {
        max-height: 420px;
        margin: 0;
        padding: 12px 16px;
        overflow: auto;
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
        scrollbar-width: thin;
        tab-size: 4;
      }
    `,
  ];

  @property({ attribute: false }) words!: Words;
  @state() private framework: RecipeName = 'torchvision';

  protected override render(): TemplateResult {
    const { words, framework } = this;
    return html`
      <header>
        <h3 id="title">${words.text('heads.recipes.title')}</h3>
        <p class="text">${words.text('heads.recipes.text')}</p>
        <div class="ways">
          <select aria-label=${words.text('heads.recipes.framework')} @change=${this.#onChoose}>
            ${recipeNames.map(
              (name) => html`<option value=${name} ?selected=${name === framework}>${name}</option>`,
            )}
          </select>
          <fs-copy-button
            .words=${words}
            label=${words.text('heads.recipes.copy')}
            .text=${recipes[framework]}
          ></fs-copy-button>
        </div>
      </header>
      <pre
        role="region"
        tabindex="0"
        lang="en"
        translate="no"
        aria-labelledby="title"
      ><code>${recipes[framework]}</code></pre>
    `;
  }

  readonly #onChoose = (event: Event): void => {
    const { selectedIndex } = event.target as HTMLSelectElement;
    this.framework = recipeNames[selectedIndex] ?? 'torchvision';
  };
}
