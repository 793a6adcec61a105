import { createAnnotationClient } from '../annotations/annotation-client.ts';
import { serialiseError, type SerialisedError } from '../base/errors.ts';
import { epochNow } from '../base/epoch.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import type { EngineEvent } from '../engine/messages.ts';
import { WorkerModelLibrary } from '../library/library-client.ts';
import type { StageTheme, StageView } from '../stage/scene.ts';
import { AlbumController } from './album/album-controller.ts';
import { fromPicker, type OpenedFiles } from './album/opened-file.ts';
import { createInitialState, Store } from './app-state.ts';
import type { ControllerParts } from './controller-parts.ts';
import { GroundTruthController } from './ground-truth/ground-truth-controller.ts';
import { createGroundTruthStore } from './ground-truth/ground-truth-store.ts';
import { chooseLanguage } from './i18n/dictionary.ts';
import { InspectController } from './inspect/inspect-controller.ts';
import { KernelsController } from './kernels/kernels-controller.ts';
import { ModelsController } from './models/models-controller.ts';
import { PageTimeline } from './page-timeline.ts';
import type { OfflineController } from './offline/offline-controller.ts';
import { readOnlyAddress } from './link/address-bar.ts';
import { LinkController } from './link/link-controller.ts';
import type { PageView, PanelTab } from './page-view.ts';
import { PhotoOpener, type PhotoSource } from './photo-opener.ts';
import { PlotsController } from './plots/plots-controller.ts';
import { resultsOf } from './results-json.ts';
import { groundTruthOf, type CocoAnnotations, type Sample, type SampleShelf } from './samples.ts';
import { resolveSettings, type Settings } from './settings.ts';
import { SettingsKeeper } from './settings-keeper.ts';
import { SettingsSender } from './settings-sender.ts';
import { TourController } from './tour/tour-controller.ts';
import { loadTour } from './tour/tour-state.ts';
import { VideoHost } from './video/video-host.ts';

/** Binds the engine and the page's state: what a person does goes down, what the engine tells comes up. */
export class AppController {
  readonly store: Store;
  readonly shelf: SampleShelf;
  readonly groundTruth: GroundTruthController;
  readonly inspect: InspectController;
  readonly kernels: KernelsController;
  readonly album: AlbumController;
  readonly video: VideoHost;
  /** Set once the page has nothing better to do than to be kept. */
  offline: OfflineController | undefined;
  readonly models: ModelsController;
  readonly #plots: PlotsController;
  readonly #client: EngineClient;
  readonly #parts: ControllerParts;
  readonly #timeline: PageTimeline;
  readonly #sender: SettingsSender;
  readonly link: LinkController;
  readonly tour: TourController;
  readonly #keeper: SettingsKeeper;
  readonly #opener: PhotoOpener;
  #annotations: CocoAnnotations | undefined;

  constructor(parts: ControllerParts) {
    this.#parts = parts;
    this.#client = parts.client;
    this.shelf = parts.shelf;
    this.#timeline = parts.timeline ?? new PageTimeline();
    this.#keeper = new SettingsKeeper(parts.storage);
    this.link = new LinkController(this.#keeper, parts.address ?? readOnlyAddress);
    const opened = this.link.begin();
    const settings = resolveSettings(this.#keeper.chosen);
    const first = createInitialState(settings, this.#languageOf(settings));
    this.store = new Store({ ...first, ...opened, tour: loadTour(parts.storage) });
    const { store } = this;
    const save = (content: Blob, fileName: string): void => parts.save?.(content, fileName);
    const kept = parts.kept ?? createGroundTruthStore();
    const common = { store, shelf: parts.shelf, client: this.#client, tell: this.refuse, save };
    const groundTruth = new GroundTruthController({ ...common, kept });
    this.groundTruth = groundTruth;
    const opener = new PhotoOpener({ ...common, groundTruth, models: () => this.models });
    this.#opener = opener;
    const { storage, devices } = parts;
    const showLoss = (): void => this.openPanel('loss');
    const video = (this.video = new VideoHost({ ...common, opener, groundTruth, devices, showLoss }));
    const annotations = parts.annotations ?? createAnnotationClient();
    this.album = new AlbumController({ ...common, opener, video, groundTruth, kept, annotations });
    const library = parts.library ?? new WorkerModelLibrary();
    this.models = new ModelsController({ ...common, opener, library, storage, pageUrl: location.href });
    this.inspect = new InspectController(common);
    this.kernels = new KernelsController(common);
    this.#plots = new PlotsController(common);
    this.#sender = new SettingsSender({ ...common, keeper: this.#keeper });
    this.#client.subscribe((event) => this.#receive(event));
    const page = {
      store,
      openView: (view: PageView) => this.openView(view),
      openPanel: (panel: PanelTab) => this.openPanel(panel),
      openSample: (sample: Sample) => this.openSample(sample),
      applySettings: () => this.#applySettings(epochNow()),
    };
    this.tour = new TourController({
      ...page,
      keeper: this.#keeper,
      storage: parts.storage,
      showAlbumPhoto: (id) => this.album.act({ kind: 'show', id }),
      mayMove: parts.mayMove ?? (() => false),
    });
    this.link.attach({ ...page, interrupt: () => this.tour.act({ kind: 'end', how: 'give-back' }) });
  }

  /** Starts the engine, and opens the first sample unless the person has opened something by then. */
  async start(createCanvas: () => HTMLCanvasElement): Promise<void> {
    const listed = this.#listSamples();
    this.#opener.begin(this.#client.start(createCanvas, this.#sender.begin()));
    try {
      await this.#opener.ready;
    } catch (error) {
      this.store.update({ engine: 'failed', restarting: false, phase: { name: 'idle' } });
      // Whatever has no name of its own here is a worker or a canvas that the browser does not give.
      this.refuse(serialiseError(error, 'engine-crashed'));
      return;
    }
    this.store.update({ engine: 'ready' });
    await listed;
    await this.models.reopen();
    await this.#openFirstSample();
  }

  /** Takes files that were picked, dropped or pasted: photos, annotation files, a model. */
  async openFiles(files: readonly File[]): Promise<void> {
    await this.album.open(fromPicker(files));
  }

  /** Takes files with their folders. */
  async openFolder(opened: OpenedFiles): Promise<void> {
    await this.album.open(opened);
  }

  /** Opens a sample with its own annotations as ground truth. */
  async openSample(sample: Sample): Promise<void> {
    const read = async (signal: AbortSignal): ReturnType<PhotoSource['read']> => {
      const [blob, annotations] = await Promise.all([
        this.shelf.photo(sample, signal),
        this.shelf.annotations(),
      ]);
      this.#annotations = annotations;
      const { model } = this.store.state;
      const boxes = model && groundTruthOf(annotations, sample.file, model);
      return { blob, given: { boxes, origin: 'sample' } };
    };
    await this.#opener.open({ fileName: sample.file, sample, read });
  }

  cancelOpening(): void {
    this.#opener.cancel();
  }

  /** Takes what a control was set to. `inputEpoch` is when the person moved it, on the clock of {@link epochNow}. */
  changeSettings(change: Partial<Settings>, inputEpoch: number = epochNow()): void {
    this.tour.yieldControl();
    this.#keeper.change(change);
    this.#applySettings(inputEpoch);
  }

  /** Puts a trainer's rules in the place of those that were chosen one by one. */
  chooseLossPreset(preset: Settings['lossPreset'], inputEpoch: number = epochNow()): void {
    this.tour.yieldControl();
    this.#keeper.choosePreset(preset);
    this.#applySettings(inputEpoch);
  }

  /** Back to the defaults; language and theme, which are no settings of the picture, stay. */
  resetSettings(): void {
    this.#keeper.reset();
    this.#applySettings(epochNow());
  }

  /** Which view of the page is open; the address says so. */
  openView(view: PageView): void {
    if (view !== this.store.state.view) this.store.update({ view });
  }

  openPanel(panel: PanelTab): void {
    if (panel === this.store.state.panel) return;
    this.store.update({ panel });
    this.#sender.send(undefined);
  }

  setView(view: StageView, theme: StageTheme): void {
    this.#client.setView(view, theme);
  }

  /** Tells whether the engine has something left to do of what was asked of it, until the returned function is called. */
  watchStanding(listener: (isBehind: boolean) => void): () => void {
    return this.#client.subscribe((event) => {
      if (event.type === 'standing') listener(event.isBehind);
    });
  }

  setHighlight(detection: number | undefined): void {
    if (detection === this.store.state.highlighted) return;
    this.store.update({ highlighted: detection });
    this.#client.setHighlight(detection);
  }

  dismissMessage(): void {
    this.store.update({ message: undefined });
  }

  /** Opens the last photo again. */
  async retry(): Promise<void> {
    this.dismissMessage();
    await this.#opener.retry();
  }

  /** The numbers behind the picture, once there are any. */
  results(): ReturnType<typeof resultsOf> {
    return resultsOf(this.store.state, this.#annotations);
  }

  dispose(): void {
    this.#sender.cancel();
    this.#opener.cancel();
    const { album, video, groundTruth, inspect, models, tour, link } = this;
    for (const part of [album, video, groundTruth, inspect, models, tour, link, this.#plots, this.#client])
      part.dispose();
  }

  async #openFirstSample(): Promise<void> {
    const first = this.link.firstSample(this.store.state.samples);
    if (first && this.#opener.count === 0 && !this.store.state.album.reading) await this.openSample(first);
  }

  /** An engine that failed at its first start may come up at its second. */
  #recover(): void {
    if (this.store.state.engine !== 'failed') return;
    this.#opener.ready = Promise.resolve();
    this.store.update({ engine: 'ready', message: undefined });
    void this.#openFirstSample();
  }

  #languageOf({ language }: Settings): 'en' | 'zh' {
    return language === 'browser' ? chooseLanguage(this.#parts.languages) : language;
  }

  #applySettings(inputEpoch: number | undefined): void {
    const settings = resolveSettings(this.#keeper.chosen, this.store.state.model);
    this.store.update({ settings, language: this.#languageOf(settings) });
    this.#sender.send(inputEpoch);
  }

  async #listSamples(): Promise<readonly Sample[]> {
    try {
      const samples = await this.shelf.list();
      this.store.update({ samples });
      return samples;
    } catch (error) {
      this.refuse(serialiseError(error));
      return [];
    }
  }

  /** Says what went wrong, here or outside. */
  readonly refuse = (error: SerialisedError, fileName?: string): void => {
    const details = !fileName ? error.details : { fileName, ...error.details };
    const serial = (this.store.state.message?.serial ?? 0) + 1;
    this.store.update({ message: { error: { ...error, details }, serial } });
  };

  #receive(event: EngineEvent): void {
    switch (event.type) {
      case 'model':
        this.store.update({ model: event.model, ...(!event.model.isBuiltIn && { openingModel: undefined }) });
        this.#applySettings(undefined);
        this.#recover();
        break;
      case 'placement':
        this.store.update({ placement: event.placement });
        // With nothing to replay, a new engine is back as soon as it speaks.
        if (!this.store.state.photo && !this.store.state.opening) this.store.update({ restarting: false });
        break;
      case 'phase':
        // Said once a frame: most often there is nothing new in it.
        if (event.phase.name !== 'idle' || this.store.state.phase.name !== 'idle')
          this.store.update({ phase: event.phase });
        break;
      case 'analysis': {
        const { opening, photo, video } = this.store.state;
        const { analysis } = event;
        const opened = analysis.isFrame ? video.title : opening;
        const arrived = opened?.fileName === analysis.fileName ? opened : photo;
        // The earlier photo's boxes must not lie over the new one's pixels, nor be counted as its result.
        const readout = arrived === photo ? this.store.state.readout : undefined;
        this.store.update({ analysis, photo: arrived, readout, highlighted: undefined });
        if (arrived) this.groundTruth.show(arrived.serial);
        break;
      }
      case 'readout':
        this.store.update({ readout: event.readout, live: true, restarting: false });
        break;
      case 'measure':
        this.#timeline.add(event.measure);
        break;
      case 'conventions':
      case 'kernels-progress':
      case 'standing':
        // Of others: the last one changes with every frame of a drag, in which little else on the page does.
        break;
      case 'restarted':
        this.store.update({ restarting: true, phase: { name: 'idle' } });
        break;
      case 'failure':
        this.store.update({ restarting: false });
        this.refuse(event.error);
        break;
    }
  }
}
