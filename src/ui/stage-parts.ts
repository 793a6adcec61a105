import { html, nothing, type TemplateResult } from 'lit';
import type { AppState } from '../app/app-state.ts';
import type { Words } from '../app/i18n/words.ts';
import type { Size } from '../app/stage-view.ts';
import { busyText } from '../app/status-text.ts';
import { drawingText } from './chart-export.ts';
import { icon } from './icons.ts';
import { zoomStep, type Point, type StageActions } from './stage-gestures.ts';
import { styleProperties } from './style-properties.ts';

/** Name and score of the detection under the pointer. */
export function renderTooltip(
  { readout, highlighted, model }: AppState,
  words: Words,
  pointer: Point | undefined,
  stage: Size,
): TemplateResult | typeof nothing {
  const detection = highlighted === undefined ? undefined : readout?.detections[highlighted];
  if (!detection || !pointer) return nothing;
  // On the pointer's other side where the stage ends.
  const x = pointer.x > stage.width - 180 ? pointer.x - 160 : pointer.x + 14;
  const place = { '--x': `${x}px`, '--y': `${Math.max(4, pointer.y - 30)}px` };
  const score = words.number(detection.score, { style: 'percent', maximumFractionDigits: 1 });
  return html`<div class="tooltip" aria-hidden="true" ${styleProperties(place)}>
    ${model?.classes[detection.classIndex] ?? detection.classIndex} ${score}
  </div>`;
}

/** That nothing was found, with a way out. */
function renderNone(
  { readout, settings, opening, video }: AppState,
  words: Words,
  showThreshold: () => void,
): TemplateResult | typeof nothing {
  if (!readout || readout.detections.length > 0 || opening || video.status === 'playing') return nothing;
  return html`
    <div class="none">
      <p>${words.text('stage.none', { threshold: settings.scoreThreshold })}</p>
      <button type="button" class="button" @click=${showThreshold}>${words.text('stage.noneAction')}</button>
    </div>
  `;
}

/** The drawings of the stage's overlays, each a whole SVG. */
export function drawingsOver(stage: ParentNode): readonly string[] {
  return ['fs-box-overlay', 'fs-anchor-overlay'].flatMap((name) => {
    const drawing = stage.querySelector(name)?.shadowRoot?.querySelector('svg');
    return drawing ? [drawingText(drawing)] : [];
  });
}

/** What came of saving the picture; while anchors are inspected, their panel says it. */
function renderSaved({ inspect, panel }: AppState, words: Words): TemplateResult | typeof nothing {
  const { exported } = inspect;
  if (panel === 'inspect') return nothing;
  if (exported?.is === 'failed') {
    const reason = words.text(`error.${exported.error.code}.title`, exported.error.details);
    return html`<div class="none" role="alert"><p>${words.text('picture.failed', { reason })}</p></div>`;
  }
  const text =
    exported?.is === 'done'
      ? words.text('picture.done', { fileName: exported.fileName })
      : exported && words.text('picture.running');
  return html`<span class="visually-hidden" aria-live="polite">${text}</span>`;
}

/** How large the photo is shown, between the buttons that change it. */
export function renderZoom(
  words: Words,
  scale: number,
  stage: Pick<StageActions, 'zoomAtCentre' | 'fit'>,
): TemplateResult {
  const button = (
    name: 'minus' | 'plus' | 'fit',
    key: 'stage.zoomOut' | 'stage.zoomIn' | 'stage.fit',
    act: () => void,
  ): TemplateResult => {
    const label = words.text(key);
    return html`<button
      type="button"
      class="button quiet icon"
      aria-label=${label}
      title=${label}
      @click=${act}
    >
      ${icon(name)}
    </button>`;
  };
  return html`
    <div class="zoom">
      ${button('minus', 'stage.zoomOut', () => stage.zoomAtCentre(1 / zoomStep))}
      <span>${words.number(scale, { style: 'percent' })}</span>
      ${button('plus', 'stage.zoomIn', () => stage.zoomAtCentre(zoomStep))}
      ${button('fit', 'stage.fit', () => stage.fit())}
    </div>
  `;
}

/** Whether the engine waits for a view of what has come: not of a frame where the last one lay. */
export function needsView(before: AppState, { analysis, photo }: AppState): boolean {
  const last = before.analysis;
  if (!analysis || analysis === last) return false;
  const isAlike = last?.width === analysis.width && last.height === analysis.height;
  return !analysis.isFrame || before.photo !== photo || !isAlike;
}

/** How the view is drawn: unseen until a frame is on it, and quiet while nothing else says that the engine works. */
export function viewClass(state: AppState, words: Words): string {
  if (!state.live) return 'view waiting';
  const isTold = state.video.status !== 'off' || busyText(state, words) !== undefined;
  return isTold ? 'view' : 'view quiet';
}

/** What lies over the photo's upper edge: what was saved, that nothing was found. */
export function renderNotes(state: AppState, words: Words, showThreshold: () => void): TemplateResult {
  return html`${renderSaved(state, words)}${renderNone(state, words, showThreshold)}`;
}

/** What the photo is called by those who do not see it: of a sample, what it shows. */
export function altOf({ photo }: AppState, { language }: Words): string {
  if (!photo?.sample) return photo?.fileName ?? '';
  return language === 'zh' ? photo.sample.altZh : photo.sample.alt;
}
