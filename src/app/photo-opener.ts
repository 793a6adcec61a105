import { isAbort, serialiseError, type SerialisedError } from '../base/errors.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import type { ModelRequest } from '../engine/messages.ts';
import type { ImportedModel } from '../model/imported-model.ts';
import type { Store } from './app-state.ts';
import type { ConventionsFiles } from './conventions/conventions-state.ts';
import type { GroundTruthController } from './ground-truth/ground-truth-controller.ts';
import type { GivenGroundTruth } from './ground-truth/ground-truth-subject.ts';
import type { PhotoTitle } from './photo-title.ts';

/** A photo to be opened, wherever its bytes come from. */
export interface PhotoSource extends Omit<PhotoTitle, 'serial'> {
  /** Asked once the engine is up, so that the model's classes are known. */
  readonly read: (signal: AbortSignal) => Promise<{ readonly blob: Blob; readonly given: GivenGroundTruth }>;
}

/** Who looks after models. */
export interface ModelKeeper {
  /** What the engine is asked for a model. */
  prepare(model: ImportedModel): Promise<ModelRequest>;
  /** Hears of a model of this computer that is in use now. */
  keep(model: ImportedModel): Promise<void>;
  /** Takes files about the model in use. */
  describe(files: ConventionsFiles): Promise<void>;
}

export interface PhotoOpenerParts {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'openPhoto' | 'openModel'>;
  readonly groundTruth: Pick<GroundTruthController, 'prepare'>;
  readonly tell: (error: SerialisedError, fileName: string) => void;
  /** Asked for when there is a model: it is made after the opener. */
  readonly models?: () => ModelKeeper;
}

/** The one way that photos and models take to the engine. */
export class PhotoOpener {
  /** Settles as the engine's start does; photos opened earlier wait for it. */
  ready: Promise<void>;
  readonly #parts: PhotoOpenerParts;
  #begin: (started: Promise<void>) => void = () => undefined;
  #opening: AbortController | undefined;
  #openingModel: AbortController | undefined;
  #again: (() => Promise<unknown>) | undefined;
  #serial = 0;

  constructor(parts: PhotoOpenerParts) {
    this.#parts = parts;
    this.ready = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  /** How many photos have been asked for so far. */
  get count(): number {
    return this.#serial;
  }

  /** The number of a photo that comes in another way. */
  countPhoto(): number {
    return ++this.#serial;
  }

  /** The engine is starting. */
  begin(started: Promise<void>): void {
    this.#begin(started);
  }

  /**
   * Opens a photo. A later one ends it, and what is on the stage stays until it is done.
   *
   * @returns how it went; what went wrong has been told by then
   */
  async open(source: PhotoSource): Promise<'opened' | 'failed' | 'superseded'> {
    const { store, client, groundTruth } = this.#parts;
    const { fileName, sample, albumId, isFrame } = source;
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    this.#again = () => this.open(source);
    const title: PhotoTitle = { fileName, sample, serial: this.countPhoto(), albumId, isFrame };
    store.update({ opening: title, message: undefined });
    try {
      await this.ready;
      const { blob, given } = await source.read(opening.signal);
      opening.signal.throwIfAborted();
      const boxes = await groundTruth.prepare(title.serial, blob, fileName, given);
      opening.signal.throwIfAborted();
      await client.openPhoto({ blob, groundTruth: boxes, fileName }, opening.signal);
      return 'opened';
    } catch (error) {
      if (isAbort(error) || this.#opening !== opening) return 'superseded';
      this.#parts.tell(serialiseError(error), fileName);
      return 'failed';
    } finally {
      if (this.#opening === opening) {
        this.#opening = undefined;
        store.update({ opening: undefined });
      }
    }
  }

  /**
   * @param isKept whether it lies in the browser's storage already
   * @returns whether it is in use now; what went wrong has been told
   */
  async openModel(model: ImportedModel, isKept = false): Promise<boolean> {
    const { store, client, tell } = this.#parts;
    const models = this.#parts.models?.();
    this.#again = () => this.openModel(model, isKept);
    const opening = new AbortController();
    const { signal } = opening;
    this.#openingModel = opening;
    store.update({ message: undefined, openingModel: model.fileName });
    try {
      await this.ready;
      const request = models ? await models.prepare(model) : { model };
      signal.throwIfAborted();
      await client.openModel(request, signal);
      if (!isKept) void models?.keep(model);
      return true;
    } catch (error) {
      if (!isAbort(error)) tell(serialiseError(error), model.fileName);
      return false;
    } finally {
      if (this.#openingModel === opening) store.update({ openingModel: undefined });
    }
  }

  /** Takes files that say how the model in use is read. */
  async describeModel(files: ConventionsFiles): Promise<void> {
    await this.ready;
    await this.#parts.models?.().describe(files);
  }

  /** Gives up the photo that is on its way, else the model that is being looked at; one that is in use stays. */
  cancel(): void {
    if (this.#opening) this.#opening.abort();
    else if (this.#parts.store.state.openingModel !== undefined) this.#openingModel?.abort();
  }

  /** Opens what was opened last once more. */
  async retry(): Promise<void> {
    await this.#again?.();
  }
}
