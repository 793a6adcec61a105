import type { HeatmapMapName, HeatmapSettings, StageScene, StageView } from './scene.ts';

/** What the cells of a pane show: one map, or how the right one differs from the left. */
export type PaneContent = HeatmapMapName | 'difference' | 'ratio';

/** A strip of the canvas with a picture of its own. */
export interface Pane {
  /** Device pixels `start` to `end − 1` along x. */
  readonly start: number;
  readonly end: number;
  /** Where the photo lies, on the whole canvas. */
  readonly view: StageView;
  readonly content: PaneContent;
}

/** The map that a pane's cells are coloured by, and the one that it is compared with: itself where it is not. */
export function mapsOfContent(content: PaneContent): readonly [HeatmapMapName, HeatmapMapName] {
  return content === 'difference' || content === 'ratio' ? ['left', 'right'] : [content, content];
}

/** The maps that set the colour scale: both sides of a comparison always share one. */
export function mapsOfScale({ mode = 'single', shown, lockScale }: HeatmapSettings): HeatmapMapName[] {
  if (mode !== 'single') return ['left', 'right'];
  const stands = shown === 'cross-entropy' || shown === 'focal';
  return lockScale && stands ? ['cross-entropy', 'focal'] : [shown];
}

/** The map whose values say which anchors of a map are the hardest. */
export function mapOfRanking(name: HeatmapMapName, settings: HeatmapSettings): HeatmapMapName {
  const { mode = 'single', rankedBy } = settings;
  return mode === 'single' && name === 'left' && rankedBy ? rankedBy : name;
}

/** Whether only a share of the anchors counts. */
export function isShareOfAnchors({ hardestShare }: HeatmapSettings): boolean {
  return hardestShare !== undefined && hardestShare < 1;
}

/**
 * Divides the canvas. Swiping keeps the photo where it is and draws one side of it with either loss; side by side, the
 * photo lies in each half at the same place.
 *
 * @returns one pane or two, from left to right; one that is empty is left out
 */
export function planPanes({ view, heatmap }: Pick<StageScene, 'view' | 'heatmap'>): readonly Pane[] {
  const { mode = 'single', divider = 0.5, shown } = heatmap;
  const width = Math.floor(view.width);
  if (mode === 'single') return [{ start: 0, end: width, view, content: shown }];
  if (mode === 'difference' || mode === 'ratio') return [{ start: 0, end: width, view, content: mode }];
  const middle = dividerPixel(mode === 'swipe' ? divider : 0.5, width);
  const beside = mode === 'swipe' ? view : { ...view, offsetX: view.offsetX + middle };
  const panes: readonly Pane[] = [
    { start: 0, end: middle, view, content: 'left' },
    { start: middle, end: width, view: beside, content: 'right' },
  ];
  return panes.filter(({ start, end }) => end > start);
}

/** The first device pixel right of the divider. */
function dividerPixel(divider: number, width: number): number {
  return Math.min(width, Math.max(0, Math.round(divider * width)));
}

/** The strips that boxes are drawn in: one where all panes have the photo at the same place. */
export function planBoxPanes(panes: readonly Pane[]): readonly Pane[] {
  const [first, last] = [panes[0], panes.at(-1)];
  return first && last?.view === first.view ? [{ ...first, end: last.end }] : panes;
}
