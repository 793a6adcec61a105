import type { AnchorGrid } from '../anchors/anchor-grid.ts';
import type { InputGeometry } from '../image/input-geometry.ts';
import type { Photo } from '../image/photo.ts';
import type { ScaleRange, StageScene } from './scene.ts';

/** Per-anchor losses `[A]`, where the path at work keeps them. */
export interface LossMaps<Values extends GPUBuffer | Float32Array> {
  readonly crossEntropy: Values;
  readonly focal: Values;
  /** The sides of a comparison; cross entropy and focal loss where left out. */
  readonly left?: Values;
  readonly right?: Values;
  /** int32 `[A]`: class index, −1 background, −2 ignored; without them anchors of every kind count. */
  readonly targets?: Values extends GPUBuffer ? GPUBuffer : Int32Array;
  readonly grid: AnchorGrid;
  readonly geometry: InputGeometry;
}

/** Draws photo, heatmap and boxes; one for the GPU, one for the CPU, of equal pictures. */
export interface StageRenderer<Values extends GPUBuffer | Float32Array> {
  /** How finished frames reach the canvas. */
  readonly presenter: 'webgpu-canvas' | '2d-canvas';
  setPhoto(photo: Photo): void;
  /**
   * Names the losses to draw from now on, or none. Their values may change in place; each frame reads them afresh.
   * Until the next call the buffers stay their owner's.
   */
  setLossMaps(maps: LossMaps<Values> | undefined): void;
  /** Draws one frame; resolves when it is on the canvas. */
  render(scene: StageScene): Promise<void>;
  /** The colour scale's ends in the last frame. */
  readScaleRange(): Promise<ScaleRange>;
  /** The last frame's pixels, RGBA, for tests and for saving. */
  readPixels(): Promise<ImageData>;
  dispose(): void;
}
