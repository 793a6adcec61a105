import { AppController } from '../../src/app/app-controller.ts';
import { SampleShelf } from '../../src/app/samples.ts';
import type { FsApp } from '../../src/ui/fs-app.ts';
import '../../src/ui/fs-app.ts';
import '../../src/ui/fs-ground-truth.ts';
import '../../src/ui/fs-inspect.ts';
import pageCss from '../../src/ui/page.css?inline';
import { FakeEngine } from './fake-engine.ts';
import { FakeLibrary } from './fake-library.ts';
import './dictionaries.ts';

/** A storage of the test's own. */
export class FakeStorage implements Storage {
  [name: string]: unknown;
  readonly #values = new Map<string, string>();

  get length(): number {
    return this.#values.size;
  }
  clear(): void {
    this.#values.clear();
  }
  getItem(key: string): string | null {
    return this.#values.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#values.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#values.delete(key);
  }
  setItem(key: string, value: string): void {
    this.#values.set(key, value);
  }
}

const sample = (file: string, title: string, titleZh: string): object => ({
  file,
  title,
  titleZh,
  alt: `${title}, described`,
  altZh: `${titleZh}的描述`,
  width: 768,
  height: 576,
});

const files: Readonly<Record<string, unknown>> = {
  'samples.json': {
    samples: [sample('dog.jpg', 'Dog and bicycle', '狗与自行车'), sample('kite.jpg', 'Kites', '风筝')],
  },
  'annotations.json': {
    images: [
      { id: 5, file_name: 'dog.jpg' },
      { id: 6, file_name: 'kite.jpg' },
    ],
    annotations: [
      { image_id: 5, category_id: 18, bbox: [10, 20, 30, 40] },
      { image_id: 5, category_id: 99, bbox: [1, 2, 3, 4] },
      { image_id: 6, category_id: 1, bbox: [0, 0, 9, 9] },
    ],
  },
};

/** Answers for the samples' folder from memory. */
const fetchSample: typeof fetch = (address) => {
  const name = new URL(address instanceof Request ? address.url : address).pathname.split('/').at(-1) ?? '';
  const content = files[name];
  return Promise.resolve(content ? Response.json(content) : new Response(new Blob([name])));
};

export interface FakePageOptions {
  readonly languages?: readonly string[];
  readonly devices?: MediaDevices;
  readonly save?: (content: Blob, fileName: string) => void;
}

/** The page over a fake engine. */
export class FakePage {
  readonly engine = new FakeEngine();
  readonly library = new FakeLibrary();
  readonly storage: Storage;
  readonly app: FsApp;
  readonly controller: AppController;
  readonly #style = document.createElement('style');

  constructor(options: FakePageOptions & { storage?: Storage } = {}) {
    this.storage = options.storage ?? new FakeStorage();
    this.#style.textContent = pageCss;
    document.head.append(this.#style);
    this.controller = new AppController({
      client: this.engine,
      shelf: new SampleShelf(new URL('samples/', document.baseURI).href, fetchSample),
      storage: this.storage,
      library: this.library,
      languages: options.languages ?? ['en-GB'],
      devices: options.devices,
      ...(options.save && { save: options.save }),
    });
    this.app = document.createElement('fs-app');
    this.app.controller = this.controller;
    document.body.append(this.app);
  }

  /** The page with its engine started and the first sample on its way. */
  static async started(options: FakePageOptions = {}): Promise<FakePage> {
    const page = new FakePage(options);
    void page.app.startEngine();
    await page.untilOpened(1);
    return page;
  }

  /** The page with the first sample's results. */
  static async withResults(options: FakePageOptions = {}): Promise<FakePage> {
    const page = await FakePage.started(options);
    page.engine.answer();
    await page.settle();
    return page;
  }

  /** Waits until the engine has been asked to open so many photos. */
  async untilOpened(count: number): Promise<void> {
    for (let turn = 0; this.engine.opened.length < count; turn++) {
      if (turn > 500) throw new Error(`${this.engine.opened.length} of ${count} photos were opened`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await this.settle();
  }

  /** Two frames: the throttles have passed everything on, and every element has rendered. */
  async settle(): Promise<void> {
    for (let frame = 0; frame < 3; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await this.app.updateComplete;
    }
  }

  dispose(): void {
    this.controller.dispose();
    this.app.remove();
    this.#style.remove();
    delete document.documentElement.dataset['photo'];
    delete document.documentElement.dataset['theme'];
    document.documentElement.lang = 'en';
  }
}

/** A file with some bytes. */
export function createFile(name: string, type = 'image/jpeg'): File {
  return new File([name], name, { type });
}

/** A transfer of files, as a drop or a paste brings them. */
export function createTransfer(...dropped: readonly File[]): DataTransfer {
  const transfer = new DataTransfer();
  for (const file of dropped) transfer.items.add(file);
  return transfer;
}

/** A file of a dropped folder. */
export function createFileEntry(fullPath: string, file?: File): FileSystemEntry {
  const name = fullPath.split('/').at(-1) ?? '';
  const take = (found: (file: File) => void): void => found(file ?? createFile(name));
  return { isFile: true, isDirectory: false, name, fullPath, file: take } as unknown as FileSystemEntry;
}

/** A dropped folder; as browsers do, it hands its entries out in portions, and none at the end. */
export function createFolderEntry(fullPath: string, entries: readonly FileSystemEntry[]): FileSystemEntry {
  const name = fullPath.split('/').at(-1) ?? '';
  const createReader = (): unknown => {
    const left = [...entries];
    return { readEntries: (found: (entries: FileSystemEntry[]) => void) => found(left.splice(0, 2)) };
  };
  return { isFile: false, isDirectory: true, name, fullPath, createReader } as unknown as FileSystemEntry;
}

/** @returns false where the page took the drop */
export const drop = (...files: readonly File[]): boolean =>
  window.dispatchEvent(
    new DragEvent('drop', { dataTransfer: createTransfer(...files), bubbles: true, cancelable: true }),
  );
