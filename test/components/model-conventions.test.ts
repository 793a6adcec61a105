import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { languages } from '../../src/app/i18n/dictionary.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import type { ConventionsReport } from '../../src/engine/messages.ts';
import { readSidecar, writeSidecar } from '../../src/model/sidecar.ts';
import { fakeModel } from '../support/fake-engine.ts';
import type { createKeptModel } from '../support/fake-library.ts';
import { createTransfer, drop, FakePage } from '../support/fake-page.ts';
import { buttonNamed, modelsPart, openModelsView, textOfPart } from '../support/models-view.ts';
import { conventionsOf, rankedReport, threeClassFacts } from '../support/readings.ts';

let page: FakePage;

beforeEach(() => {
  location.hash = '';
});
afterEach(() => {
  page.dispose();
  location.hash = '';
});

const part = 'fs-model-conventions';
const own = { ...fakeModel, name: 'mine', isBuiltIn: false };
const boxesOnly: ConventionsReport = {
  conventions: conventionsOf('yhenon'),
  source: 'probe',
  ranking: undefined,
  facts: { fixedSize: undefined, activation: 'probabilities' },
};

/** The engine has taken a model of one's own, and read it so. */
async function readAs(report: ConventionsReport, name = 'mine'): Promise<void> {
  page.engine.emit({ type: 'model', model: { ...own, name } });
  page.engine.emit({ type: 'conventions', report });
  await page.settle();
}

const override = (): ShadowRoot => modelsPart(part).querySelector('fs-conventions-override')!.shadowRoot!;
const choose = (id: string, value: string): void => {
  const select = override().querySelector<HTMLSelectElement>(id)!;
  select.value = value;
  select.dispatchEvent(new Event('change'));
};
const apply = async (): Promise<void> => {
  override().querySelector('form')!.requestSubmit();
  await page.settle();
};
async function give(file: File): Promise<void> {
  const input = modelsPart(part).querySelector('input')!;
  input.files = createTransfer(file).files;
  input.dispatchEvent(new Event('change'));
  await page.settle();
}
const notice = (): HTMLElement | null => {
  const bar = page.app.shadowRoot!.querySelector('fs-import-bar')!.shadowRoot!;
  return bar.querySelector('fs-conventions-notice');
};
const sidecarFile = (preset: string, name = 'mine.retinanet.json'): File =>
  new File([writeSidecar(conventionsOf(preset), 'mine.onnx')], name);

describe('how the model in use is read', () => {
  it('is nothing to decide of the built-in one', async () => {
    page = await openModelsView();
    expect(textOfPart(part)).toContain('nothing has to be found out');
    expect(buttonNamed(part, 'Download sidecar')).toBeUndefined();
    expect(notice()).toBeNull();
  });

  it('is told with the ranking that decided it', async () => {
    page = await openModelsView();
    await readAs(rankedReport({ yhenon: 17.2, 'keras-retinanet': 4.1, torchvision: 0.4 }));
    const text = textOfPart(part);
    expect(text).toContain('Read as yhenon: of all conventions that its shape leaves, they agree best');
    expect(text).toContain('Agreement 17.2 of 20, ahead by 13.1.');
    expect(text).toContain(
      '9 per cell, strides 8–128; sizes 4 / 5.04 / 6.35 × stride; centres at 0.5 of a cell',
    );
    expect(text).toContain('centre and size, weights 10 / 10 / 5 / 5');
    expect(text).toContain('RGB, 0–1, mean 0.485 / 0.456 / 0.406');
    expect(text).toContain('3; index 0 is “person”, id 1');
    expect(text).toContain('Ruled out by the number of anchors: mlperf.');
    const details = modelsPart(part).querySelector('details')!;
    expect(details.open).toBe(false);
    const rows = [...details.querySelectorAll('tbody tr')].map((row) =>
      row.textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(rows).toEqual(['yhenon in use 17.2', 'keras-retinanet 4.1', 'torchvision 0.4']);
  });

  it('is told where others come close, and where nothing told them apart', async () => {
    page = await openModelsView();
    await readAs(rankedReport({ torchvision: 17.2, mmdetection: 17 }));
    expect(textOfPart(part)).toContain('others come close. Agreement 17.2 of 20, ahead by 0.2.');
    await readAs(rankedReport({ torchvision: 0.2, mmdetection: 0.1 }));
    expect(textOfPart(part)).toContain('Read as torchvision; nothing told the conventions apart.');
    expect(textOfPart(part)).not.toContain('ahead by');
    expect(modelsPart(part).querySelector('details')!.open).toBe(true);
    await readAs(rankedReport({ torchvision: 0, mmdetection: 0 }, []));
    expect(textOfPart(part)).toContain('There was no photo with known objects of its classes');
    expect(modelsPart(part).querySelector('table')).toBeNull();
  });

  it('is only an input where the boxes are all there is', async () => {
    page = await openModelsView();
    await readAs(boxesOnly);
    expect(textOfPart(part)).toContain('Its input is made as yhenon does.');
    expect(override().querySelector('#scores')).toBeNull();
    expect(buttonNamed(part, 'training rules')).toBeUndefined();
    choose('#preset', 'detectron2');
    await apply();
    expect(page.engine.conventions.at(-1)).toMatchObject({
      preset: 'detectron2',
      activation: 'probabilities',
    });
  });

  it('can be chosen by hand, and goes back where that does not work', async () => {
    page = await openModelsView();
    const report = rankedReport({ yhenon: 17.2, 'keras-retinanet': 4.1 });
    await readAs(report);
    choose('#preset', 'keras-retinanet');
    await apply();
    const [chosen] = page.engine.conventions;
    expect(chosen).toEqual(report.ranking!.rows[1]!.conventions);
    page.engine.emit({
      type: 'conventions',
      report: { conventions: chosen!, source: 'override', ranking: undefined },
    });
    await page.settle();
    expect(textOfPart(part)).toContain('Read as keras-retinanet: chosen by hand.');
    // The ranking is of the same model still.
    expect(modelsPart(part).querySelector('.used')!.textContent).toContain('keras-retinanet');
    page.engine.conventionsError = new FocalScopeError('model-not-a-detector', {
      missing: 'A = 1',
      inputs: 'x',
      outputs: 'y',
    });
    choose('#preset', 'yhenon');
    await apply();
    expect(modelsPart(part).querySelector('[role=alert]')!.textContent).toContain('A = 1');
    expect(textOfPart(part)).toContain('Read as keras-retinanet: chosen by hand.');
    page.engine.conventionsError = undefined;
    choose('#scores', 'logits');
    await apply();
    expect(page.engine.conventions.at(-1)).toEqual({ ...chosen, activation: 'logits' });
    expect(modelsPart(part).querySelector('[role=alert]')).toBeNull();
  });

  it('stays what it was when the engine is started again', async () => {
    page = await openModelsView();
    const report = rankedReport({ yhenon: 17.2 });
    await readAs(report);
    const { conventions, facts } = report;
    page.engine.emit({
      type: 'conventions',
      report: { conventions, source: 'override', ranking: undefined, facts },
    });
    await page.settle();
    expect(textOfPart(part)).toContain('Read as yhenon: of all conventions');
    page.engine.emit({
      type: 'conventions',
      report: { conventions, source: 'built-in', ranking: undefined },
    });
    page.engine.emit({ type: 'model', model: fakeModel });
    await page.settle();
    expect(textOfPart(part)).toContain('nothing has to be found out');
  });

  it('is written to a sidecar that reads the same, named after the model', async () => {
    const saved: { readonly content: Blob; readonly fileName: string }[] = [];
    page = await openModelsView({ save: (content, fileName) => saved.push({ content, fileName }) });
    await readAs(rankedReport({ yhenon: 17.2 }), '<i>mine</i>');
    buttonNamed(part, 'Download sidecar')!.click();
    await vi.waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]!.fileName).toBe('<i>mine</i>.retinanet.json');
    const written = readSidecar(JSON.parse(await saved[0]!.content.text()));
    expect(written).toMatchObject(conventionsOf('yhenon'));
    expect(modelsPart(part).querySelector('i')).toBeNull();
  });

  it('takes names and sidecars that fit, and says what does not', async () => {
    page = await openModelsView();
    await readAs(rankedReport({ yhenon: 17.2 }));
    const alert = (): string => modelsPart(part).querySelector('[role=alert]')?.textContent ?? '';
    await give(new File(['ant\nbee'], 'two.txt'));
    await vi.waitFor(() => expect(alert()).toContain('The class names of “two.txt” do not fit the model.'));
    expect(alert()).toContain('3 classes, the file 2 names');
    await give(new File(['{"format": "focalscope-retinanet"}'], 'other.json'));
    await vi.waitFor(() => expect(alert()).toContain('“other.json” cannot be used as it is.'));
    await give(new File(['{'], 'bad.retinanet.json'));
    await vi.waitFor(() => expect(alert()).toContain('bad.retinanet.json'));
    expect(page.engine.conventions).toEqual([]);
    await give(new File(['<b>ant</b>\nbee\ncat'], 'three.txt'));
    await vi.waitFor(() => expect(page.engine.conventions).toHaveLength(1));
    const [named] = page.engine.conventions;
    expect(named).toMatchObject({
      preset: 'yhenon',
      classes: ['<b>ant</b>', 'bee', 'cat'],
      categoryIds: [0, 1, 2],
    });
    await page.settle();
    page.engine.emit({
      type: 'conventions',
      report: { conventions: named!, source: 'override', ranking: undefined },
    });
    await page.settle();
    // Names change nothing else.
    expect(textOfPart(part)).toContain('Read as yhenon: of all conventions');
    expect(textOfPart(part)).toContain('index 0 is “<b>ant</b>”');
    await give(sidecarFile('detectron2'));
    await vi.waitFor(() => expect(page.engine.conventions).toHaveLength(2));
    expect(page.engine.conventions[1]).toMatchObject(conventionsOf('detectron2'));
  });

  it('comes with rules of training that are used only when somebody says so', async () => {
    page = await openModelsView();
    await readAs(rankedReport({ yhenon: 17.2 }));
    expect(page.controller.store.state.settings.lossPreset).toBe('model');
    buttonNamed(part, 'Use its training rules')!.click();
    await page.settle();
    expect(page.controller.store.state.settings).toMatchObject({
      lossPreset: 'yhenon',
      lowQualityMatches: 'none',
    });
    expect(textOfPart(part)).toContain('Losses follow the training rules of pytorch-retinanet (yhenon).');
    await readAs(rankedReport({ 'keras-hub': 17.2 }));
    expect(buttonNamed(part, 'Use its training rules')).toBeUndefined();
  });
});

describe('a model that is brought', () => {
  const onnx = (): File => new File(['graph'], 'mine.onnx');
  const kept = (): ReturnType<typeof createKeptModel> => page.library.state.models[0]!;

  it('goes to the engine with photos of known objects, and a notice says what came of it', async () => {
    page = await FakePage.withResults();
    drop(onnx());
    await vi.waitFor(() => expect(page.engine.requests).toHaveLength(1));
    const { probePhotos, model } = page.engine.requests[0]!;
    expect(model.fileName).toBe('mine.onnx');
    expect(probePhotos!.map(({ fileName }) => fileName)).toEqual(['dog.jpg', 'kite.jpg']);
    expect(probePhotos![0]!.boxes[0]).toEqual({ box: [10, 20, 40, 60], label: 'dog' });
    await readAs(rankedReport({ torchvision: 0, mmdetection: 0 }));
    await vi.waitFor(() =>
      expect(notice()?.shadowRoot?.textContent).toContain('nothing told the conventions apart'),
    );
    const text = notice()!.shadowRoot!;
    expect(text.querySelector('a')!.getAttribute('href')).toBe('#view=models');
    text.querySelector('button')!.click();
    await page.settle();
    expect(notice()).toBeNull();
  });

  it('is tried on the photo that the person annotated', async () => {
    page = await FakePage.withResults();
    drop(new File([new Uint8Array(9)], 'street.jpg', { type: 'image/jpeg' }));
    await page.untilOpened(2);
    page.engine.answer();
    await page.settle();
    page.controller.groundTruth.act({ kind: 'add', box: [10, 10, 60, 60], classIndex: 2 });
    await page.settle();
    drop(onnx());
    await vi.waitFor(() => expect(page.engine.requests).toHaveLength(1));
    expect(page.engine.requests[0]!.probePhotos!.map(({ fileName }) => fileName)).toEqual([
      'street.jpg',
      'dog.jpg',
    ]);
    expect(page.engine.requests[0]!.probePhotos![0]!.boxes).toEqual([
      { box: [10, 10, 60, 60], label: 'dog' },
    ]);
  });

  it('takes a sidecar and names out of one drop, and is not tried on photos then', async () => {
    page = await FakePage.withResults();
    drop(onnx(), sidecarFile('yhenon'), new File(['a\nb\nc'], 'labels.txt'));
    await vi.waitFor(() => expect(page.engine.requests).toHaveLength(1));
    const [{ model, probePhotos }] = page.engine.requests as [(typeof page.engine.requests)[number]];
    expect(probePhotos).toBeUndefined();
    expect(model.labels).toBe('a\nb\nc');
    expect(readSidecar(model.sidecar)).toMatchObject(conventionsOf('yhenon'));
    expect(page.controller.store.state.album.reading).toBeUndefined();
    expect(page.controller.store.state.message).toBeUndefined();
  });

  it('is described by what is dropped later, and refuses what is about no model', async () => {
    page = await FakePage.withResults();
    drop(sidecarFile('yhenon'));
    await vi.waitFor(() =>
      expect(page.controller.store.state.message?.error.code).toBe('sidecar-without-model'),
    );
    await readAs(rankedReport({ torchvision: 0.2 }));
    drop(sidecarFile('yhenon'));
    await vi.waitFor(() => expect(page.engine.conventions).toHaveLength(1));
    drop(new File(['a\nb\nc'], 'names.txt'));
    await vi.waitFor(() => expect(page.engine.conventions).toHaveLength(2));
    expect(page.engine.conventions[1]!.classes).toEqual(['a', 'b', 'c']);
    // As many names as the model has classes, or it is about annotations.
    drop(new File(['a\nb\nc\nd'], 'classes.txt'));
    await vi.waitFor(
      () => {
        const { message, album } = page.controller.store.state;
        expect(message?.error.code ?? album.report?.read?.fileName).toMatch(/^annotations-|^classes.txt$/);
      },
      { timeout: 20_000 },
    );
    expect(page.engine.conventions).toHaveLength(2);
  });

  it('is kept with how it is read, and comes back so', async () => {
    page = await FakePage.withResults();
    drop(onnx());
    await vi.waitFor(() => expect(page.engine.requests).toHaveLength(1));
    await readAs(rankedReport({ yhenon: 17.2, 'keras-retinanet': 4.1 }));
    // The report comes before the copy is made: as the engine tells it.
    await vi.waitFor(() => expect(page.library.kept).toHaveLength(1));
    page.controller.models.act({
      kind: 'conventions',
      action: { kind: 'read-as', conventions: conventionsOf('detectron2') },
    });
    page.engine.emit({
      type: 'conventions',
      report: { conventions: conventionsOf('detectron2'), source: 'override', ranking: undefined },
    });
    await vi.waitFor(() => expect(kept().foundBy).toBe('by-hand'));
    expect(readSidecar(kept().sidecar)).toMatchObject(conventionsOf('detectron2'));
    page.controller.models.act({ kind: 'use', id: kept().id });
    await vi.waitFor(() => expect(page.engine.requests).toHaveLength(2));
    const { model, probePhotos } = page.engine.requests[1]!;
    expect(probePhotos).toBeUndefined();
    expect(readSidecar(model.sidecar)).toMatchObject(conventionsOf('detectron2'));
    await readAs({
      conventions: conventionsOf('detectron2'),
      source: 'sidecar',
      ranking: undefined,
      facts: threeClassFacts,
    });
    expect(page.controller.store.state.conventions).toMatchObject({
      isNews: false,
      reading: { foundBy: 'by-hand' },
    });
  });
});

describe('the element', () => {
  const states = {
    ranked: rankedReport({ yhenon: 17.2, 'keras-retinanet': 4.1 }),
    undecided: rankedReport({ torchvision: 0.2, mmdetection: 0.1 }),
    boxesOnly,
  };
  it.each(languages)('axe finds nothing to complain about in any state, in %s', async (language) => {
    page = await openModelsView({ languages: [language] });
    for (const report of Object.values(states)) {
      await readAs(report);
      const element = modelsPart(part).host;
      expect((await axe.run(element)).violations.map(({ id }) => id)).toEqual([]);
      expect(textOfPart(part)).not.toMatch(/\{\w+\}|…(?!\s|$)/);
    }
    page.engine.conventionsError = new FocalScopeError('internal', { reason: 'x' });
    await apply();
    expect(modelsPart(part).querySelector('[role=alert]')).not.toBeNull();
    expect((await axe.run(modelsPart(part).host)).violations.map(({ id }) => id)).toEqual([]);
  });
});
