import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { languages } from '../../src/app/i18n/dictionary.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { modelCatalogue } from '../../src/library/model-catalogue.ts';
import { fakeModel } from '../support/fake-engine.ts';
import { createKeptModel } from '../support/fake-library.ts';
import { createFile, createTransfer, FakePage, FakeStorage } from '../support/fake-page.ts';
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
    await vi.waitFor(() => expect(page.library.kept.map(({ fileName }) => fileName)).toEqual(['mine.onnx']));
    expect(page.engine.models).toEqual(['mine.onnx']);
  });
});

describe('a model that is being looked at', () => {
  const cancelButton = () => buttonNamed('fs-model-open', 'Cancel');
  const choose = async (): Promise<void> => {
    page = await openModelsView();
    page.engine.holdsModels = true;
    const input = modelsPart('fs-model-open').querySelector('input')!;
    input.files = createTransfer(createFile('mine.onnx', '')).files;
    input.dispatchEvent(new Event('change'));
    await vi.waitFor(() => expect(page.engine.models).toEqual(['mine.onnx']));
    page.engine.emit({ type: 'phase', phase: { name: 'compiling' } });
    await vi.waitFor(() => expect(textOfPart('fs-model-open')).toContain('mine.onnx · Compiling the model…'));
  };

  it('can be given up; the earlier one stays, and nothing is kept', async () => {
    await choose();
    cancelButton()!.click();
    page.engine.emit({ type: 'phase', phase: { name: 'idle' } });
    await vi.waitFor(() => expect(cancelButton()).toBeUndefined());
    const { model, message, openingModel } = page.controller.store.state;
    expect(model?.isBuiltIn).toBe(true);
    expect([message, openingModel]).toEqual([undefined, undefined]);
    expect(page.library.kept).toEqual([]);
  });

  it('can be given up no more once it is in use', async () => {
    await choose();
    page.engine.emit({ type: 'model', model: { ...fakeModel, isBuiltIn: false } });
    await vi.waitFor(() => expect(cancelButton()).toBeUndefined());
    page.controller.cancelOpening();
    page.engine.answerModel();
    await vi.waitFor(() => expect(page.library.kept).toHaveLength(1));
  });
});

describe('the check against WASM', () => {
  const report = {
    fileName: 'dog.jpg',
    inputWidth: 416,
    inputHeight: 320,
    anchors: 1000,
    classes: 3,
    logit: 0.0021,
    probability: 0.0004,
    delta: 0.0012,
    boxes: { counts: { webgpu: 2, wasm: 2 }, paired: 2, edge: 0.12, score: 0.0003 },
    times: { webgpu: 45, wasm: 210 },
  };
  const root = (): ShadowRoot =>
    modelsPart('fs-model-in-use').querySelector('fs-provider-check')!.shadowRoot!;
  const text = (): string => root().textContent.replace(/\s+/g, ' ').trim();
  const buttons = (): HTMLButtonElement[] => [...root().querySelectorAll('button')];

  it('shows how far the two are apart, and can be cancelled', async () => {
    page = await openModelsView();
    expect(text()).toContain('it may take minutes');
    buttons()[0]!.click();
    await page.settle();
    expect(buttons()[0]!.disabled).toBe(true);
    page.engine.emit({ type: 'kernels-progress', progress: { name: 'webgpu', done: 1, total: 2 } });
    await page.settle();
    expect(text()).toContain('Running on WebGPU…');
    page.engine.measured[0]!.succeed(report);
    await page.settle();
    expect(root().querySelector('[aria-live]')!.textContent).toContain('Both give the same boxes');
    expect(text()).toContain('dog.jpg at 416 × 320');
    expect(text()).toContain('2 on WebGPU, 2 on WASM, 2 in both');
    expect(text()).toContain('0.12 px, score 3 × 10⁻⁴');
    page.engine.emit({ type: 'analysis', analysis: page.controller.store.state.analysis! });
    await page.settle();
    expect(text()).not.toContain('Both give');

    buttons()[0]!.click();
    await page.settle();
    buttons()[1]!.click();
    await page.settle();
    expect(text()).toContain('The check was cancelled.');
  });

  it('says that they differ, by boxes or by probabilities, and why it failed', async () => {
    page = await openModelsView();
    for (const change of [
      { probability: 0.2 },
      { boxes: { ...report.boxes, counts: { webgpu: 2, wasm: 3 } } },
    ]) {
      buttons()[0]!.click();
      await page.settle();
      page.engine.measured.at(-1)!.succeed({ ...report, ...change });
      await page.settle();
      expect(text()).toContain('The two differ by more than rounding explains.');
    }
    buttons()[0]!.click();
    await page.settle();
    page.engine.measured.at(-1)!.fail(new FocalScopeError('model-run-failed', { reason: 'r' }));
    await page.settle();
    expect(root().querySelector('[role=alert]')!.textContent).toContain('The check failed.');
  });

  it('says why there is nothing to check', async () => {
    page = await openModelsView();
    const { analysis } = page.controller.store.state;
    const placement = { ...analysis!.placement, kernels: 'cpu' as const };
    page.engine.emit({ type: 'placement', placement });
    page.engine.emit({ type: 'analysis', analysis: { ...analysis!, placement } });
    await page.settle();
    expect(text()).toContain('Without WebGPU the model runs on WASM alone');
    expect(buttons()[0]!.disabled).toBe(true);
  });
});

describe('models from elsewhere', () => {
  const type = (address: string): void => {
    const root = modelsPart('fs-model-open');
    root.querySelector<HTMLInputElement>('.address')!.value = address;
    root.querySelector('form')!.requestSubmit();
  };
  const transfer = (): ShadowRoot =>
    modelsPart('fs-model-open').querySelector('fs-model-transfer')!.shadowRoot!;

  it('are downloaded from an address, with bytes, and used when somebody says so', async () => {
    page = await openModelsView();
    expect(textOfPart('fs-model-library')).toContain('Nothing is kept yet.');
    type('https://host/one.onnx');
    await page.settle();
    const [download] = page.library.downloads;
    expect(download!.request).toEqual({ url: 'https://host/one.onnx', fileName: 'one.onnx' });
    download!.report({ loaded: 500_000, total: 2_000_000 });
    await page.settle();
    expect(transfer().querySelector('progress')).toMatchObject({ value: 500_000, max: 2_000_000 });
    expect(transfer().textContent).toContain('0.5 of 2.0 MB');
    download!.succeed(createKeptModel());
    await page.settle();
    expect(transfer().querySelector('[role=status]')!.textContent).toContain('one.onnx has arrived whole');
    expect(textOfPart('fs-model-library')).toContain('SHA-256 0123456789ab…, not compared with anything');
    expect(page.engine.models).toEqual([]);
    buttonNamed('fs-model-library', 'Use')!.click();
    await page.settle();
    expect(page.engine.models).toEqual(['one.onnx']);
    expect(buttonNamed('fs-model-library', 'In use')!.disabled).toBe(true);
    expect(page.storage.getItem('focalscope.model')).toBe('one');
    buttonNamed('fs-model-library', 'Delete')!.click();
    await vi.waitFor(() => expect(page.engine.models).toEqual(['one.onnx', '']));
    await page.settle();
    expect(textOfPart('fs-model-library')).toContain('Nothing is kept yet.');
    expect(page.storage.getItem('focalscope.model')).toBeNull();
  });

  it('can be cancelled, and gone on with', async () => {
    page = await openModelsView();
    type('https://host/one.onnx');
    await page.settle();
    page.library.add(
      createKeptModel({ state: 'partial', files: [{ path: 'one.onnx', bytes: 500_000, sha256: undefined }] }),
    );
    transfer().querySelector('button')!.click();
    await page.settle();
    expect(transfer().textContent).toContain('one.onnx: cancelled.');
    expect(textOfPart('fs-model-library')).toContain('Incomplete: 0.5 of 2.0 MB');
    expect(buttonNamed('fs-model-library', 'Use')).toBeUndefined();
    buttonNamed('fs-model-library', 'Resume')!.click();
    await page.settle();
    expect(page.library.downloads[1]!.request).toMatchObject({ url: 'https://host/one.onnx' });
  });

  it('come from the catalogue with the size and hash that its source tells', async () => {
    page = await openModelsView();
    expect(textOfPart('fs-model-catalogue')).toContain('not tried here');
    buttonNamed('fs-model-catalogue', 'Download')!.click();
    await page.settle();
    const { url, bytes, sha256, fileName } = modelCatalogue[0]!;
    expect(page.library.downloads[0]!.request).toEqual({ url, bytes, sha256, fileName });
    page.library.downloads[0]!.fail(new FocalScopeError('model-wrong-hash', { expected: 'a', actual: 'b' }));
    await page.settle();
    const alert = transfer().querySelector('[role=alert]')!.textContent;
    expect(alert).toContain('“retinanet-9.onnx” is not the file that it should be.');
    expect(buttonNamed('fs-model-catalogue', 'Download')!.disabled).toBe(false);
  });

  it('are refused by their address where it is none', async () => {
    page = await openModelsView();
    type('http://host/one.onnx');
    await page.settle();
    expect(transfer().querySelector('[role=alert]')!.textContent).toContain('over https alone');
    expect(page.library.downloads).toEqual([]);
  });

  it('are listed as another tab leaves them, and say so when they are gone', async () => {
    page = await openModelsView();
    page.library.add(createKeptModel());
    page.library.tell();
    await page.settle();
    const use = buttonNamed('fs-model-library', 'Use')!;
    await page.library.remove(['one']);
    use.click();
    await page.settle();
    expect(modelsPart('fs-model-library').querySelector('[role=alert]')!.textContent).toContain(
      'no longer kept',
    );
    expect(page.engine.models).toEqual([]);
  });

  it('are opened again at the next visit', async () => {
    const storage = new FakeStorage();
    storage.setItem('focalscope.model', 'one');
    page = new FakePage({ storage });
    page.library.add(createKeptModel());
    void page.app.startEngine();
    await page.untilOpened(1);
    expect(page.engine.models).toEqual(['one.onnx']);
    expect(page.controller.store.state.models.inUse).toBe('one');
  });
});

describe('the whole view', () => {
  it.each(languages)('axe finds nothing to complain about, in %s', async (language) => {
    page = await openModelsView({ languages: [language] });
    page.library.add(createKeptModel({ id: 'two' }));
    page.library.add(createKeptModel());
    page.library.tell();
    await page.settle();
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
