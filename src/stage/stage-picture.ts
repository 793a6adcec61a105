import shaderText from '../../shaders/stage-picture.wgsl?raw';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { createShaderModule } from '../gpu/shader-module.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import type { Photo } from '../image/photo.ts';
import { allColormapColours } from './colormap.ts';
import type { HeatmapCells } from './heatmap-cells.ts';
import { buildPhotoPyramid } from './photo-pyramid.ts';
import { coldOpacity, planPicture, type PlacedHeatmap, type StagePhoto } from './picture-plan.ts';
import { logDecades, type LossMapName, type StageScene } from './scene.ts';

/** Driver of `shaders/stage-picture.wgsl`: draws photo, heatmap and background into a render pass. */
export class StagePicture {
  readonly #resources: GpuResources;
  readonly #pipeline: GPURenderPipeline;
  readonly #uniform: UniformBlock;
  readonly #colours: GPUBuffer;
  /** Stands in where there is no photo and where there is no map. */
  readonly #noTexture: GPUTexture;
  readonly #noCells: GPUBuffer;
  #texture: GPUTexture | undefined;
  #photo: StagePhoto | undefined;
  #bindGroups: Readonly<Record<LossMapName, GPUBindGroup>> | undefined;

  private constructor(resources: GpuResources, pipeline: GPURenderPipeline, uniform: UniformBlock) {
    this.#resources = resources;
    this.#pipeline = pipeline;
    this.#uniform = uniform;
    this.#colours = resources.createBufferWithData('colormaps', allColormapColours());
    this.#noTexture = resources.createTexture('no photo', photoTexture(1, 1, 1));
    this.#noCells = resources.createBuffer('no map', 4, GPUBufferUsage.STORAGE);
  }

  /**
   * @param format of the texture that is drawn into
   * @throws FocalScopeError `shader-invalid`
   */
  static async create(device: GPUDevice, format: GPUTextureFormat): Promise<StagePicture> {
    const source = resolveShader('stage-picture.wgsl', shaderText);
    const module = await createShaderModule(device, source);
    const pipeline = await device.createRenderPipelineAsync({
      label: 'stage picture',
      layout: 'auto',
      vertex: { module, entryPoint: 'coverCanvas' },
      fragment: { module, entryPoint: 'drawPicture', targets: [{ format }] },
    });
    const resources = new GpuResources(device, 'stage picture');
    return new StagePicture(resources, pipeline, createUniformBlock(resources, source, 'picture'));
  }

  /** Uploads a photo and its pyramid in place of the last one. */
  setPhoto(photo: Photo): void {
    const levels = buildPhotoPyramid(photo.pixels);
    this.#resources.release(this.#texture);
    this.#texture = this.#resources.createTexture(
      'photo',
      photoTexture(photo.pixels.width, photo.pixels.height, levels.length),
    );
    for (const [mipLevel, { width, height, data }] of levels.entries()) {
      this.#resources.device.queue.writeTexture(
        { texture: this.#texture, mipLevel },
        data,
        { bytesPerRow: width * 4 },
        { width, height },
      );
    }
    this.#photo = {
      width: photo.width,
      height: photo.height,
      levels: levels.map(({ width, height }) => ({ width, height })),
    };
    this.#bindGroups = undefined;
  }

  /** To be called after the maps of `heatmap` have changed: they are bound anew. */
  forgetMaps(): void {
    this.#bindGroups = undefined;
  }

  /**
   * Records the picture. Allocates no GPU memory; bindings are made at the first frame after photo or maps changed.
   *
   * @param heatmap whose maps and top are shown, once `placed` says where they lie
   */
  draw(
    pass: GPURenderPassEncoder,
    scene: StageScene,
    heatmap: HeatmapCells,
    placed: PlacedHeatmap | undefined,
  ): void {
    const plan = planPicture(scene, this.#photo, placed);
    this.#uniform.write({ ...plan, logDecades, coldOpacity });
    this.#bindGroups ??= {
      'cross-entropy': this.#bind(heatmap, 'cross-entropy'),
      focal: this.#bind(heatmap, 'focal'),
    };
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindGroups[scene.heatmap.shown]);
    pass.draw(3);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #bind(heatmap: HeatmapCells, name: LossMapName): GPUBindGroup {
    return this.#resources.device.createBindGroup({
      label: `stage picture, ${name}`,
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#uniform.buffer } },
        { binding: 1, resource: (this.#texture ?? this.#noTexture).createView() },
        { binding: 2, resource: { buffer: heatmap.cellsOf(name) ?? this.#noCells } },
        { binding: 3, resource: { buffer: heatmap.top } },
        { binding: 4, resource: { buffer: this.#colours } },
      ],
    });
  }
}

function photoTexture(width: number, height: number, mipLevelCount: number): GPUTextureDescriptor {
  return {
    size: { width, height },
    mipLevelCount,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  };
}
