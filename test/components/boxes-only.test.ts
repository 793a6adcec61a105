import { afterEach, describe, expect, it } from 'vitest';
import { createInitialState } from '../../src/app/app-state.ts';
import { Words } from '../../src/app/i18n/words.ts';
import { languages } from '../../src/app/i18n/dictionary.ts';
import { recipeNames, recipes } from '../../src/app/recipes/recipes.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import '../../src/ui/fs-controls.ts';
import '../../src/ui/fs-lazy-view.ts';
import '../../src/ui/fs-model-recipes.ts';
import '../support/dictionaries.ts';
import { createFakeAnalysis, createFakeReadout, fakeModel } from '../support/fake-engine.ts';

const words = new Words('en');

async function mount<Name extends keyof HTMLElementTagNameMap>(
  name: string,
  properties: object,
): Promise<HTMLElementTagNameMap[Name] & HTMLElement & { updateComplete: Promise<unknown> }> {
  const element = document.createElement(name) as HTMLElementTagNameMap[Name] &
    HTMLElement & { updateComplete: Promise<unknown> };
  Object.assign(element, properties);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

const textOf = (element: Element | null | undefined): string => element?.shadowRoot?.textContent ?? '';

/** The page with a photo on the stage whose model answers so. */
const stateOf = (answer: 'logits' | 'recovered' | 'detections') => ({
  ...createInitialState(resolveSettings({}, fakeModel), 'en'),
  model: fakeModel,
  analysis: { ...createFakeAnalysis(), answer },
  readout: createFakeReadout(),
});

afterEach(() => {
  document.body.replaceChildren();
});

describe('the page of a model that gives boxes alone', () => {
  it('says why there is no loss, in place of all that needs one, and keeps the boxes', async () => {
    const controls = await mount('fs-controls', { words, state: stateOf('detections') });
    const root = controls.shadowRoot!;
    expect(root.querySelector('fs-readouts, fs-compare, fs-loss-choice, fs-slider[name=opacity]')).toBeNull();
    expect(root.querySelector('fs-detections, fs-slider[name=scoreThreshold]')).not.toBeNull();
    const why = root.querySelector('fs-boxes-only');
    expect(textOf(why)).toContain('no loss');
    await customElements.whenDefined('fs-model-recipes');
    await expect
      .poll(() => textOf(why?.shadowRoot?.querySelector('fs-model-recipes')))
      .toContain('cls_logits');
  });

  it('has no plots either', async () => {
    const view = await mount('fs-lazy-view', { words, state: stateOf('detections'), view: 'plots' });
    await expect
      .poll(() => view.shadowRoot!.querySelector('fs-boxes-only'), { timeout: 20_000 })
      .not.toBeNull();
    expect(view.shadowRoot!.querySelector('fs-plots-view')).toBeNull();
  });

  it('marks totals of recovered logits, and those alone', async () => {
    for (const [answer, isMarked] of [
      ['recovered', true],
      ['logits', false],
    ] as const) {
      const controls = await mount('fs-controls', { words, state: stateOf(answer) });
      const readouts = controls.shadowRoot!.querySelector('fs-readouts');
      await expect.poll(() => textOf(readouts)).toContain(words.text('loss.focal'));
      expect(textOf(readouts).includes(words.text('heads.recovered'))).toBe(isMarked);
      controls.remove();
    }
  });
});

describe('recipes', () => {
  it.each(languages)('in %s are shown by framework, and copied whole', async (language) => {
    const element = await mount('fs-model-recipes', { words: new Words(language) });
    const root = element.shadowRoot!;
    const select = root.querySelector('select')!;
    for (const [index, name] of recipeNames.entries()) {
      select.selectedIndex = index;
      select.dispatchEvent(new Event('change'));
      await element.updateComplete;
      expect(root.querySelector('pre')?.textContent).toBe(recipes[name]);
      const copy = root.querySelector<HTMLElement & { text: string }>('fs-copy-button');
      expect(copy?.text).toBe(recipes[name]);
      expect(recipes[name]).toContain('torch.onnx.export(');
    }
  });
});
