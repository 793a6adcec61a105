import { FocalScopeError } from '../base/errors.ts';
import { TaskQueue } from '../base/task-queue.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { stampPass } from '../gpu/pass-timer.ts';
import type { Photo } from '../image/photo.ts';
import { scaleRange } from './colormap.ts';
import { FrameReader, mapForReading } from './frame-reader.ts';
import { HeatmapCells } from './heatmap-cells.ts';
import { isShareOfAnchors, mapsOfScale, planBoxPanes, planPanes, type Pane } from './panes.ts';
import { createFramePresenter, frameFormat, type FramePresenter } from './present-frame.ts';
import { hardestShareBytes, readHardestShare } from './hardest-share.ts';
import type { HardestShare } from './hardest-share-reading.ts';
import type { HeatmapMapName, ScaleRange, StageScene } from './scene.ts';
import { StageBoxes } from './stage-boxes.ts';
import { StagePicture } from './stage-picture.ts';
import type { LossMaps, StageRenderer } from './stage-renderer.ts';

/** Read back after a frame: the top of the scale, then what was found of the hardest anchors of two maps at most. */
const topBytes = 8;
const stagingBytes = topBytes + 2 * hardestShareBytes;

/** What a frame is made with. */
interface StageParts {
  readonly heatmap: HeatmapCells;
  readonly picture: StagePicture;
  readonly boxes: StageBoxes;
  readonly presenter: FramePresenter;
}

/**
 * The stage on WebGPU: heatmap cells, picture and boxes into one texture, which the presenter shows. Calls may
 * overlap; frames and read-backs run one after the other.
 */
class GpuStage implements StageRenderer<GPUBuffer> {
  readonly presenter: StageRenderer<GPUBuffer>['presenter'];
  readonly #resources: GpuResources;
  readonly #parts: StageParts;
  readonly #reader: FrameReader;
  readonly #topStaging: GPUBuffer;
  readonly #queue = new TaskQueue();
  #maps: LossMaps<GPUBuffer> | undefined;
  #frame: GPUTexture | undefined;
  #frameView: GPUTextureView | undefined;
  /** Of the last frame; read-backs speak of it. */
  #heatmap: StageScene['heatmap'] | undefined;
  /** The boxes of a second pane with the photo at another place; made when there is one. */
  #boxesBeside: StageBoxes | undefined;
  #isDisposed = false;

  constructor(device: GPUDevice, presenter: StageRenderer<GPUBuffer>['presenter'], parts: StageParts) {
    this.presenter = presenter;
    this.#resources = new GpuResources(device, 'stage');
    this.#parts = parts;
    this.#reader = new FrameReader(device);
    const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
    this.#topStaging = this.#resources.createBuffer('top of the scale, read back', stagingBytes, usage);
  }

  setPhoto(photo: Photo): void {
    this.#parts.picture.setPhoto(photo);
  }

  setLossMaps(maps: LossMaps<GPUBuffer> | undefined): void {
    this.#maps = maps;
    this.#parts.heatmap.setLossMaps(maps);
    this.#parts.picture.forgetMaps();
  }

  render(scene: StageScene): Promise<void> {
    return this.#enqueue(() => this.#render(scene), undefined);
  }

  readScaleRange(): Promise<ScaleRange> {
    return this.#enqueue(() => this.#readScaleRange(), { minimum: 0, maximum: 0 });
  }

  readPixels(): Promise<ImageData> {
    return this.#enqueue(() => this.#readPixels(), new ImageData(1, 1));
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const { heatmap, picture, boxes, presenter } = this.#parts;
    for (const part of [heatmap, picture, boxes, presenter, this.#reader, this.#resources]) part.dispose();
    this.#boxesBeside?.dispose();
  }

  /** Runs `task` after all earlier ones, whether they failed or not; `without` is what a disposed stage gives. */
  #enqueue<Result>(task: () => Promise<Result>, without: Result): Promise<Result> {
    return this.#queue.add(async () => {
      if (this.#isDisposed) return without;
      try {
        return await task();
      } catch (error) {
        // Disposing destroys the buffer that a running read-back waits for.
        if (this.#isDisposed as boolean) return without;
        throw error;
      }
    });
  }

  async #render(scene: StageScene): Promise<void> {
    const width = Math.floor(scene.view.width);
    const height = Math.floor(scene.view.height);
    if (width < 1 || height < 1) return;
    const { heatmap, picture, boxes, presenter } = this.#parts;
    const frame = this.#frameOf(width, height);
    this.#frameView ??= frame.createView();
    const { device } = this.#resources;
    const panes = planPanes(scene);
    const boxPanes = planBoxPanes(panes);
    if (boxPanes.length > 1) this.#boxesBeside ??= await StageBoxes.create(device, frameFormat);
    await heatmap.prepare(scene.heatmap);
    const encoder = device.createCommandEncoder({ label: 'stage frame' });
    const layout = heatmap.encode(encoder, scene.heatmap);
    const placed = layout && this.#maps && { layout, geometry: this.#maps.geometry };
    picture.encode(encoder, scene, panes, heatmap, placed);
    const timestampWrites = stampPass(device, 'stage frame', 0);
    const pass = encoder.beginRenderPass({
      label: 'stage frame',
      colorAttachments: [{ view: this.#frameView, loadOp: 'clear', storeOp: 'store' }],
      ...(timestampWrites && { timestampWrites }),
    });
    const cut = ({ start, end }: Pane): void => pass.setScissorRect(start, 0, end - start, height);
    for (const [index, pane] of panes.entries()) {
      cut(pane);
      picture.draw(pass, index);
    }
    for (const [index, pane] of boxPanes.entries()) {
      cut(pane);
      (index === 0 ? boxes : this.#boxesBeside)?.draw(pass, { ...scene, view: pane.view });
    }
    pass.end();
    this.#heatmap = scene.heatmap;
    await presenter.present(encoder, frame);
  }

  async #readScaleRange(): Promise<ScaleRange> {
    const { device } = this.#resources;
    const encoder = device.createCommandEncoder({ label: 'top of the scale' });
    const { heatmap } = this.#parts;
    const settings = this.#heatmap;
    encoder.copyBufferToBuffer(heatmap.top, 0, this.#topStaging, 0, 4);
    const names = settings && isShareOfAnchors(settings) ? mapsOfScale(settings) : [];
    for (const [index, name] of names.entries()) {
      const found = heatmap.foundOf(name);
      const place = topBytes + index * hardestShareBytes;
      if (found) encoder.copyBufferToBuffer(found, 0, this.#topStaging, place, hardestShareBytes);
    }
    device.queue.submit([encoder.finish()]);
    await mapForReading(this.#topStaging);
    const bytes = this.#topStaging.getMappedRange(0, stagingBytes).slice(0);
    this.#topStaging.unmap();
    const [top = 0] = new Float32Array(bytes, 0, 1);
    const range = scaleRange(top, settings?.scale ?? 'linear', settings?.mode);
    if (names.length === 0) return range;
    const hardest: Partial<Record<HeatmapMapName, HardestShare>> = {};
    for (const [index, name] of names.entries())
      hardest[name] = readHardestShare(bytes, topBytes + index * hardestShareBytes);
    return { ...range, hardest };
  }

  async #readPixels(): Promise<ImageData> {
    if (!this.#frame) return new ImageData(1, 1);
    const encoder = this.#resources.device.createCommandEncoder({ label: 'read pixels' });
    const image = await this.#reader.read(encoder, this.#frame);
    return new ImageData(image.data.slice(), image.width, image.height);
  }

  /** The texture that frames are drawn into; kept while the canvas keeps its size. */
  #frameOf(width: number, height: number): GPUTexture {
    if (this.#frame?.width === width && this.#frame.height === height) return this.#frame;
    const limit = this.#resources.device.limits.maxTextureDimension2D;
    if (width > limit || height > limit) {
      throw new FocalScopeError('webgpu-limit-exceeded', { limit, width, height });
    }
    this.#resources.release(this.#frame);
    this.#frameView = undefined;
    this.#frame = this.#resources.createTexture('frame', {
      size: { width, height },
      format: frameFormat,
      usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
    });
    return this.#frame;
  }
}

/**
 * Compiles the stage for a canvas. Works in a worker.
 *
 * @param presenter `2d-canvas` for software adapters, whose WebGPU canvases can lose the device
 * @throws FocalScopeError `shader-invalid`, or `internal` when the canvas lacks the presenter's context
 */
export async function createGpuStage(
  device: GPUDevice,
  canvas: OffscreenCanvas,
  presenter: StageRenderer<GPUBuffer>['presenter'],
): Promise<StageRenderer<GPUBuffer>> {
  const [heatmap, picture, boxes] = await Promise.all([
    HeatmapCells.create(device),
    StagePicture.create(device, frameFormat),
    StageBoxes.create(device, frameFormat),
  ]);
  const parts = { heatmap, picture, boxes, presenter: createFramePresenter(device, canvas, presenter) };
  return new GpuStage(device, presenter, parts);
}
