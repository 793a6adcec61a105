import shaderText from '../../shaders/stage-picture.wgsl?raw';
import { createComputeKernel, type ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { createShaderModule } from '../gpu/shader-module.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import type { Photo } from '../image/photo.ts';
import { allColormapColours, leastHotMark, markSteps } from './colormap.ts';
import type { HeatmapCells } from './heatmap-cells.ts';
import { buildPhotoPyramid } from './photo-pyramid.ts';
import { mapsOfContent, type Pane, type PaneContent } from './panes.ts';
import { coldOpacity, planPicture, type PlacedHeatmap, type StagePhoto } from './picture-plan.ts';
import { logDecades, ratioDecades, type HeatmapMapName, type StageScene } from './scene.ts';

const workgroupSize = 64;

/** The two halves of `shaders/stage-picture.wgsl`. */
interface Pipelines {
  readonly colour: ComputeKernel;
  readonly draw: GPURenderPipeline;
}

/** What the photo and maps of the moment are bound by, and the cells' colours between the two halves; of one pane. */
interface Bindings {
  readonly blends: GPUBuffer;
  readonly colour: Readonly<Record<PaneContent, GPUBindGroup>>;
  readonly draw: GPUBindGroup;
}

/** What a pane needs of its own. */
interface PaneParts {
  readonly uniform: UniformBlock;
  bindings: Bindings | undefined;
}

/** Driver of `shaders/stage-picture.wgsl`: draws photo, heatmap and background into a render pass. */
export class StagePicture {
  readonly #resources: GpuResources;
  readonly #pipelines: Pipelines;
  readonly #panes: readonly PaneParts[];
  readonly #colours: GPUBuffer;
  readonly #sampler: GPUSampler;
  /** Stands in where there is no photo and where there is no map. */
  readonly #noTexture: GPUTexture;
  readonly #noCells: GPUBuffer;
  #texture: GPUTexture | undefined;
  #photo: StagePhoto | undefined;

  private constructor(resources: GpuResources, pipelines: Pipelines, uniforms: readonly UniformBlock[]) {
    this.#resources = resources;
    this.#pipelines = pipelines;
    this.#panes = uniforms.map((uniform) => ({ uniform, bindings: undefined }));
    this.#colours = resources.createBufferWithData('colormaps', allColormapColours());
    this.#sampler = resources.device.createSampler({
      label: 'photo',
      minFilter: 'linear',
      magFilter: 'linear',
    });
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
    const colour = await createComputeKernel(device, source, 'colourCells');
    const draw = await device.createRenderPipelineAsync({
      label: 'stage picture',
      layout: 'auto',
      vertex: { module, entryPoint: 'coverCanvas' },
      fragment: { module, entryPoint: 'drawPicture', targets: [{ format }] },
    });
    const resources = new GpuResources(device, 'stage picture');
    const uniforms = [0, 1].map(() => createUniformBlock(resources, source, 'picture'));
    return new StagePicture(resources, { colour, draw }, uniforms);
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
    this.#forgetBindings();
  }

  /** To be called after the maps of `heatmap` have changed: they are bound anew. */
  forgetMaps(): void {
    this.#forgetBindings();
  }

  /**
   * Records what a picture needs before it is drawn. Allocates GPU memory and bindings only at the first frame after
   * photo or maps changed.
   *
   * @param panes two at most
   * @param heatmap whose maps and top are shown, once `placed` says where they lie
   */
  encode(
    encoder: GPUCommandEncoder,
    scene: StageScene,
    panes: readonly Pane[],
    heatmap: HeatmapCells,
    placed: PlacedHeatmap | undefined,
  ): void {
    for (const [index, { view, content }] of panes.entries()) {
      const parts = this.#panes[index];
      if (!parts) continue;
      const plan = planPicture({ ...scene, view }, this.#photo, placed, content);
      parts.uniform.write({ ...plan, logDecades, coldOpacity, ratioDecades, markSteps, leastHotMark });
      parts.bindings ??= this.#bind(parts.uniform, heatmap);
      const workgroups = Math.ceil((plan.mapSize[0] * plan.mapSize[1]) / workgroupSize);
      this.#pipelines.colour.encode(encoder, parts.bindings.colour[content], workgroups);
    }
  }

  /** Records the picture of one pane that `encode` has prepared. */
  draw(pass: GPURenderPassEncoder, pane: number): void {
    const bindings = this.#panes[pane]?.bindings;
    if (!bindings) return;
    pass.setPipeline(this.#pipelines.draw);
    pass.setBindGroup(0, bindings.draw);
    pass.draw(3);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #forgetBindings(): void {
    for (const pane of this.#panes) {
      this.#resources.release(pane.bindings?.blends);
      pane.bindings = undefined;
    }
  }

  #bind(uniform: UniformBlock, heatmap: HeatmapCells): Bindings {
    const cellsOf = (name: HeatmapMapName): GPUBuffer => heatmap.cellsOf(name) ?? this.#noCells;
    // Four numbers a cell.
    const size = cellsOf('focal').size * 4;
    const blends = this.#resources.createBuffer('coloured cells', size, GPUBufferUsage.STORAGE);
    const bindCells = (content: PaneContent): GPUBindGroup => {
      const [cells, otherCells] = mapsOfContent(content);
      return this.#pipelines.colour.bind({
        0: uniform.buffer,
        4: cellsOf(cells),
        5: heatmap.top,
        6: this.#colours,
        7: blends,
        8: cellsOf(otherCells),
      });
    };
    const draw = this.#resources.device.createBindGroup({
      label: 'stage picture',
      layout: this.#pipelines.draw.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: uniform.buffer } },
        { binding: 1, resource: (this.#texture ?? this.#noTexture).createView() },
        { binding: 2, resource: this.#sampler },
        { binding: 3, resource: { buffer: blends } },
      ],
    });
    return {
      blends,
      colour: {
        'cross-entropy': bindCells('cross-entropy'),
        focal: bindCells('focal'),
        left: bindCells('left'),
        right: bindCells('right'),
        difference: bindCells('difference'),
        ratio: bindCells('ratio'),
      },
      draw,
    };
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
