import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Words } from '../app/i18n/words.ts';
import { yieldTask } from '../base/yield-task.ts';
import type { ChartPicture } from './fs-figure.ts';

/** An element that draws itself as one picture. */
export interface Pictured extends Element {
  readonly picture: ChartPicture;
}

/** A part of the plots. Each draws in a task of its own: all at once would hold up the slider that changes them. */
export abstract class PlotElement extends LitElement {
  @property({ attribute: false }) words!: Words;

  protected override async scheduleUpdate(): Promise<void> {
    await yieldTask();
    await super.scheduleUpdate();
  }

  /** Drawn with all that is drawn in it. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    const parts = [...this.renderRoot.querySelectorAll('*')].filter((part) => part instanceof LitElement);
    await Promise.all(parts.map((part) => part.updateComplete));
    return isComplete;
  }

  /** The picture of a chart inside, for an export. */
  protected pictureOf(selector: string): () => ChartPicture {
    return () => this.renderRoot.querySelector<Pictured>(selector)?.picture ?? { picture: null };
  }
}
