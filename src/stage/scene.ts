import type { Box } from '../base/box.ts';
import type { HardestShare } from './hardest-share-reading.ts';

/** Where the photo lies on the canvas: `canvas = offset + photo · scale`, in device pixels. */
export interface StageView {
  /** The canvas, in device pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels per pixel of the upright original. */
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
  /** Device pixels per CSS pixel, for line widths and text. */
  readonly pixelRatio: number;
}

export const colormapNames = ['viridis', 'magma', 'cividis'] as const;
export type ColormapName = (typeof colormapNames)[number];

export type LossMapName = 'cross-entropy' | 'focal';
/** Every map that the stage can draw: the two standing losses, and the two sides of a comparison. */
export type HeatmapMapName = LossMapName | 'left' | 'right';

/** One loss, or two of them: divided by a line, beside each other, right − left, or right over left. */
export const heatmapModes = ['single', 'swipe', 'side-by-side', 'difference', 'ratio'] as const;
export type HeatmapMode = (typeof heatmapModes)[number];

/** Which anchors a heatmap counts, by their target; ignored ones are neither. */
export const anchorKinds = ['all', 'foreground', 'background'] as const;
export type AnchorKind = (typeof anchorKinds)[number];

/** How the per-anchor losses become a picture. */
export interface HeatmapSettings {
  /** Which map is shown. */
  readonly shown: HeatmapMapName;
  /** Index of the level shown, or all of them combined. */
  readonly level: number | 'all';
  /** Over the anchors of a cell, and over levels when combined. A combined sum keeps the total. */
  readonly reduce: 'sum' | 'max';
  readonly colormap: ColormapName;
  /** 0 to 1. */
  readonly opacity: number;
  readonly scale: 'linear' | 'log';
  /** One colour scale for both losses, so that the two pictures can be compared honestly. */
  readonly lockScale: boolean;
  /** 'single' where left out: the loss of `shown`. All others are of the two sides, and share one scale. */
  readonly mode?: HeatmapMode;
  /** Which anchors count; all where left out. */
  readonly anchorKind?: AnchorKind;
  /** Index of the one shape that counts, in the order of the head's channels; all where left out. */
  readonly anchorShape?: number | 'all';
  /** Which part of all anchors counts, the hardest first, 0 to 1; all where left out. */
  readonly hardestShare?: number;
  /** Whose loss ranks the anchors where the map shown is a side by itself; its own values where left out. */
  readonly rankedBy?: LossMapName;
  /** Whether the map shown is of marks (`anchor-mark-values.ts`), whose colours are names, and no amounts. */
  readonly marks?: boolean;
  /** Where a swipe divides the canvas, as a share of its width; the middle where left out. */
  readonly divider?: number;
}

/** Decades below the top of the scale that a logarithmic colour scale spans. */
export const logDecades = 5;

/** Decades to either side of equal that the colours of a ratio span. */
export const ratioDecades = 4;

/** One outlined box on the stage. */
export interface StageBox {
  /** In pixels of the upright original. */
  readonly box: Box;
  /** Class and score; empty for none. */
  readonly label: string;
  /** sRGB, 0 to 1. */
  readonly colour: readonly [number, number, number];
  readonly kind: 'detection' | 'ground-truth';
}

/** Colours of the stage beyond photo, heatmap and boxes. */
export interface StageTheme {
  /** Behind the photo; sRGB, 0 to 1. */
  readonly background: readonly [number, number, number];
}

/** Everything that one frame shows, besides the photo and the losses that the renderer holds. */
export interface StageScene {
  readonly view: StageView;
  readonly heatmap: HeatmapSettings;
  readonly boxes: readonly StageBox[];
  /** Index into `boxes` of the one under the pointer, or undefined. */
  readonly highlighted: number | undefined;
  readonly theme: StageTheme;
}

/** Values at the ends of the colour scale of the last frame, in units of normalised loss per cell. */
export interface ScaleRange {
  readonly minimum: number;
  readonly maximum: number;
  /** Where only a share of the anchors counts: what it is, of each map that was drawn. */
  readonly hardest?: Partial<Readonly<Record<HeatmapMapName, HardestShare>>>;
}
