import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../src/app/i18n/dictionary.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { fakeModel } from '../support/fake-engine.ts';
import { createFile, createTransfer, type FakePage } from '../support/fake-page.ts';
import { buttonNamed, modelsPart, openModelsView, textOfPart } from '../support/models-view.ts';

let page: FakePage;

beforeEach(() => {
  location.hash = '';
});
afterEach(() => {
  page.dispose();
  location.hash = '';
});

describe('the model in use', () => {
  it('is told with its classes, anchors, place and size', async () => {
    page = await openModelsView();
    const text = textOfPart('fs-model-in-use');
    expect(text).toContain('fake-model Comes with the page');
    expect(text).toContain('Classes (K) 3');
    expect(text).toContain('1,000 at 512 × 384');
    expect(text).toContain('WASM, 4 threads');
    expect(text).toContain('5.4 MB');
    expect(text).toContain('person, bicycle, dog');
    expect(buttonNamed('fs-model-in-use', 'Back')).toBeUndefined();
  });

  it('can be left for the built-in one', async () => {
    page = await openModelsView();
    const own = { ...fakeModel, name: '<b>mine</b>', isBuiltIn: false, bytes: 228_400_000 };
    page.engine.emit({ type: 'model', model: own });
    await page.settle();
    expect(textOfPart('fs-model-in-use')).toContain('<b>mine</b> Your file');
    buttonNamed('fs-model-in-use', 'Back to the built-in model')!.click();
    await page.settle();
    expect(page.engine.models).toEqual(['']);
    page.engine.modelError = new FocalScopeError('model-download-failed');
    buttonNamed('fs-model-in-use', 'Back to the built-in model')!.click();
    await page.settle();
    expect(page.controller.store.state.message?.error.code).toBe('model-download-failed');
  });

  it('is another one when a file is chosen', async () => {
    page = await openModelsView();
    const input = modelsPart('fs-model-open').querySelector('input')!;
    input.files = createTransfer(createFile('mine.onnx', '')).files;
    input.dispatchEvent(new Event('change'));
    await page.settle();
    expect(page.engine.models).toEqual(['mine.onnx']);
  });
});

describe('the whole view', () => {
  it.each(languages)('axe finds nothing to complain about, in %s', async (language) => {
    page = await openModelsView({ languages: [language] });
    expect((await axe.run(page.app)).violations.map(({ id }) => id)).toEqual([]);
    expect(page.app.shadowRoot!.textContent).not.toMatch(/\{\w+\}/);
  });

  it.each(languages)('has its link in sight on the narrowest phone, in %s', async (language) => {
    page = await openModelsView({ languages: [language] });
    const header = page.app.shadowRoot!.querySelector('fs-header')!.shadowRoot!;
    const navigation = header.querySelector('fs-navigation')!.shadowRoot!;
    const links = [...navigation.querySelectorAll('a')];
    expect(links.find((link) => link.getAttribute('aria-current') === 'page')!.hash).toBe('#view=models');
    // Their words, with a little room beside each, within 360 pixels less the header's margins.
    const words = links.map((link) => {
      const range = document.createRange();
      range.selectNodeContents(link);
      return range.getBoundingClientRect().width;
    });
    expect(words.reduce((sum, each) => sum + each + 8, 0)).toBeLessThan(360 - 20);
  });
});
