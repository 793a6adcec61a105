import { FocalScopeError } from '../base/errors.ts';
import type { Photo, PixelImage } from '../image/photo.ts';
import { layoutStageBoxes, numbersPerStageBox } from './box-layout.ts';
import { scaleRange } from './colormap.ts';
import { LabelAtlas } from './label-atlas.ts';
import { buildPhotoPyramid } from './photo-pyramid.ts';
import { hardestCount, type HardestShare } from './hardest-share-reading.ts';
import { computeHardestShareReference } from './reference/hardest-share.ts';
import {
  isShareOfAnchors,
  mapOfRanking,
  mapsOfContent,
  mapsOfScale,
  planBoxPanes,
  planPanes,
  type Pane,
} from './panes.ts';
import { planPicture, type StagePhoto } from './picture-plan.ts';
import { computeHeatmapCells, type HeatmapCellValues } from './reference/heatmap-cells.ts';
import { drawStageBoxes } from './reference/stage-boxes.ts';
import { drawPicture, type PictureHeat } from './reference/stage-picture.ts';
import type { HeatmapMapName, HeatmapSettings, ScaleRange, StageScene } from './scene.ts';
import type { LossMaps, StageRenderer } from './stage-renderer.ts';

/** The cells of every map that a frame needs, and the top of their one scale. */
interface FrameHeat {
  readonly maps: ReadonlyMap<HeatmapMapName, HeatmapCellValues>;
  readonly top: number;
}

/** The stage without WebGPU: the twins' picture on a 2-D canvas. */
class CpuStage implements StageRenderer<Float32Array> {
  readonly presenter = '2d-canvas';
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #labels = new LabelAtlas();
  #photo: StagePhoto | undefined;
  #pyramid: readonly PixelImage[] = [];
  #maps: LossMaps<Float32Array> | undefined;
  #boxLayout = new Float32Array(numbersPerStageBox);
  #frame: ImageData | undefined;
  #range: ScaleRange = { minimum: 0, maximum: 0 };

  constructor(canvas: OffscreenCanvas, context: OffscreenCanvasRenderingContext2D) {
    this.#canvas = canvas;
    this.#context = context;
  }

  setPhoto(photo: Photo): void {
    this.#pyramid = buildPhotoPyramid(photo.pixels);
    this.#photo = { width: photo.width, height: photo.height, levels: this.#pyramid };
  }

  setLossMaps(maps: LossMaps<Float32Array> | undefined): void {
    this.#maps = maps;
  }

  render(scene: StageScene): Promise<void> {
    const width = Math.floor(scene.view.width);
    const height = Math.floor(scene.view.height);
    if (width >= 1 && height >= 1) this.#draw(scene, this.#frameOf(width, height));
    return Promise.resolve();
  }

  readScaleRange(): Promise<ScaleRange> {
    return Promise.resolve(this.#range);
  }

  readPixels(): Promise<ImageData> {
    const frame = this.#frame;
    return Promise.resolve(
      frame ? new ImageData(frame.data.slice(), frame.width, frame.height) : new ImageData(1, 1),
    );
  }

  dispose(): void {
    this.#pyramid = [];
    this.#photo = undefined;
    this.#maps = undefined;
    this.#frame = undefined;
  }

  #draw(scene: StageScene, frame: ImageData): void {
    const heat = this.#computeHeat(scene.heatmap);
    const panes = planPanes(scene);
    for (const pane of panes) this.#drawPane(scene, pane, heat, frame);
    this.#labels.update(scene.boxes, scene.view.pixelRatio);
    const needed = scene.boxes.length * numbersPerStageBox;
    if (needed > this.#boxLayout.length) this.#boxLayout = new Float32Array(needed);
    for (const pane of planBoxPanes(panes)) {
      const placed = { ...scene, view: pane.view };
      const count = layoutStageBoxes(placed, (box) => this.#labels.placeOf(box), this.#boxLayout);
      drawStageBoxes(frame, this.#boxLayout, count, this.#labels.pixels, pane);
    }
    if (this.#canvas.width !== frame.width) this.#canvas.width = frame.width;
    if (this.#canvas.height !== frame.height) this.#canvas.height = frame.height;
    this.#context.putImageData(frame, 0, 0);
  }

  #drawPane(scene: StageScene, pane: Pane, heat: FrameHeat | undefined, frame: ImageData): void {
    const geometry = this.#maps?.geometry;
    const [cells, others] = mapsOfContent(pane.content).map((name) => heat?.maps.get(name));
    const placed = cells && geometry && { layout: cells.layout, geometry };
    const plan = planPicture({ ...scene, view: pane.view }, this.#photo, placed, pane.content);
    const shown: PictureHeat | undefined = cells &&
      heat && { values: cells.values, top: heat.top, ...(others && { others: others.values }) };
    const words = new Uint32Array(frame.data.buffer);
    drawPicture(plan, this.#pyramid[plan.level], shown, words, frame.width, frame.height, pane);
  }

  /** The maps that the settings need, and the top of their scale: the greatest of those that share it. */
  #computeHeat(settings: HeatmapSettings): FrameHeat | undefined {
    const losses = this.#maps;
    if (!losses) {
      this.#range = { minimum: 0, maximum: 0 };
      return undefined;
    }
    const { anchorShape: shape, anchorKind: kind } = settings;
    const share = isShareOfAnchors(settings) ? settings.hardestShare : undefined;
    const hardest: Partial<Record<HeatmapMapName, HardestShare>> = {};
    const maps = new Map(
      mapsOfScale(settings).map((name) => {
        const values = lossesOf(losses, name);
        const ranking = lossesOf(losses, mapOfRanking(name, settings));
        const found =
          share === undefined
            ? undefined
            : computeHardestShareReference(ranking, hardestCount(share, losses.grid.anchorCount));
        if (found) hardest[name] = found;
        const filter = {
          ...{ shape, kind, targets: losses.targets },
          hardest: found && { ranking, least: found.least },
        };
        return [
          name,
          computeHeatmapCells(values, losses.grid, settings.level, settings.reduce, filter),
        ] as const;
      }),
    );
    const top = Math.max(...Array.from(maps.values(), (map) => map.top));
    this.#range = {
      ...scaleRange(top, settings.scale, settings.mode),
      ...(share !== undefined && { hardest }),
    };
    return { maps, top };
  }

  #frameOf(width: number, height: number): ImageData {
    if (this.#frame?.width !== width || this.#frame.height !== height) {
      this.#frame = new ImageData(width, height);
    }
    return this.#frame;
  }
}

function lossesOf(maps: LossMaps<Float32Array>, name: HeatmapMapName): Float32Array {
  const { crossEntropy, focal, left = crossEntropy, right = focal } = maps;
  return { 'cross-entropy': crossEntropy, focal, left, right }[name];
}

/**
 * The stage for browsers without WebGPU; works in a worker.
 *
 * @throws FocalScopeError `internal` when the canvas has no 2-D context, which is so when another kind was asked of
 * it before
 */
export function createCpuStage(canvas: OffscreenCanvas): StageRenderer<Float32Array> {
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new FocalScopeError('internal', { reason: 'the stage has no 2-D context' });
  return new CpuStage(canvas, context);
}
