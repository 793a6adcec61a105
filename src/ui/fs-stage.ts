import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { AppState } from '../app/app-state.ts';
import { FrameThrottle } from '../app/frame-throttle.ts';
import type { GroundTruthAction } from '../app/ground-truth/ground-truth-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { InspectAction } from '../app/inspect/inspect-state.ts';
import {
  boxAt,
  fitPhoto,
  marginsOf,
  panBy,
  photoPoint,
  placeBox,
  toStageView,
  zoomAt,
  type Placing,
  type Size,
} from '../app/stage-view.ts';
import { compareModeOf } from '../app/engine-settings.ts';
import type { Box } from '../base/box.ts';
import { BoxGestures, type BoxGestureHost } from './box-gestures.ts';
import './fs-about.ts';
import './fs-anchor-overlay.ts';
import './fs-box-overlay.ts';
import './fs-compare-divider.ts';
import './fs-legend.ts';
import './fs-message.ts';
import './fs-preview.ts';
import './fs-progress.ts';
import { InspectGestures, type InspectGestureHost } from './inspect-gestures.ts';
import { emitPageEvent } from './page-events.ts';
import { sharedStyles } from './shared-styles.ts';
import { StageGestures, type Point, type StageActions } from './stage-gestures.ts';
import {
  altOf,
  drawingsOver,
  needsView,
  renderNotes,
  renderTooltip,
  renderZoom,
  viewClass,
} from './stage-parts.ts';
import { stageStyles } from './stage-styles.ts';
import { readBackground } from './read-background.ts';

/** The photo with its heatmap and boxes; the engine draws on the canvas that is made here. */
@customElement('fs-stage')
export class FsStage extends LitElement implements StageActions, BoxGestureHost, InspectGestureHost {
  static override styles = [sharedStyles, stageStyles];

  @property({ attribute: false }) words!: Words;
  @property({ attribute: false }) state!: AppState;
  @state() private placing: Placing | undefined;
  @state() private pointer: Point | undefined;
  @query('.view') private readonly viewElement!: HTMLElement;
  @query('.surface') private readonly surface!: HTMLElement;

  readonly #gestures = new StageGestures(this);
  readonly #boxGestures = new BoxGestures(this, this.#gestures);
  readonly #inspectGestures = new InspectGestures(this);
  readonly #observer = new ResizeObserver(() => this.#onResize());
  readonly #viewThrottle = new FrameThrottle<undefined>(
    () => this.#sendView(),
    () => undefined,
  );
  readonly #darkness = matchMedia('(prefers-color-scheme: dark)');
  #size: Size = { width: 0, height: 0 };
  /** Whether the photo follows the stage's size: until the person moves or zooms it. */
  #fitted = true;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addController(this.#gestures);
    this.#observer.observe(this);
    this.#darkness.addEventListener('change', this.#onThemeChange);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#viewThrottle.cancel();
    this.#darkness.removeEventListener('change', this.#onThemeChange);
  }

  /** Where one picture of the photo lies: side by side, there is another right of it. */
  get #room(): Size {
    const { width, height } = this.#size;
    return compareModeOf(this.state) === 'side-by-side' ? { width: width / 2, height } : this.#size;
  }

  /** A fresh canvas. It lies under the last one, whose picture stays in sight until a frame is on the new one. */
  createCanvas(): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('aria-hidden', 'true');
    this.surface.prepend(canvas);
    return canvas;
  }

  /** What can be edited on the stage, while the panel shows the ground truth. */
  get editing(): BoxGestureHost['editing'] {
    const { analysis, panel, live, groundTruth } = this.state;
    if (!analysis || !this.placing || !live || panel !== 'ground-truth') return undefined;
    const { boxes = [], selected } = groundTruth;
    const { scale, offsetX, offsetY } = this.placing;
    const { width, height } = this.#size;
    return {
      photo: { boxes, selected, photo: analysis },
      placing: this.placing,
      sight: [
        Math.max(0, -offsetX / scale),
        Math.max(0, -offsetY / scale),
        Math.min(analysis.width, (width - offsetX) / scale),
        Math.min(analysis.height, (height - offsetY) / scale),
      ],
    };
  }

  editBoxes(action: GroundTruthAction): void {
    emitPageEvent(this, 'fs-ground-truth', { action });
  }

  /** What is looked at on the stage, while the panel shows anchors. */
  get inspecting(): InspectGestureHost['inspecting'] {
    const { analysis, panel, live, inspect } = this.state;
    const { placing } = this;
    return analysis && placing && live && panel === 'inspect'
      ? { placing, pinned: inspect.pinned }
      : undefined;
  }

  inspect(action: InspectAction): void {
    emitPageEvent(this, 'fs-inspect', { action });
  }

  /** Brings a box, in photo pixels, into the middle with its surroundings. */
  flyTo(box: Box): void {
    const photo = this.state.analysis;
    if (photo) this.#place(placeBox(box, this.#room, photo, this.#fit(photo)));
  }

  /** What lies over the canvas at present and belongs to its picture: the anchor looked at, boxes under edit. */
  drawings(): readonly string[] {
    return drawingsOver(this.renderRoot);
  }

  pan(dx: number, dy: number): void {
    const photo = this.state.analysis;
    if (photo && this.placing) this.#place(panBy(this.placing, dx, dy, this.#room, photo));
  }

  zoom(factor: number, x: number, y: number): void {
    const photo = this.state.analysis;
    if (!photo || !this.placing) return;
    const zoomed = zoomAt(this.placing, factor, x % this.#room.width, y, this.#fit(photo));
    this.#place(panBy(zoomed, 0, 0, this.#room, photo));
  }

  zoomAtCentre(factor: number): void {
    this.zoom(factor, this.#room.width / 2, this.#room.height / 2);
  }

  readonly fit = (): void => {
    const photo = this.state.analysis;
    if (!photo) return;
    this.#place(this.#fit(photo));
    this.#fitted = true;
  };

  /** With a finger held on the photo, the anchors there are inspected. */
  hold(point: Point): void {
    if (!this.placing || !this.state.live || this.state.panel === 'ground-truth') return;
    emitPageEvent(this, 'fs-panel', { panel: 'inspect' });
    this.inspect({ kind: 'pin', point: photoPoint(this.placing, point) });
  }

  hover(point: Point | undefined): void {
    const { readout, settings } = this.state;
    this.pointer = point;
    if (!readout || !this.placing) return;
    if (this.inspecting) {
      this.inspect({ kind: 'hover', point: point && photoPoint(this.placing, point) });
      return;
    }
    const boxes = settings.showBoxes ? readout.detections.map(({ box }) => box) : [];
    const detection = point && boxAt(boxes, this.placing, point.x % this.#room.width, point.y);
    emitPageEvent(this, 'fs-highlight', { detection });
  }

  protected override firstUpdated(): void {
    this.#boxGestures.attach(this.viewElement);
    this.#inspectGestures.attach(this.viewElement);
    this.#gestures.attach(this.viewElement);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('state');
    const { flight } = this.state.inspect;
    if (flight && before && before.inspect.flight !== flight) this.flyTo(flight.box);
    if (before && compareModeOf(before) !== compareModeOf(this.state)) this.#onRoom();
    if (before && needsView(before, this.state) && this.state.analysis) {
      if (before.photo !== this.state.photo || this.#fitted) {
        this.placing = this.#fit(this.state.analysis);
        this.#fitted = true;
      }
      // The engine holds the first frame of an analysis back for it, even where nothing has moved.
      this.#viewThrottle.call(undefined);
    } else if (before && before.settings.theme !== this.state.settings.theme) {
      this.#viewThrottle.call(undefined);
    }
  }

  protected override updated(): void {
    if (this.state.restarting) return;
    while (this.surface.childElementCount > 1) this.surface.lastElementChild?.remove();
  }

  protected override render(): TemplateResult {
    const { words, state } = this;
    return html`
      <div
        class=${viewClass(state, words)}
        tabindex=${state.live ? '0' : '-1'}
        role="group"
        aria-label=${words.text('stage.photoAlt', { fileName: altOf(state, words) })}
        aria-describedby=${this.editing ? 'help edit-help' : this.inspecting ? 'help inspect-help' : 'help'}
      >
        <div class="surface"></div>
      </div>
      ${this.#renderOverlay()}
      <p id="help" hidden>${words.text('stage.help')}</p>
      <p id="edit-help" hidden>${words.text('groundTruth.help')}</p>
      <p id="inspect-help" hidden>${words.text('inspect.stageHelp')}</p>
      ${state.live ? this.#renderLive() : html`<fs-preview .words=${words}></fs-preview>`}
      <div class="top">
        <fs-message
          .words=${words}
          .message=${state.message}
          ?engine-failed=${state.engine === 'failed'}
        ></fs-message>
        <fs-progress .words=${words} .state=${state}></fs-progress>
        ${renderNotes(state, words, () => emitPageEvent(this, 'fs-show-threshold', null))}
      </div>
    `;
  }

  #renderLive(): TemplateResult {
    const { words, state } = this;
    return html`
      <fs-compare-divider .words=${words} .state=${state}></fs-compare-divider>
      ${renderTooltip(state, words, this.pointer, this.#size)}
      <div class="bottom">
        <fs-legend
          ?hidden=${state.analysis?.answer === 'detections'}
          .words=${words}
          .state=${state}
          mode=${compareModeOf(state)}
          ?saving=${state.inspect.exported?.is === 'running'}
        ></fs-legend>
        <fs-about class="about" .words=${words} subject="stage"></fs-about>
        ${renderZoom(words, this.placing?.scale ?? 1, this)}
      </div>
    `;
  }

  #renderOverlay(): TemplateResult | typeof nothing {
    const { editing, inspecting, state } = this;
    if (inspecting)
      return html`<fs-anchor-overlay .placing=${inspecting.placing} .state=${state}></fs-anchor-overlay>`;
    if (!editing) return nothing;
    return html`<fs-box-overlay
      .placing=${editing.placing}
      .boxes=${editing.photo.boxes}
      .selected=${editing.photo.selected}
      .missing=${state.readout?.missingLabels ?? []}
      .drawn=${this.#boxGestures.drawn}
      .classes=${state.model?.classes ?? []}
    ></fs-box-overlay>`;
  }

  #fit(photo: Size): Placing {
    return fitPhoto(this.#room, photo, marginsOf(this.#size));
  }

  #place(placing: Placing): void {
    this.placing = placing;
    this.#fitted = false;
    this.#viewThrottle.call(undefined);
    // The photo has moved under the pointer.
    if (this.pointer) this.hover(this.pointer);
  }

  #onResize(): void {
    // Out of sight behind another view: what is there stays as it is.
    if (this.clientWidth === 0) return;
    this.#size = { width: this.clientWidth, height: this.clientHeight };
    this.#onRoom();
  }

  #onRoom(): void {
    if (this.pointer) this.hover(undefined);
    const photo = this.state.analysis;
    if (photo && this.placing) {
      this.placing = this.#fitted ? this.#fit(photo) : panBy(this.placing, 0, 0, this.#room, photo);
    }
    this.#viewThrottle.call(undefined);
  }

  readonly #onThemeChange = (): void => this.#viewThrottle.call(undefined);

  #sendView(): void {
    if (this.#size.width === 0 || this.#size.height === 0) return;
    const placing = this.placing ?? { scale: 1, offsetX: 0, offsetY: 0 };
    const view = toStageView(placing, this.#size, devicePixelRatio);
    emitPageEvent(this, 'fs-view', { view, theme: { background: readBackground(this) } });
  }
}
