import type { InputGeometry } from '../image/input-geometry.ts';
import { colormapSize, colourTableNames } from './colormap.ts';
import type { HeatmapLayout } from './heatmap-layout.ts';
import { choosePyramidLevel } from './photo-pyramid.ts';
import type { PaneContent } from './panes.ts';
import type { StageScene } from './scene.ts';

/** The photo as a stage holds it: the original's size, and the sizes of the pyramid's levels. */
export interface StagePhoto {
  /** In pixels of the upright original. */
  readonly width: number;
  readonly height: number;
  readonly levels: readonly { readonly width: number; readonly height: number }[];
}

/** Where the heatmap lies on the photo. */
export interface PlacedHeatmap {
  readonly layout: HeatmapLayout;
  readonly geometry: InputGeometry;
}

/**
 * Share of the opacity that a cell at the bottom of the scale gets; at the top it gets all of it. Cold cells let
 * the photo through, so that one sees what lies under the hot ones, and still show that they were counted.
 */
export const coldOpacity = 0.35;

/**
 * All numbers that turn a canvas pixel into a colour; the shader and its twin work from the same ones. The names are
 * those of the uniform's fields.
 */
export interface PicturePlan {
  /** Canvas position of the photo's corner, in device pixels. */
  readonly offset: readonly [number, number];
  /** Pixels of the original; zero without a photo. */
  readonly photoSize: readonly [number, number];
  /** Pixels of the sampled level per pixel of the original. */
  readonly texelsPerPhotoPixel: readonly [number, number];
  /** Cells per pixel of the original. */
  readonly cellsPerPhotoPixel: readonly [number, number];
  /** Pixels of the sampled level. */
  readonly levelSize: readonly [number, number];
  /** Cells; zero without a heatmap. */
  readonly mapSize: readonly [number, number];
  /** sRGB, 0 to 1. */
  readonly background: readonly [number, number, number];
  /** Pixels of the original per device pixel. */
  readonly photoPerPixel: number;
  /** Index of the pyramid's level that is sampled. */
  readonly level: number;
  /** Index of the colormap's first entry among all. */
  readonly firstColour: number;
  /** 0 to 1, of a cell at the top of the scale. */
  readonly opacity: number;
  /** 1: the colour scale is logarithmic. */
  readonly isLogarithmic: number;
  /** 0: one map; 1: right − left; 2: right over left; 3: one map of marks. */
  readonly contrast: number;
}

/** Resolves a scene into numbers; `content` is what a pane of it shows, one map where left out. */
export function planPicture(
  scene: Pick<StageScene, 'view' | 'heatmap' | 'theme'>,
  photo: StagePhoto | undefined,
  heatmap: PlacedHeatmap | undefined,
  content?: PaneContent,
): PicturePlan {
  const { view } = scene;
  const isShown = photo !== undefined && view.scale > 0;
  const base = photo?.levels[0];
  const texelsPerPixel = isShown && base ? base.width / photo.width / view.scale : 1;
  const level = isShown ? choosePyramidLevel(texelsPerPixel, photo.levels.length) : 0;
  const size = photo?.levels[level] ?? { width: 1, height: 1 };
  const { layout, geometry } = heatmap ?? {};
  const ofOne = scene.heatmap.marks && (scene.heatmap.mode ?? 'single') === 'single' ? 3 : 0;
  const contrast = content === 'difference' ? 1 : content === 'ratio' ? 2 : ofOne;
  const table = contrast === 3 ? 'marks' : contrast ? 'contrast' : scene.heatmap.colormap;
  return {
    offset: [view.offsetX, view.offsetY],
    photoSize: isShown ? [photo.width, photo.height] : [0, 0],
    texelsPerPhotoPixel: isShown ? [size.width / photo.width, size.height / photo.height] : [1, 1],
    cellsPerPhotoPixel:
      layout && geometry ? [geometry.scaleX / layout.stride, geometry.scaleY / layout.stride] : [0, 0],
    levelSize: [size.width, size.height],
    mapSize: layout ? [layout.width, layout.height] : [0, 0],
    background: scene.theme.background,
    photoPerPixel: view.scale > 0 ? 1 / view.scale : 1,
    level,
    firstColour: colourTableNames.indexOf(table) * colormapSize,
    opacity: scene.heatmap.opacity,
    isLogarithmic: scene.heatmap.scale === 'log' ? 1 : 0,
    contrast,
  };
}
