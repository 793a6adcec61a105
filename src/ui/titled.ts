import { html, nothing, type TemplateResult } from 'lit';
import type { AboutSubject } from '../app/about.ts';
import type { Words } from '../app/i18n/words.ts';
import type { NumberTable } from '../app/number-tables.ts';
import './fs-about.ts';
import './fs-copy-values.ts';

/** What stands at the end of a heading of numbers. */
interface TitledParts {
  readonly title: string;
  readonly subject: AboutSubject;
  /** Undefined while there are no numbers to copy. */
  readonly table: (() => NumberTable) | undefined;
  readonly id?: string;
}

/** A heading with quiet buttons at its end: one copies the numbers below, one says what they are. */
export function renderTitled(words: Words, { title, subject, table, id }: TitledParts): TemplateResult {
  return html`<div class="heading">
    <h2 id=${id ?? nothing}>${title}</h2>
    ${
      table ? html`<fs-copy-values .words=${words} label=${title} .table=${table}></fs-copy-values>` : nothing
    }
    <fs-about .words=${words} subject=${subject}></fs-about>
  </div>`;
}
