import type { AnnotationClient } from '../../annotations/annotation-client.ts';
import type { AnnotatedImage } from '../../annotations/annotation-set.ts';
import type { NamedPhoto } from '../../annotations/photo-sizes.ts';
import type { AnnotationReading } from '../../annotations/read-annotations.ts';
import { FocalScopeError, isAbort, serialiseError, type SerialisedError } from '../../base/errors.ts';
import type { AppState, Store } from '../app-state.ts';
import type { GroundTruthController } from '../ground-truth/ground-truth-controller.ts';
import type { GroundTruthStore } from '../ground-truth/ground-truth-store.ts';
import type { PhotoOpener } from '../photo-opener.ts';
import type { VideoHost } from '../video/video-host.ts';
import type { ConventionsState } from '../conventions/conventions-state.ts';
import type { AlbumAction, AlbumPhoto, AlbumState, OpenedAnnotations } from './album-state.ts';
import { AlbumGroundTruth } from './album-ground-truth.ts';
import { AlbumPhotos } from './album-photos.ts';
import { ClassChoiceKeeper } from './class-choices.ts';
import { mayConcernModels } from './concerns-models.ts';
import { ExportController } from './export-controller.ts';
import { createReport } from './import-report.ts';
import { KeptController } from './kept-controller.ts';
import { sortFiles, type OpenedFile, type OpenedFiles, type SortedFiles } from './opened-file.ts';

export interface AlbumParts {
  readonly store: Store;
  readonly opener: PhotoOpener;
  readonly video: Pick<VideoHost, 'act'>;
  readonly groundTruth: GroundTruthController;
  readonly kept: GroundTruthStore;
  readonly annotations: AnnotationClient;
  readonly tell: (error: SerialisedError, fileName: string) => void;
  /** Hands a finished file to the person. */
  readonly save: (content: Blob, fileName: string) => void;
}

/** Opens files: photos become the album, annotations are given to them, one import after the other. */
export class AlbumController {
  readonly #parts: AlbumParts;
  readonly #choices: ClassChoiceKeeper;
  readonly #truth: AlbumGroundTruth;
  readonly #photos = new AlbumPhotos();
  readonly #exports: ExportController;
  readonly #kept: KeptController;
  #reading: AbortController | undefined;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(parts: AlbumParts) {
    this.#parts = parts;
    this.#choices = new ClassChoiceKeeper(parts.store, parts.kept);
    this.#truth = new AlbumGroundTruth({ ...parts, choices: this.#choices });
    this.#exports = new ExportController({ ...parts, choices: this.#choices });
    this.#kept = new KeptController(parts);
    parts.store.subscribe((state) => this.#count(state));
  }

  /** Takes files that were picked, dropped or pasted. Annotations are read first, so that photos come with them. */
  async open(opened: OpenedFiles): Promise<void> {
    const given = sortFiles(opened.files);
    const { reading } = this.#parts.store.state.conventions;
    // What is no model's is taken at once: whatever asks next finds it on its way.
    const sorted = mayConcernModels(given, reading) ? await this.#takeModel(given, reading) : given;
    if (!sorted) return;
    const [video] = sorted.video;
    // A video among photos is left where it is: they have the stage.
    if (video && sorted.photo.length + sorted.annotations.length === 0) {
      await this.#parts.video.act({ kind: 'open-file', file: video.file });
      return;
    }
    if (opened.folder !== undefined && sorted.photo.length + sorted.annotations.length === 0) {
      const error = new FocalScopeError('folder-empty', { fileName: opened.folder });
      this.#parts.tell(serialiseError(error), opened.folder);
      return;
    }
    if (sorted.photo.length + sorted.annotations.length === 0) {
      const report = createReport(this.#nextReport, opened, sorted.other, {});
      if (report) this.#update({ report });
      return;
    }
    const isPlain = sorted.annotations.length === 0 && !this.#parts.store.state.annotations;
    if (isPlain && this.#waiting === 0) {
      const { all, opened: added } = this.#photos.add(this.#album.photos, sorted.photo);
      const serial = this.#nextReport;
      this.#update({ photos: all, report: createReport(serial, opened, sorted.other, {}) });
      await this.#showFirst(added);
      return;
    }
    this.#waiting++;
    this.#turn = this.#turn.then(() => this.#import(opened, sorted)).finally(() => this.#waiting--);
    await this.#turn;
  }

  act(action: AlbumAction): void {
    switch (action.kind) {
      case 'show':
        void this.#show(action.id);
        break;
      case 'step':
        this.#step(action.by);
        break;
      case 'close-all':
        this.#update({ photos: [], report: undefined });
        this.#parts.store.update({ annotations: undefined });
        break;
      case 'cancel-reading':
        this.#reading?.abort();
        break;
      case 'dismiss-report':
        this.#update({ report: undefined });
        break;
      case 'answer-classes':
        this.#choices.answer(action.choices);
        break;
      case 'change-classes':
        void this.#truth.changeClasses();
        break;
      case 'export':
        void this.#exports.run(action.scope, action.format);
        break;
      case 'cancel-export':
        this.#exports.cancel();
        break;
      case 'open-kept':
        void this.#kept.open();
        break;
      case 'close-kept':
        this.#kept.close();
        break;
      case 'remove-kept':
        void this.#kept.remove(action.hash);
        break;
    }
  }

  dispose(): void {
    this.#reading?.abort();
    this.#exports.cancel();
  }

  /** Opens a model that is among the files. @returns the others; undefined where it could not be told which those are */
  async #takeModel(
    given: SortedFiles,
    reading: ConventionsState['reading'],
  ): Promise<SortedFiles | undefined> {
    const { opener, tell } = this.#parts;
    try {
      const { takeModelFiles } = await import('./model-files.ts');
      const { model, description, rest } = await takeModelFiles(given, reading);
      if (model) await opener.openModel(model);
      if (description) await opener.describeModel(description);
      return rest;
    } catch (error) {
      tell(serialiseError(error), given.annotations[0]?.file.name ?? '');
      return undefined;
    }
  }

  get #nextReport(): number {
    return (this.#album.report?.serial ?? 0) + 1;
  }

  get #album(): AlbumState {
    return this.#parts.store.state.album;
  }

  #update(change: Partial<AlbumState>): void {
    this.#parts.store.update({ album: { ...this.#album, ...change } });
  }

  /** Annotations and photos of one import; after an error or a change of mind the page is as it was. */
  async #import(opened: OpenedFiles, sorted: SortedFiles): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    const [first] = sorted.annotations;
    const fileName = first?.file.name ?? '';
    try {
      const importing = await import('./import-annotations.ts');
      const { annotations: files, bystanders } =
        opened.folder === undefined
          ? { annotations: sorted.annotations, bystanders: [] }
          : await importing.sortOutBystanders(sorted.annotations);
      const read = files.length > 0 ? await this.#read(files, sorted.photo, reading.signal) : undefined;
      const annotations: OpenedAnnotations | undefined = read
        ? { ...read, fileNames: files.map(({ path }) => path) }
        : this.#parts.store.state.annotations;
      const added = this.#photos.add(this.#album.photos, sorted.photo);
      const matches = annotations && importing.matchAlbum(annotations.set, added.all);
      // A sample gives way to photos that come with their annotations.
      const stage = added.opened.length === 0 ? this.#truth.sampleOnStage() : undefined;
      const onStage = read && stage !== undefined ? importing.findByName(read.set, stage) : undefined;
      const named = (matches?.photos ?? []).filter(({ id }) => matches?.matched.has(id));
      const images = named.flatMap(({ annotated }) => annotated ?? []);
      if (onStage) images.push(onStage);
      if (images.length > 0 && !(await this.#decide(images, reading.signal))) return;

      const photos = await this.#truth.withCounts(
        matches?.photos ?? added.all,
        matches?.matched ?? new Set(),
      );
      reading.signal.throwIfAborted();
      const alone = new Set(matches?.annotatedAlone);
      if (onStage) alone.delete(onStage.fileName);
      const skipped = [...sorted.other, ...bystanders];
      const report = createReport(this.#nextReport, opened, skipped, {
        read: read && importing.summarise(read.set, files, opened.folder),
        matched: images.length,
        leftOut: await this.#truth.countLeftOut(images),
        photosAlone: matches?.photosAlone ?? [],
        annotatedAlone: [...alone],
        ambiguous: matches?.ambiguous ?? [],
        warnings: read?.warnings ?? [],
      });
      this.#parts.store.update({
        annotations,
        message: undefined,
        album: { ...this.#album, photos, report },
      });
      if (added.opened.length > 0) void this.#showFirst(added.opened);
      else await this.#giveToStage(matches?.matched ?? new Set(), onStage);
    } catch (error) {
      if (!isAbort(error)) this.#parts.tell(serialiseError(error), fileName);
    } finally {
      this.#reading = undefined;
      this.#update({ reading: undefined });
    }
  }

  #read(
    files: readonly OpenedFile[],
    added: readonly OpenedFile[],
    signal: AbortSignal,
  ): Promise<AnnotationReading> {
    const fileName = files[0]?.file.name ?? '';
    const { analysis, photo } = this.#parts.store.state;
    const opened = [...this.#album.photos, ...added];
    const photos: NamedPhoto[] = opened.map(({ path, file }) => ({ path, photo: file }));
    // A sample's size is known, and no file of that name was opened.
    if (photo?.sample && analysis && !opened.some(({ file }) => file.name === photo.fileName))
      photos.push({ path: photo.fileName, photo: { width: analysis.width, height: analysis.height } });
    this.#update({ reading: { fileName, share: 0 }, report: undefined });
    return this.#parts.annotations.read(
      files.map(({ path, file }) => ({ name: path, content: file })),
      { photos, signal, onProgress: (share) => this.#update({ reading: { fileName, share } }) },
    );
  }

  /** Settles the classes of some annotations. @returns false when the person would not say */
  async #decide(images: readonly AnnotatedImage[], signal: AbortSignal): Promise<boolean> {
    await this.#parts.opener.ready;
    signal.throwIfAborted();
    const { undecided } = await this.#choices.decide(images);
    if (undecided.length === 0) return true;
    this.#update({ reading: undefined });
    return this.#choices.ask('import', undecided);
  }

  async #showFirst(opened: readonly AlbumPhoto[]): Promise<void> {
    const [first] = opened;
    if (!first) return;
    const outcome = await this.#show(first.id);
    // A file that was opened alone and is no photo leaves nothing behind.
    if (outcome === 'failed' && opened.length === 1)
      this.#update({ photos: this.#album.photos.filter(({ id }) => id !== first.id) });
  }

  /** A photo of the album that is on its way is opened again with what came meanwhile. */
  async #giveToStage(matched: ReadonlySet<number>, sample: AnnotatedImage | undefined): Promise<void> {
    const coming = this.#parts.store.state.opening?.albumId;
    if (coming !== undefined && matched.has(coming)) void this.#show(coming);
    else await this.#truth.giveToStage(matched, sample, false);
  }

  async #show(id: number): Promise<'opened' | 'failed' | 'superseded'> {
    const photo = this.#album.photos.find((one) => one.id === id);
    if (!photo) return 'superseded';
    const outcome = await this.#parts.opener.open({
      fileName: photo.file.name,
      sample: undefined,
      albumId: id,
      read: async () => {
        // Annotations may have come meanwhile.
        const now = this.#album.photos.find((one) => one.id === id) ?? photo;
        return { blob: photo.file, given: await this.#truth.given(now.annotated) };
      },
    });
    if (outcome !== 'superseded') this.#change(id, { isBroken: outcome === 'failed' });
    return outcome;
  }

  #step(by: 1 | -1): void {
    const { opening, photo } = this.#parts.store.state;
    const current = (opening ?? photo)?.albumId;
    const { photos } = this.#album;
    const at = photos.findIndex(({ id }) => id === current);
    const next = at < 0 ? (by > 0 ? 0 : photos.length - 1) : at + by;
    const wanted = photos[next];
    if (wanted) void this.#show(wanted.id);
  }

  #change(id: number, change: Partial<AlbumPhoto>): void {
    const { photos } = this.#album;
    const photo = photos.find((one) => one.id === id);
    if (photo) this.#update({ photos: photos.map((one) => (one === photo ? { ...photo, ...change } : one)) });
  }

  /** The strip's count of the photo on the stage follows its edits. */
  #count({ photo, groundTruth, album }: AppState): void {
    const shown = photo && album.photos.find(({ id }) => id === photo.albumId);
    const boxCount = groundTruth.boxes?.length;
    if (shown && shown.boxCount !== boxCount) this.#change(shown.id, { boxCount });
  }
}
