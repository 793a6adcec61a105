import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import './fs-about.ts';
import './fs-model-catalogue.ts';
import './fs-model-conventions.ts';
import './fs-model-in-use.ts';
import './fs-model-library.ts';
import './fs-model-open.ts';
import './fs-model-recipes.ts';
import { sharedStyles } from './shared-styles.ts';
import { stackedViewStyles } from './stacked-view-styles.ts';

/** The model in use, how it is read, and the others that there are. */
@customElement('fs-models-view')
export class FsModelsView extends LitElement {
  static override styles = [sharedStyles, stackedViewStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;

  // In the order of use: what runs, how its outputs are read, what else could run, how to export another.
  protected override render(): TemplateResult {
    const { words, state } = this;
    return html`
      <div class="view">
        <header>
          <div class="heading">
            <h2>${words.text('navigation.models')}</h2>
            <fs-about .words=${words} subject="models"></fs-about>
          </div>
          <p class="lead">${words.text('models.lead')}</p>
        </header>
        <fs-model-in-use .words=${words} .state=${state}></fs-model-in-use>
        <fs-model-conventions .words=${words} .state=${state}></fs-model-conventions>
        <fs-model-open .words=${words} .state=${state}></fs-model-open>
        <fs-model-library .words=${words} .state=${state}></fs-model-library>
        <fs-model-catalogue .words=${words} .state=${state}></fs-model-catalogue>
        <fs-model-recipes .words=${words}></fs-model-recipes>
      </div>
    `;
  }
}
