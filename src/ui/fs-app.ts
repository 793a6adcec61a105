import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AppController } from '../app/app-controller.ts';
import type { AppState } from '../app/app-state.ts';
import { FocalScopeError, serialiseError } from '../base/errors.ts';
import { dictionaryOf, languageTags, loadLanguage, type Language } from '../app/i18n/dictionary.ts';
import { Words } from '../app/i18n/words.ts';
import { hashOfView } from '../app/page-view.ts';
import { resultsFileName } from '../app/results-json.ts';
import type { TourAction } from '../app/tour/tour-state.ts';
import { matchShortcut, pressOf } from '../app/shortcuts.ts';
import { appStyles } from './app-styles.ts';
import './fs-class-dialog.ts';
import './fs-controls.ts';
import type { FsControls } from './fs-controls.ts';
import './fs-drop-overlay.ts';
import './fs-footer.ts';
import type { FsHeader } from './fs-header.ts';
import './fs-header.ts';
import './fs-help-dialogs.ts';
import './fs-import-bar.ts';
import './fs-kept-dialog.ts';
import './fs-lazy-view.ts';
import './fs-link-notice.ts';
import './fs-panel-tabs.ts';
import './fs-photo-strip.ts';
import './fs-sheet-handle.ts';
import './fs-stage.ts';
import './fs-update-bar.ts';
import './fs-tour.ts';
import type { FsStage } from './fs-stage.ts';
import type { HelpDialog, PageEvents } from './page-events.ts';
import { PanelLoader } from './panel-loader.ts';
import { downloadFile } from './download-file.ts';
import { sharedStyles } from './shared-styles.ts';
import { styleProperties } from './style-properties.ts';
import { isTextField } from './text-field.ts';

/** Height of the phone's sheet during the tour, as a share of the window. */
const tourShare = 0.27;

/** The whole page. It shows the controller's state, and hands it what people do. */
@customElement('fs-app')
export class FsApp extends LitElement {
  static override styles = [sharedStyles, appStyles];

  @property({ attribute: false }) controller: AppController | undefined;
  @state() private state: AppState | undefined;
  @state() private words = new Words('en');
  /** Height of the phone's sheet, as a share of the window. */
  @state() private sheetShare = 0.36;
  /** The dialog of help that is open. */
  @state() private help: HelpDialog | undefined;
  @query('fs-header') private readonly header!: FsHeader | null;
  @query('fs-stage') private readonly stage!: FsStage | null;
  @query('fs-controls') private readonly controls!: FsControls | null;
  readonly #panels = new PanelLoader(this);
  #unsubscribe: (() => void) | undefined;
  #shareBefore = this.sheetShare;

  constructor() {
    super();
    this.#on('fs-settings', ({ change, inputEpoch }) => this.controller?.changeSettings(change, inputEpoch));
    this.#on('fs-reset-settings', () => this.controller?.resetSettings());
    this.#on('fs-loss-preset', ({ preset, inputEpoch }) =>
      this.controller?.chooseLossPreset(preset, inputEpoch),
    );
    this.#on('fs-open-files', (opened) => void this.controller?.openFolder(opened));
    this.#on('fs-album', ({ action }) => this.controller?.album.act(action));
    this.#on('fs-open-sample', ({ sample }) => void this.controller?.openSample(sample));
    this.#on('fs-cancel-opening', () => this.controller?.cancelOpening());
    this.#on('fs-view', ({ view, theme }) => this.controller?.setView(view, theme));
    this.#on('fs-highlight', ({ detection }) => this.controller?.setHighlight(detection));
    this.#on('fs-dismiss-message', () => this.controller?.dismissMessage());
    this.#on('fs-retry', () => void this.controller?.retry());
    this.#on('fs-download-results', () => this.#downloadResults());
    this.#on('fs-show-threshold', () => void this.#showThreshold());
    this.#on('fs-ground-truth', ({ action }) => this.controller?.groundTruth.act(action));
    this.#on('fs-inspect', ({ action }) => this.controller?.inspect.act(action));
    this.#on('fs-save-picture', () => {
      const drawings = this.stage?.drawings() ?? [];
      this.controller?.inspect.act({ kind: 'save-picture', drawings });
    });
    this.#on('fs-kernels', ({ action }) => this.controller?.kernels.act(action));
    this.#on('fs-models', ({ action }) => this.controller?.models.act(action));
    this.#on('fs-video', ({ action }) => {
      // A live picture is seen in one view alone.
      if (this.state?.view !== 'microscope') location.hash = hashOfView('microscope');
      void this.controller?.video.act(action);
    });
    this.#on('fs-refused', ({ error }) => this.controller?.refuse(error));
    this.#on('fs-offline', ({ action }) => this.controller?.offline?.act(action));
    this.#on('fs-panel', ({ panel }) => this.controller?.openPanel(panel));
    this.#on('fs-tour', ({ action }) => void this.#tour(action));
    this.#on('fs-link', ({ action }) => this.controller?.link.act(action));
    this.#on('fs-help', ({ dialog }) => {
      this.help = dialog;
    });
    this.#on('fs-sheet', ({ share }) => {
      this.sheetShare = share;
    });
  }

  /** Starts the engine, with the stage's canvas. */
  async startEngine(): Promise<void> {
    await this.updateComplete;
    const { controller, stage } = this;
    if (controller && stage) await controller.start(() => stage.createCanvas());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#onHash);
    addEventListener('keydown', this.#onPageKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onHash);
    removeEventListener('keydown', this.#onPageKey);
    this.#unsubscribe?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('controller') || !this.controller) return;
    const { store } = this.controller;
    this.#unsubscribe?.();
    const leaveStore = store.subscribe((next) => this.#show(next));
    const leaveStanding = this.controller.watchStanding((isBehind) => {
      if (this.stage) this.stage.ariaBusy = String(isBehind);
    });
    this.#unsubscribe = () => {
      leaveStore();
      leaveStanding();
    };
    this.#show(store.state);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { words, state, controller } = this;
    if (!state || !controller) return nothing;
    return html`
      <div
        class="page"
        data-view=${state.view}
        ${styleProperties({ '--sheet': `${this.sheetShare * 100}dvh` })}
      >
        <fs-header
          .words=${words}
          view=${state.view}
          theme=${state.settings.theme}
          .tour=${state.tour}
        ></fs-header>
        <main
          aria-label=${words.text(state.view === 'microscope' ? 'page.stage' : `navigation.${state.view}`)}
        >
          <fs-stage
            .words=${words}
            .state=${state}
            ?hidden=${state.view !== 'microscope'}
            @keydown=${this.#onStageKey}
          ></fs-stage>
          ${
            state.view === 'microscope'
              ? nothing
              : html`<fs-lazy-view
                  .words=${words}
                  .state=${state}
                  .shelf=${controller.shelf}
                  view=${state.view}
                ></fs-lazy-view>`
          }
          ${
            state.video.status === 'off'
              ? nothing
              : html`<fs-video-bar .words=${words} .video=${state.video}></fs-video-bar>`
          }
          <fs-update-bar .words=${words} .offer=${state.offline.update}></fs-update-bar>
          <fs-tour .words=${words} .state=${state}></fs-tour>
          <fs-link-notice
            .words=${words}
            .link=${state.link}
            ?hidden=${state.tour.status !== 'off'}
          ></fs-link-notice>
          <fs-import-bar .words=${words} .state=${state}></fs-import-bar>
          ${
            state.album.photos.length > 1 && state.view === 'microscope'
              ? html`<fs-photo-strip
                  .words=${words}
                  .photos=${state.album.photos}
                  .current=${(state.opening ?? state.photo)?.albumId}
                ></fs-photo-strip>`
              : nothing
          }
        </main>
        <aside aria-label=${words.text('page.controls')} ?hidden=${state.view !== 'microscope'}>
          <fs-sheet-handle .words=${words} share=${this.sheetShare}></fs-sheet-handle>
          <fs-panel-tabs .words=${words} panel=${state.panel}></fs-panel-tabs>
          <div class="scroll" role="tabpanel" aria-label=${words.text(`panel.${state.panel}`)}>
            <fs-controls
              .words=${words}
              .state=${state}
              sample-folder=${controller.shelf.addressOf('.')}
              ?hidden=${state.panel !== 'loss'}
            ></fs-controls>
            ${this.#panels.render(words, state)}
          </div>
        </aside>
        <fs-footer .words=${words} .state=${state}></fs-footer>
      </div>
      <fs-drop-overlay .words=${words}></fs-drop-overlay>
      <fs-class-dialog
        .words=${words}
        .question=${state.album.question}
        .classes=${state.model?.classes ?? []}
      ></fs-class-dialog>
      <fs-kept-dialog .words=${words} .kept=${state.album.kept}></fs-kept-dialog>
      <fs-help-dialogs
        .words=${words}
        .state=${state}
        .controller=${controller}
        .dialog=${this.help}
      ></fs-help-dialogs>
    `;
  }

  readonly #onHash = (): void => this.controller?.link.follow();

  /** Wherever the keyboard is, except in a text field or a dialog. */
  readonly #onPageKey = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const isElsewhere = isTextField(path[0]) || path.some((element) => element instanceof HTMLDialogElement);
    if (isElsewhere || event.defaultPrevented || !matchShortcut('page', pressOf(event))) return;
    event.preventDefault();
    this.help = 'keyboard';
  };

  readonly #onStageKey = (event: KeyboardEvent): void => {
    const match = matchShortcut('stage', pressOf(event));
    const [target] = event.composedPath();
    const isOnStage = target instanceof HTMLElement && target.classList.contains('view');
    if (match?.name !== 'photo' || !isOnStage) return;
    event.preventDefault();
    this.controller?.album.act({ kind: 'step', by: match.at % 2 === 0 ? -1 : 1 });
  };

  #on<Name extends keyof PageEvents>(name: Name, act: (detail: PageEvents[Name]) => void): void {
    this.addEventListener(name, (event) => act((event as CustomEvent<PageEvents[Name]>).detail));
  }

  #show(next: AppState): void {
    const { language, settings, photo, readout } = next;
    this.state = next;
    // Whoever never opens a camera never fetches its buttons.
    if (next.video.status !== 'off') void import('./fs-video-bar.ts');
    if (this.words.language !== language) this.#speak(language);
    const root = document.documentElement;
    root.lang = languageTags[this.words.language];
    root.dataset['theme'] = settings.theme;
    // Which photo's result is complete, for those who drive the page from outside.
    if (photo && readout) root.dataset['photo'] = photo.fileName;
    document.title = photo
      ? this.words.text('page.titleWithPhoto', { photo: photo.fileName })
      : this.words.text('page.title');
  }

  /** Takes the words of a language as soon as they are here; the page stays in the one that it speaks until then. */
  #speak(language: Language): void {
    if (dictionaryOf(language)) {
      this.words = new Words(language);
      return;
    }
    loadLanguage(language).then(
      () => this.state && this.#show(this.state),
      () => {
        this.controller?.changeSettings({ language: this.words.language });
        this.controller?.refuse(serialiseError(new FocalScopeError('language-not-loaded')));
      },
    );
  }

  #downloadResults(): void {
    const results = this.controller?.results();
    if (!results) return;
    const json = new Blob([`${JSON.stringify(results, undefined, 2)}\n`], { type: 'application/json' });
    downloadFile(json, resultsFileName(results.image.file_name));
  }

  async #tour(action: TourAction): Promise<void> {
    const before = this.state?.tour.status;
    this.controller?.tour.act(action);
    const now = this.controller?.store.state.tour.status;
    // On a phone the photo needs the room more than the panel does.
    if (before === 'off' && now === 'running') {
      this.#shareBefore = this.sheetShare;
      this.sheetShare = Math.min(this.sheetShare, tourShare);
    }
    if (now === 'off' && before !== now) this.sheetShare = this.#shareBefore;
    await this.updateComplete;
    if (now === 'off' && before !== now) this.header?.focusHelp();
  }

  async #showThreshold(): Promise<void> {
    this.sheetShare = Math.max(this.sheetShare, 0.5);
    await this.updateComplete;
    this.controls?.showThreshold();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fs-app': FsApp;
  }
}
