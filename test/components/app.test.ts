import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, describe, expect, it } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import { createFakeAnalysis, createFakeReadout, fakeModel, fakePlacement } from '../support/fake-engine.ts';
import { createFile, drop, FakePage } from '../support/fake-page.ts';

let page: FakePage | undefined;

afterEach(() => {
  page?.dispose();
  page = undefined;
});

/** The element that has the keyboard, through all shadow roots. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

describe('names and roles', () => {
  it('are those that people and programs look for', async () => {
    page = await FakePage.withResults();
    await expect.element(browser.getByLabelText('Open photo')).toHaveAttribute('type', 'file');
    const group = browser.getByRole('radiogroup', { name: 'Loss' });
    for (const name of ['Cross entropy', 'Focal loss']) {
      await expect.element(group.getByRole('radio', { name })).toBeInTheDocument();
    }
    for (const name of ['Focusing γ', 'Balance α', 'Score threshold', 'NMS IoU', 'Heatmap opacity']) {
      await expect.element(browser.getByRole('slider', { name })).toBeInTheDocument();
      // Nothing else answers to the slider's name.
      expect(browser.getByLabelText(name).elements(), name).toHaveLength(1);
    }
    for (const name of ['Model', 'Input size', 'Level', 'Run on']) {
      await expect.element(browser.getByRole('combobox', { name, exact: true })).toBeInTheDocument();
      expect(browser.getByLabelText(name, { exact: true }).elements(), name).toHaveLength(1);
    }
    const download = browser.getByRole('button', { name: 'Download results (JSON)' });
    await expect.element(download).toBeEnabled();
    const samples = browser.getByRole('list', { name: 'Samples' });
    expect(samples.getByRole('listitem').elements()).toHaveLength(2);
    expect(browser.getByRole('status').elements()).toHaveLength(1);
    for (const role of ['banner', 'main', 'complementary', 'contentinfo'] as const) {
      expect(browser.getByRole(role).elements(), role).toHaveLength(1);
    }
  });

  it('have the options that were asked for', async () => {
    page = await FakePage.withResults();
    const options = (name: string): string[] =>
      browser
        .getByRole('combobox', { name, exact: true })
        .getByRole('option')
        .elements()
        .map((option) => option.textContent);
    expect(options('Input size').map((text) => Number.parseInt(text))).toEqual([
      320, 416, 512, 640, 768, 896, 1024,
    ]);
    expect(options('Level')).toEqual(['All', 'P3', 'P4', 'P5', 'P6', 'P7']);
    expect(options('Run on')).toEqual(['Auto', 'WebGPU', 'WASM']);
    expect(options('Model')).toEqual(['fake-model']);
  });
});

describe('the engine', () => {
  it('starts with the settings, opens the first sample with its annotations, and follows the model', async () => {
    page = await FakePage.started();
    const [opened] = page.engine.opened;
    expect(opened?.photo.fileName).toBe('dog.jpg');
    expect(opened?.photo.groundTruth).toEqual([{ box: [10, 20, 40, 60], classIndex: 2 }]);
    const settings = { nmsIou: 0.55, scoreThreshold: 0.42 };
    expect(page.engine.settings.at(-1)).toMatchObject({ ...settings, inputSize: 'model' });
    expect(page.controller.store.state.settings).toMatchObject({ ...settings, inputSize: 512 });
  });

  it('is given a view of every new photo, in device pixels', async () => {
    page = await FakePage.started();
    const before = page.engine.views.length;
    page.engine.answer();
    await page.settle();
    const { view, theme } = page.engine.views.at(-1)!;
    expect(page.engine.views.length).toBeGreaterThan(before);
    expect(view.width / view.height).toBeGreaterThan(1);
    expect(view.offsetX + 768 * view.scale).toBeLessThanOrEqual(view.width);
    expect(theme.background[0]).toBeGreaterThan(0.5);
    expect(document.documentElement.dataset['photo']).toBe('dog.jpg');
  });

  it('is said to have threads only once a run has told how many', async () => {
    page = await FakePage.started();
    const where = (): string =>
      page!.app.shadowRoot!.querySelector('fs-footer')!.shadowRoot!.querySelector('.where')!.textContent;
    page.engine.emit({
      type: 'placement',
      placement: { ...fakePlacement, model: 'wasm', threads: 1 },
    });
    await page.settle();
    expect(where()).toContain('Model on WASM');
    expect(where()).not.toContain('thread');
    const placement = { ...fakePlacement, model: 'wasm', threads: 2 } as const;
    page.engine.emit({ type: 'placement', placement });
    page.engine.emit({ type: 'analysis', analysis: { ...createFakeAnalysis('dog.jpg'), placement } });
    await page.settle();
    expect(where()).toContain('Model on WASM, 2 threads');
    // The figures are not there yet.
    await expect.element(browser.getByRole('status')).not.toHaveTextContent('Ready');
  });

  it('marks the stage as busy while it is behind, and shows it where nothing else does', async () => {
    page = await FakePage.withResults();
    const stage = page.app.shadowRoot!.querySelector('fs-stage')!;
    const looks = (): unknown[] => [
      stage.ariaBusy,
      getComputedStyle(stage.shadowRoot!.querySelector('.view')!, '::after').content,
    ];
    const standing = async (isBehind: boolean): Promise<void> => {
      page!.engine.emit({ type: 'standing', isBehind });
      await page!.settle();
    };
    await standing(true);
    expect(looks()).toEqual(['true', '""']);
    page.engine.emit({ type: 'phase', phase: { name: 'running' } });
    await page.settle();
    // The progress says it in words.
    expect(looks()).toEqual(['true', 'none']);
    page.engine.emit({ type: 'phase', phase: { name: 'idle' } });
    await standing(false);
    expect(looks()).toEqual(['false', 'none']);
  });

  it('gets another canvas at a restart; the last picture stays until the new one is there', async () => {
    page = await FakePage.withResults();
    const canvases = (): number =>
      page!.app.shadowRoot!.querySelector('fs-stage')!.shadowRoot!.querySelectorAll('canvas').length;
    expect(canvases()).toBe(1);
    page.engine.restart();
    await page.settle();
    expect(canvases()).toBe(2);
    await expect.element(browser.getByRole('status')).toHaveTextContent('Starting the engine anew…');
    page.engine.answer();
    await page.settle();
    expect(canvases()).toBe(1);
    await expect.element(browser.getByRole('status')).toHaveTextContent('dog.jpg: 2 objects found');
  });

  it('that cannot start says so, and offers to load the page again', async () => {
    page = new FakePage();
    page.engine.startError = new FocalScopeError('engine-crashed', { reason: 'blocked' });
    await page.app.startEngine();
    await page.settle();
    await expect.element(browser.getByRole('alert')).toHaveTextContent('The engine stopped.');
    await expect.element(browser.getByRole('button', { name: 'Reload the page' })).toBeVisible();
    // A photo opened now meets the same message, not silence.
    page.controller.dismissMessage();
    drop(createFile('late.jpg'));
    await page.settle();
    await expect.element(browser.getByRole('alert')).toHaveTextContent('The engine stopped.');
  });
});

describe('an engine that comes up at its second start', () => {
  it('goes on as if nothing had been', async () => {
    page = new FakePage();
    page.engine.startError = new FocalScopeError('engine-crashed');
    await page.app.startEngine();
    await page.settle();
    page.engine.emit({ type: 'model', model: fakeModel });
    await page.untilOpened(1);
    expect(page.engine.opened[0]?.photo.fileName).toBe('dog.jpg');
    await expect.element(browser.getByRole('alert')).toHaveTextContent('');
  });

  it('may have failed for want of a worker, and says so', async () => {
    page = new FakePage();
    page.engine.startError = new TypeError('Worker is not defined');
    await page.app.startEngine();
    await expect.element(browser.getByRole('alert')).toHaveTextContent('the browser blocks workers');
  });
});

describe('nothing found', () => {
  it('says so, and leads to the threshold', async () => {
    page = await FakePage.withResults();
    page.engine.emit({ type: 'readout', readout: createFakeReadout({ detections: [] }) });
    await expect.element(browser.getByText('No detection passes the threshold of 0.42.')).toBeVisible();
    await userEvent.click(browser.getByRole('button', { name: 'Change the threshold' }));
    await page.settle();
    expect(focused()).toBe(browser.getByRole('slider', { name: 'Score threshold' }).element());
  });
});

describe('measures', () => {
  it('lie on the page’s own timeline', async () => {
    page = await FakePage.withResults();
    const name = 'focalscope:session-run';
    performance.clearMeasures(name);
    page.engine.emit({
      type: 'measure',
      measure: { name, startEpoch: performance.timeOrigin + 100, duration: 25 },
    });
    expect(performance.getEntriesByName(name, 'measure')).toMatchObject([{ startTime: 100, duration: 25 }]);
  });
});
