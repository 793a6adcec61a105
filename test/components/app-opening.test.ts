import { page as browser, userEvent } from 'vitest/browser';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FocalScopeError } from '../../src/base/errors.ts';
import {
  createFile,
  createFileEntry,
  createFolderEntry,
  createTransfer,
  drop,
  FakePage,
} from '../support/fake-page.ts';

let page: FakePage | undefined;

afterEach(() => {
  page?.dispose();
  page = undefined;
});

describe('opening photos', () => {
  it('takes a picked file', async () => {
    page = await FakePage.started();
    await userEvent.upload(browser.getByLabelText('Open photo'), createFile('mine.jpg'));
    await page.untilOpened(2);
    expect(page.engine.opened[1]?.photo).toMatchObject({ fileName: 'mine.jpg', groundTruth: undefined });
    expect(page.engine.opened[0]?.signal?.aborted).toBe(true);
  });

  it('takes a dropped file, and shows that it would', async () => {
    page = await FakePage.started();
    const dataTransfer = createTransfer(createFile('dropped.jpg'));
    window.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
    await expect.element(browser.getByText('Drop photos or annotations anywhere')).toBeVisible();
    drop(createFile('dropped.jpg'));
    await page.untilOpened(2);
    expect(page.engine.opened[1]?.photo.fileName).toBe('dropped.jpg');
    expect(browser.getByText('Drop photos or annotations anywhere').elements()).toHaveLength(0);
  });

  it('lets no dropped link lead away from the page', async () => {
    page = await FakePage.withResults();
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/uri-list', 'https://example.org/');
    const over = new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true });
    expect(window.dispatchEvent(over)).toBe(false);
    await page.settle();
    expect(browser.getByText('Drop photos or annotations anywhere').query()).toBeNull();
  });

  const dropEntry = (entry: FileSystemEntry): void => {
    vi.spyOn(DataTransferItem.prototype, 'webkitGetAsEntry').mockReturnValue(entry);
    drop(createFile(entry.name));
    vi.restoreAllMocks();
  };

  it('takes the photos of a dropped folder and of the folders in it', async () => {
    page = await FakePage.withResults();
    const photos = [createFileEntry('/holiday/b.jpg'), createFileEntry('/holiday/.hidden.jpg')];
    const inner = createFolderEntry('/holiday/more', [createFileEntry('/holiday/more/a.png')]);
    dropEntry(createFolderEntry('/holiday', [...photos, createFileEntry('/holiday/tool.exe'), inner]));
    await page.untilOpened(2);
    expect(page.engine.opened[1]?.photo.fileName).toBe('b.jpg');
    expect(page.controller.store.state.album.photos.map(({ path }) => path)).toEqual([
      'holiday/b.jpg',
      'holiday/more/a.png',
    ]);
  });

  it('says so of a folder without photos', async () => {
    page = await FakePage.withResults();
    dropEntry(createFolderEntry('/holiday', [createFileEntry('/holiday/tool.exe')]));
    await expect.element(browser.getByRole('alert')).toHaveTextContent('“holiday” holds no photos');
    expect(page.engine.opened).toHaveLength(1);
  });

  it('takes a pasted picture', async () => {
    page = await FakePage.started();
    const clipboardData = createTransfer(createFile('image.png', 'image/png'));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    await page.untilOpened(2);
    expect(page.engine.opened[1]?.photo.fileName).toBe('image.png');
  });

  it('takes a sample, with its own annotations', async () => {
    page = await FakePage.started();
    await userEvent.click(browser.getByRole('button', { name: 'Kites' }));
    await page.untilOpened(2);
    expect(page.engine.opened[1]?.photo.groundTruth).toEqual([{ box: [0, 0, 9, 9], classIndex: 0 }]);
  });

  it('lets the last of ten drops win', async () => {
    page = await FakePage.started();
    for (let index = 0; index < 10; index++) drop(createFile(`drop-${index}.jpg`));
    await page.settle();
    const live = page.engine.opened.filter(({ signal }) => !signal?.aborted);
    expect(live.map(({ photo }) => photo.fileName)).toEqual(['drop-9.jpg']);
    page.engine.answer();
    await page.settle();
    await expect.element(browser.getByRole('status')).toHaveTextContent('drop-9.jpg: 2 objects found');
    expect(browser.getByText('Technical details').elements()).toHaveLength(0);
  });

  it('does not open the sample when the person was quicker', async () => {
    page = new FakePage();
    await page.settle();
    drop(createFile('quick.jpg'));
    await page.settle();
    expect(page.engine.opened).toHaveLength(0);
    await page.app.startEngine();
    await page.untilOpened(1);
    expect(page.engine.opened.map(({ photo }) => photo.fileName)).toEqual(['quick.jpg']);
  });

  it('can be cancelled; the earlier result stays', async () => {
    page = await FakePage.withResults();
    drop(createFile('slow.jpg'));
    await page.untilOpened(2);
    page.engine.emit({ type: 'phase', phase: { name: 'decoding' } });
    await expect.element(browser.getByRole('status')).toHaveTextContent('Opening slow.jpg…');
    await userEvent.click(browser.getByRole('button', { name: 'Cancel' }));
    expect(page.engine.opened[1]?.signal?.aborted).toBe(true);
    page.engine.emit({ type: 'phase', phase: { name: 'idle' } });
    await expect.element(browser.getByRole('status')).toHaveTextContent('dog.jpg: 2 objects found');
  });

  it('of a model can be cancelled as well', async () => {
    page = await FakePage.withResults();
    page.engine.holdsModels = true;
    drop(createFile('slow.onnx', ''));
    page.engine.emit({ type: 'phase', phase: { name: 'probing', done: 1, total: 6 } });
    await userEvent.click(browser.getByRole('button', { name: 'Cancel' }));
    const { store } = page.controller;
    await expect.poll(() => store.state.openingModel).toBeUndefined();
    page.engine.emit({ type: 'phase', phase: { name: 'idle' } });
    await expect.element(browser.getByRole('status')).toHaveTextContent('dog.jpg: 2 objects found');
    await expect.element(browser.getByRole('alert')).toHaveTextContent('');
  });

  it('hands a model file to the engine as a model', async () => {
    page = await FakePage.withResults();
    page.engine.modelError = new FocalScopeError('model-not-a-detector', {
      missing: 'box_deltas',
      inputs: 'images',
      outputs: 'probabilities',
    });
    drop(createFile('classifier.onnx', ''));
    await expect.element(browser.getByRole('alert')).toHaveTextContent('“classifier.onnx” is not a detector');
    await expect
      .element(browser.getByRole('alert'))
      .toHaveTextContent('fit one of these: box_deltas. It has inputs images and outputs probabilities.');
    expect(page.engine.models).toEqual(['classifier.onnx']);
    expect(page.engine.opened).toHaveLength(1);
  });
});

describe('a failure', () => {
  it('says what happened and keeps the earlier result', async () => {
    page = await FakePage.withResults();
    drop(createFile('notes.jpg'));
    await page.untilOpened(2);
    page.engine.opened[1]?.fail(new FocalScopeError('image-not-an-image'));
    await expect.element(browser.getByRole('alert')).toHaveTextContent('“notes.jpg” is not a picture.');
    await expect.element(browser.getByText('97% of the anchors are easy background.')).toBeVisible();
    expect(document.documentElement.dataset['photo']).toBe('dog.jpg');
    await userEvent.click(browser.getByRole('button', { name: 'Dismiss' }));
    await expect.element(browser.getByRole('alert')).toHaveTextContent('');
  });

  it('of a photo that was overtaken says nothing', async () => {
    page = await FakePage.started();
    drop(createFile('first.jpg'));
    await page.untilOpened(2);
    drop(createFile('second.jpg'));
    await page.untilOpened(3);
    page.engine.opened[1]?.fail(new FocalScopeError('image-broken'));
    await page.settle();
    await expect.element(browser.getByRole('alert')).toHaveTextContent('');
  });

  it('of a size that is too large says which one fits, and takes it', async () => {
    page = await FakePage.started();
    const figures = { place: 'WebGPU', needed: 473, limit: 268, size: '512', fitting: 416 };
    page.engine.opened[0]?.fail(new FocalScopeError('run-too-large', figures));
    const alert = browser.getByRole('alert');
    await expect.element(alert).toHaveTextContent('at least 473 MB of WebGPU memory');
    await userEvent.click(alert.getByRole('button', { name: 'Use 416 px' }));
    await page.untilOpened(2);
    expect(page.engine.opened[1]?.photo.fileName).toBe('dog.jpg');
    expect(page.engine.settings.at(-1)?.inputSize).toBe(416);
    await expect.element(alert).toHaveTextContent('');
  });

  it('that ran out of memory says of what, and takes the size that is proposed', async () => {
    page = await FakePage.started();
    const details = { width: 2048, height: 1536, fitting: 640 };
    page.engine.opened[0]?.fail(new FocalScopeError('run-out-of-memory', details));
    const alert = browser.getByRole('alert');
    await expect.element(alert).toHaveTextContent('from an input of 2,048 × 1,536 did not fit');
    await userEvent.click(alert.getByRole('button', { name: 'Use 640 px' }));
    await page.untilOpened(2);
    expect(page.engine.settings.at(-1)?.inputSize).toBe(640);
  });

  it('that may pass can be tried again', async () => {
    page = await FakePage.started();
    page.engine.opened[0]?.fail(
      new FocalScopeError('model-download-failed', { url: 'x', reason: 'HTTP 503' }),
    );
    await userEvent.click(browser.getByRole('button', { name: 'Try again' }));
    await page.untilOpened(2);
    expect(page.engine.opened[1]?.photo.fileName).toBe('dog.jpg');
  });

  it('that no call returned is told as well', async () => {
    page = await FakePage.withResults();
    page.engine.emit({
      type: 'failure',
      error: { code: 'webgpu-out-of-memory', details: {}, technical: 'buffer' },
    });
    await expect.element(browser.getByRole('alert')).toHaveTextContent('The GPU is out of memory.');
  });
});
