import shaderText from '../../shaders/stage-boxes.wgsl?raw';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { createShaderModule } from '../gpu/shader-module.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import type { PixelImage } from '../image/photo.ts';
import { layoutStageBoxes, numbersPerStageBox } from './box-layout.ts';
import { LabelAtlas } from './label-atlas.ts';
import type { StageScene } from './scene.ts';

const bytesPerBox = numbersPerStageBox * 4;
const verticesPerOutline = 30;
const verticesPerLabel = 6;

/** The two pipelines of `shaders/stage-boxes.wgsl`, over one layout. */
interface Pipelines {
  readonly layout: GPUBindGroupLayout;
  readonly outline: GPURenderPipeline;
  readonly label: GPURenderPipeline;
}

async function createPipelines(
  device: GPUDevice,
  module: GPUShaderModule,
  format: GPUTextureFormat,
): Promise<Pipelines> {
  const { VERTEX, FRAGMENT } = GPUShaderStage;
  const layout = device.createBindGroupLayout({
    label: 'stage boxes',
    entries: [
      { binding: 0, visibility: VERTEX, buffer: { type: 'uniform' } },
      { binding: 1, visibility: VERTEX | FRAGMENT, buffer: { type: 'read-only-storage' } },
      { binding: 2, visibility: FRAGMENT, texture: { sampleType: 'unfilterable-float' } },
    ],
  });
  const over: GPUBlendComponent = { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha' };
  const keep: GPUBlendComponent = { srcFactor: 'zero', dstFactor: 'one' };
  const create = (vertex: string, fragment: string): Promise<GPURenderPipeline> =>
    device.createRenderPipelineAsync({
      label: `stage boxes, ${fragment}`,
      layout: device.createPipelineLayout({ label: 'stage boxes', bindGroupLayouts: [layout] }),
      vertex: { module, entryPoint: vertex },
      fragment: {
        module,
        entryPoint: fragment,
        targets: [{ format, blend: { color: over, alpha: keep } }],
      },
    });
  const [outline, label] = await Promise.all([
    create('placeOutline', 'drawOutline'),
    create('placeLabel', 'drawLabel'),
  ]);
  return { layout, outline, label };
}

/** Driver of `shaders/stage-boxes.wgsl`: draws outlines and labels into a render pass. */
export class StageBoxes {
  readonly #resources: GpuResources;
  readonly #pipelines: Pipelines;
  readonly #uniform: UniformBlock;
  readonly #labels = new LabelAtlas();
  #layout: Float32Array<ArrayBuffer>;
  #buffer: GPUBuffer;
  #atlas: GPUTexture;
  #bindGroup: GPUBindGroup | undefined;

  private constructor(resources: GpuResources, pipelines: Pipelines, uniform: UniformBlock) {
    this.#resources = resources;
    this.#pipelines = pipelines;
    this.#uniform = uniform;
    this.#layout = new Float32Array(numbersPerStageBox);
    this.#buffer = this.#createBuffer();
    this.#atlas = this.#createAtlas(1, 1);
  }

  /**
   * @param format of the texture that is drawn into
   * @throws FocalScopeError `shader-invalid`, or `internal` when text cannot be drawn
   */
  static async create(device: GPUDevice, format: GPUTextureFormat): Promise<StageBoxes> {
    const source = resolveShader('stage-boxes.wgsl', shaderText);
    const pipelines = await createPipelines(device, await createShaderModule(device, source), format);
    const resources = new GpuResources(device, 'stage boxes');
    return new StageBoxes(resources, pipelines, createUniformBlock(resources, source, 'canvas'));
  }

  /** Records the boxes of a scene. Buffer and atlas grow only when the set of boxes does. */
  draw(pass: GPURenderPassEncoder, scene: StageScene): void {
    if (this.#labels.update(scene.boxes, scene.view.pixelRatio) && this.#labels.pixels) {
      this.#uploadAtlas(this.#labels.pixels);
    }
    this.#reserve(scene.boxes.length);
    const count = layoutStageBoxes(scene, (box) => this.#labels.placeOf(box), this.#layout);
    if (count === 0) return;
    this.#resources.device.queue.writeBuffer(this.#buffer, 0, this.#layout, 0, count * numbersPerStageBox);
    this.#uniform.write({ size: [scene.view.width, scene.view.height] });
    this.#bindGroup ??= this.#bind();
    pass.setBindGroup(0, this.#bindGroup);
    pass.setPipeline(this.#pipelines.outline);
    pass.draw(verticesPerOutline, count);
    if (!this.#labels.pixels) return;
    pass.setPipeline(this.#pipelines.label);
    pass.draw(verticesPerLabel, count);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #reserve(boxCount: number): void {
    if (boxCount * numbersPerStageBox <= this.#layout.length) return;
    this.#resources.release(this.#buffer);
    // Half as many again, so that a slider which lets more boxes through seldom comes here.
    this.#layout = new Float32Array(Math.ceil(boxCount * 1.5) * numbersPerStageBox);
    this.#buffer = this.#createBuffer();
    this.#bindGroup = undefined;
  }

  #createBuffer(): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    return this.#resources.createBuffer(
      'boxes',
      (this.#layout.length / numbersPerStageBox) * bytesPerBox,
      usage,
    );
  }

  #uploadAtlas(pixels: PixelImage): void {
    const { width, height, data } = pixels;
    if (width > this.#atlas.width || height > this.#atlas.height) {
      this.#resources.release(this.#atlas);
      this.#atlas = this.#createAtlas(
        Math.max(width, this.#atlas.width),
        Math.max(height, this.#atlas.height),
      );
      this.#bindGroup = undefined;
    }
    this.#resources.device.queue.writeTexture(
      { texture: this.#atlas },
      data,
      { bytesPerRow: width * 4 },
      { width, height },
    );
  }

  #createAtlas(width: number, height: number): GPUTexture {
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
    return this.#resources.createTexture('labels', { size: { width, height }, format: 'rgba8unorm', usage });
  }

  #bind(): GPUBindGroup {
    return this.#resources.device.createBindGroup({
      label: 'stage boxes',
      layout: this.#pipelines.layout,
      entries: [
        { binding: 0, resource: { buffer: this.#uniform.buffer } },
        { binding: 1, resource: { buffer: this.#buffer } },
        { binding: 2, resource: this.#atlas.createView() },
      ],
    });
  }
}
