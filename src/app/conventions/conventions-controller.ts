import { FocalScopeError, isAbort, serialiseError, type SerialisedError } from '../../base/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { ConventionsReport, EngineEvent, ModelRequest } from '../../engine/messages.ts';
import type { KeptModel, ReadingSource } from '../../library/kept-model.ts';
import type { DetectorConventions } from '../../model/detector-conventions.ts';
import type { ImportedModel } from '../../model/imported-model.ts';
import type { Store } from '../app-state.ts';
import type { SampleShelf } from '../samples.ts';
import type {
  ConventionsAction,
  ConventionsFiles,
  ConventionsState,
  ModelReading,
} from './conventions-state.ts';

export interface ConventionsParts {
  readonly store: Store;
  readonly shelf: Pick<SampleShelf, 'list' | 'photo' | 'annotations'>;
  readonly client: Pick<EngineClient, 'subscribe' | 'setConventions'>;
  readonly tell: (error: SerialisedError, fileName: string) => void;
  /** Hands a finished file to the person. */
  readonly save: (content: Blob, fileName: string) => void;
  /** Hears when a person has had the model in use read in another way. */
  readonly changed: () => void;
}

/** Of a ranking that agrees with a quarter of the boxes compared, the winner is more than the least bad. */
const worthAgreement = 5;

/** As `isClear` of the ranking has it. */
const clearMargin = 1;

function sourceOf({ source, ranking }: ConventionsReport): ReadingSource {
  if (source === 'sidecar') return 'sidecar';
  if (source === 'override') return 'by-hand';
  if (!ranking) return 'layout';
  if ((ranking.rows[0]?.agreement ?? 0) < worthAgreement) return 'undecided';
  return ranking.margin < clearMargin ? 'close' : 'ranking';
}

/** Looks after how the model in use is read: what was found, what a person says of it, and that it is not lost. */
export class ConventionsController {
  readonly #parts: ConventionsParts;
  readonly #unsubscribe: () => void;
  /** How the readings of kept models had been found. */
  readonly #foundBy = new WeakMap<ImportedModel, ReadingSource>();
  #coming: ImportedModel | undefined;
  #source: ReadingSource = 'by-hand';

  constructor(parts: ConventionsParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.client.subscribe((event) => this.#receive(event));
  }

  act(action: ConventionsAction): void {
    switch (action.kind) {
      case 'read-as':
        void this.#read(() => action.conventions, 'by-hand', '');
        break;
      case 'open':
        void this.#open(action.file);
        break;
      case 'download':
        void this.#download();
        break;
      case 'dismiss':
        this.#update({ isNews: false });
        break;
    }
  }

  /** A kept model's reading had been found in this way when it was noted. */
  recall(model: ImportedModel, foundBy: ReadingSource | undefined): void {
    if (foundBy) this.#foundBy.set(model, foundBy);
  }

  /** A model as the engine takes it: with photos to tell conventions apart by, where it brings none. */
  async prepare(model: ImportedModel): Promise<ModelRequest> {
    this.#coming = model;
    if (model.sidecar !== undefined) return { model };
    const { collectProbePhotos } = await import('./probe-photos.ts');
    const { store, shelf } = this.#parts;
    const probePhotos = await collectProbePhotos(store.state, shelf, new AbortController().signal);
    return { model, probePhotos };
  }

  /** Takes files that were dropped without a model: they are about the one in use. */
  async describe(files: ConventionsFiles): Promise<void> {
    const { readWithFiles } = await import('./change-reading.ts');
    const foundBy = files.sidecar === undefined ? undefined : 'sidecar';
    await this.#read((reading) => readWithFiles(reading, files), foundBy, files.fileName);
  }

  /** What is to be noted with a kept model, of the one in use. */
  async asKept(fileName: string): Promise<Pick<KeptModel, 'sidecar' | 'labels' | 'foundBy'> | undefined> {
    const { reading } = this.#state;
    if (!reading) return undefined;
    const { asKept } = await import('./change-reading.ts');
    return asKept(reading, fileName);
  }

  dispose(): void {
    this.#unsubscribe();
  }

  get #state(): ConventionsState {
    return this.#parts.store.state.conventions;
  }

  #update(change: Partial<ConventionsState>): void {
    this.#parts.store.update({ conventions: { ...this.#state, ...change } });
  }

  #receive(event: EngineEvent): void {
    if (event.type !== 'conventions') return;
    const { report } = event;
    const { conventions, source, ranking, facts } = report;
    const before = this.#state.reading;
    if (source === 'built-in') {
      this.#update({ reading: undefined, isNews: false, fault: undefined });
    } else if (source !== 'override' || !before) {
      const recalled = this.#coming && this.#foundBy.get(this.#coming);
      const foundBy = (source === 'sidecar' && recalled) || sourceOf(report);
      const reading = { conventions, ranking, facts, foundBy };
      this.#update({ reading, isNews: recalled === undefined, fault: undefined });
    } else {
      // The same model, read anew: by hand, or as before by an engine that was started again.
      const isSame = JSON.stringify(conventions) === JSON.stringify(before.conventions);
      const foundBy = isSame ? before.foundBy : this.#source;
      this.#update({ reading: { ...before, conventions, facts: facts ?? before.facts, foundBy } });
    }
  }

  /** @param foundBy undefined where that stays as it was: names alone change nothing else */
  async #read(
    choose: (reading: ModelReading) => DetectorConventions,
    foundBy: ReadingSource | undefined,
    fileName: string,
  ): Promise<void> {
    const { reading: before, applying } = this.#state;
    if (applying) return;
    try {
      if (!before) throw new FocalScopeError('sidecar-without-model');
      const conventions = choose(before);
      this.#source = foundBy ?? before.foundBy;
      this.#parts.store.update({ message: undefined });
      this.#update({ applying: true, fault: undefined });
      await this.#parts.client.setConventions(conventions);
      this.#update({ isNews: false });
      this.#parts.changed();
    } catch (error) {
      // The engine goes back to the earlier reading by itself.
      if (before) this.#update({ reading: before });
      if (!isAbort(error)) this.#refuse(error, fileName);
    } finally {
      this.#update({ applying: false });
    }
  }

  /** The view of the models says it where the person is looking; elsewhere the page does. */
  #refuse(error: unknown, fileName: string): void {
    const { store, tell } = this.#parts;
    const fault = serialiseError(error);
    if (store.state.view !== 'models') tell(fault, fileName);
    else this.#update({ fault: { ...fault, details: { ...(fileName && { fileName }), ...fault.details } } });
  }

  async #open(file: File): Promise<void> {
    try {
      const { readConventionsFile } = await import('./model-texts.ts');
      await this.describe(await readConventionsFile(file));
    } catch (error) {
      this.#refuse(error, file.name);
    }
  }

  async #download(): Promise<void> {
    const { store, save } = this.#parts;
    const { reading } = this.#state;
    const { model } = store.state;
    if (!reading || !model) return;
    const { sidecarName, writeSidecar } = await import('../../model/sidecar.ts');
    const fileName = `${model.name}.onnx`;
    const text = writeSidecar(reading.conventions, fileName);
    save(new Blob([text], { type: 'application/json' }), sidecarName(fileName));
  }
}
