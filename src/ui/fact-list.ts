import { html, type TemplateResult } from 'lit';
import type { TextKey } from '../app/i18n/english.ts';
import type { Words } from '../app/i18n/words.ts';

/** What something is called, and what it is. */
export type Fact = readonly [TextKey, string];

/** Facts as a list of terms and what they come to; a view's own styles lay it out. */
export function renderFacts(facts: readonly Fact[], words: Words): TemplateResult {
  return html`
    <dl>
      ${facts.map(
        ([key, value]) =>
          html`<div>
            <dt>${words.text(key)}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  `;
}
