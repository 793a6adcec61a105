import shaderText from '../../shaders/match-anchors.wgsl?raw';
import { createComputeKernel, type ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { constantOf, resolveShader } from '../gpu/shader-source.ts';
import { createUniformRing, type UniformRing } from '../gpu/uniform-ring.ts';
import type { AdmittedGroundTruth } from './admit-ground-truth.ts';
import type { AnchorGrid } from './anchor-grid.ts';
import type { MatchSettings } from './ground-truth.ts';
import { createIgnoreCrowds, type IgnoreCrowds } from './ignore-crowds.ts';

const source = resolveShader('match-anchors.wgsl', shaderText);

const anchorsPerWorkgroup = constantOf(source, 'WORKGROUP_SIZE') * constantOf(source, 'ANCHORS_PER_THREAD');

/** Beyond every anchor. */
const everywhere = [3e38, 3e38];

/**
 * Matches the anchors of one grid after another with ground truth. The buffers grow and never shrink; setting a
 * larger grid replaces them, so take them anew after `setGrid`.
 */
export interface AnchorMatcher {
  /** int32 `[A]`: class index, −1 background, −2 ignored. */
  readonly targets: GPUBuffer;
  /**
   * int32 `[A]`: the box, as an index into the admitted ones, that the anchor overlaps most, or that took it where
   * low-quality matches overwrite; −1 for none.
   */
  readonly matched: GPUBuffer;
  /** float32 `[A]`: intersection over union with the box that the anchor overlaps most, 0 for none. */
  readonly bestIou: GPUBuffer;
  /** float32 `[A, 4]`: the grid's corners in pixels of the input. */
  readonly anchorBoxes: GPUBuffer;
  /** Uploads the anchors; the other buffers are undefined until `encode` is submitted. */
  setGrid(grid: AnchorGrid): void;
  /** Uploads the boxes to match with, and the crowd regions. Without a call there are none. */
  setGroundTruth(groundTruth: AdmittedGroundTruth): void;
  /**
   * Records the matching. Each call keeps its own settings; anchors and boxes are uploaded at once, so that those set
   * last before the submit hold for all of it.
   */
  encode(encoder: GPUCommandEncoder, settings: MatchSettings): void;
  dispose(): void;
}

/** @throws FocalScopeError `shader-invalid` */
export async function createAnchorMatcher(device: GPUDevice): Promise<AnchorMatcher> {
  const [match, addLowQuality, crowds] = await Promise.all([
    createComputeKernel(device, source, 'matchAnchors'),
    createComputeKernel(device, source, 'addLowQualityMatches'),
    createIgnoreCrowds(device),
  ]);
  return new KernelAnchorMatcher(device, match, addLowQuality, crowds);
}

/** Buffers of one entry an anchor. */
interface AnchorBuffers {
  readonly capacity: number;
  readonly anchorBoxes: GPUBuffer;
  readonly targets: GPUBuffer;
  readonly matched: GPUBuffer;
  readonly bestIou: GPUBuffer;
}

/** Buffers of one entry a box of the ground truth. */
interface BoxBuffers {
  readonly capacity: number;
  readonly boxes: GPUBuffer;
  readonly classes: GPUBuffer;
  readonly bestOfBox: GPUBuffer;
}

class KernelAnchorMatcher implements AnchorMatcher {
  readonly #resources: GpuResources;
  readonly #match: ComputeKernel;
  readonly #addLowQuality: ComputeKernel;
  readonly #crowds: IgnoreCrowds;
  readonly #params: UniformRing;
  #ofAnchors: AnchorBuffers;
  #ofBoxes: BoxBuffers;
  #anchorCount = 0;
  #boxCount = 0;
  #matchBindings: GPUBindGroup;
  #lowQualityBindings: GPUBindGroup;

  constructor(device: GPUDevice, match: ComputeKernel, addLowQuality: ComputeKernel, crowds: IgnoreCrowds) {
    this.#resources = new GpuResources(device, 'anchor matcher');
    this.#match = match;
    this.#addLowQuality = addLowQuality;
    this.#crowds = crowds;
    this.#params = createUniformRing(this.#resources, source, 'params');
    this.#ofAnchors = this.#createAnchorBuffers(0);
    this.#ofBoxes = this.#createBoxBuffers(64);
    [this.#matchBindings, this.#lowQualityBindings] = this.#bind();
  }

  get targets(): GPUBuffer {
    return this.#ofAnchors.targets;
  }

  get matched(): GPUBuffer {
    return this.#ofAnchors.matched;
  }

  get bestIou(): GPUBuffer {
    return this.#ofAnchors.bestIou;
  }

  get anchorBoxes(): GPUBuffer {
    return this.#ofAnchors.anchorBoxes;
  }

  setGrid(grid: AnchorGrid): void {
    if (grid.anchorCount > this.#ofAnchors.capacity) {
      const { anchorBoxes, targets, matched, bestIou } = this.#ofAnchors;
      for (const buffer of [anchorBoxes, targets, matched, bestIou]) this.#resources.release(buffer);
      this.#ofAnchors = this.#createAnchorBuffers(grid.anchorCount);
      [this.#matchBindings, this.#lowQualityBindings] = this.#bind();
    }
    this.#anchorCount = grid.anchorCount;
    this.#resources.device.queue.writeBuffer(this.#ofAnchors.anchorBoxes, 0, grid.boxes);
  }

  setGroundTruth({ boxes, classes, crowds }: AdmittedGroundTruth): void {
    this.#crowds.setRegions(crowds);
    if (classes.length > this.#ofBoxes.capacity) {
      for (const buffer of [this.#ofBoxes.boxes, this.#ofBoxes.classes, this.#ofBoxes.bestOfBox])
        this.#resources.release(buffer);
      this.#ofBoxes = this.#createBoxBuffers(2 ** Math.ceil(Math.log2(classes.length)));
      [this.#matchBindings, this.#lowQualityBindings] = this.#bind();
    }
    this.#boxCount = classes.length;
    const { queue } = this.#resources.device;
    queue.writeBuffer(this.#ofBoxes.boxes, 0, boxes);
    queue.writeBuffer(this.#ofBoxes.classes, 0, classes);
  }

  encode(encoder: GPUCommandEncoder, settings: MatchSettings): void {
    const takesLowQuality = settings.allowLowQualityMatches && this.#boxCount > 0;
    this.#params.record(encoder, {
      anchorCount: this.#anchorCount,
      boxCount: this.#boxCount,
      foregroundIou: settings.foregroundIou,
      backgroundIou: settings.backgroundIou,
      includesThreshold: Number(settings.backgroundIncludesThreshold ?? false),
      lowQuality: takesLowQuality ? (settings.lowQualityOverwrites ? 2 : 1) : 0,
      extent: settings.ignoreBeyond ?? everywhere,
      zero: 0,
    });
    const workgroups = Math.ceil(this.#anchorCount / anchorsPerWorkgroup);
    if (takesLowQuality) encoder.clearBuffer(this.#ofBoxes.bestOfBox);
    this.#match.encode(encoder, this.#matchBindings, workgroups);
    if (takesLowQuality) this.#addLowQuality.encode(encoder, this.#lowQualityBindings, workgroups);
    this.#crowds.encode(encoder, this.#ofAnchors, this.#anchorCount);
  }

  dispose(): void {
    this.#crowds.dispose();
    this.#resources.dispose();
  }

  #createAnchorBuffers(capacity: number): AnchorBuffers {
    const output = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const input = output | GPUBufferUsage.COPY_DST;
    return {
      capacity,
      anchorBoxes: this.#resources.createBuffer('anchor boxes', capacity * 16, input),
      targets: this.#resources.createBuffer('targets', capacity * 4, output),
      matched: this.#resources.createBuffer('matched boxes', capacity * 4, output),
      bestIou: this.#resources.createBuffer('best IoU', capacity * 4, output),
    };
  }

  #createBoxBuffers(capacity: number): BoxBuffers {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    return {
      capacity,
      boxes: this.#resources.createBuffer('ground-truth boxes', capacity * 16, usage),
      classes: this.#resources.createBuffer('ground-truth classes', capacity * 4, usage),
      bestOfBox: this.#resources.createBuffer('best IoU of a box', capacity * 4, usage),
    };
  }

  #bind(): [match: GPUBindGroup, lowQuality: GPUBindGroup] {
    const bindings = {
      0: this.#ofAnchors.anchorBoxes,
      1: this.#ofBoxes.boxes,
      2: this.#ofBoxes.classes,
      3: this.#params.buffer,
      4: this.#ofAnchors.targets,
      5: this.#ofAnchors.matched,
      6: this.#ofAnchors.bestIou,
      7: this.#ofBoxes.bestOfBox,
    };
    return [this.#match.bind(bindings), this.#addLowQuality.bind(bindings)];
  }
}
