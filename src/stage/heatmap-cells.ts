import shaderText from '../../shaders/heatmap-cells.wgsl?raw';
import { createComputeKernel, type ComputeKernel } from '../gpu/compute-kernel.ts';
import { GpuResources } from '../gpu/gpu-resources.ts';
import { resolveShader } from '../gpu/shader-source.ts';
import { createUniformBlock, type UniformBlock } from '../gpu/uniform-block.ts';
import { layoutHeatmap, type HeatmapLayout } from './heatmap-layout.ts';
import { createHardestShareFinder, hardestShareBytes, type HardestShareFinder } from './hardest-share.ts';
import { hardestCount } from './hardest-share-reading.ts';
import { isShareOfAnchors, mapOfRanking, mapsOfScale } from './panes.ts';
import { anchorKinds, type HeatmapMapName, type HeatmapSettings } from './scene.ts';
import type { LossMaps } from './stage-renderer.ts';

const maxLevels = 8;
const workgroupSize = 64;
const mapNames = ['cross-entropy', 'focal', 'left', 'right'] as const satisfies readonly HeatmapMapName[];

/** What one set of losses needs: a map and its bindings for each loss. */
interface BoundMaps {
  readonly maps: LossMaps<GPUBuffer>;
  readonly cells: Readonly<Record<HeatmapMapName, GPUBuffer>>;
  readonly losses: Readonly<Record<HeatmapMapName, GPUBuffer>>;
  /** By map: where the search for its hardest anchors ended. */
  readonly found: Readonly<Record<HeatmapMapName, GPUBuffer>>;
  /** By map and what it is ranked by, made when first drawn. */
  readonly bindGroups: Map<string, GPUBindGroup>;
  /** The grid's levels as the uniform has them. */
  readonly levels: readonly number[];
}

/**
 * Driver of `shaders/heatmap-cells.wgsl`: per-anchor losses `[A]` to maps `[height, width]` and the top of their
 * colour scale, all on the GPU.
 */
export class HeatmapCells {
  /** One f32: the greatest value of the maps that the last `encode` made. */
  readonly top: GPUBuffer;
  readonly #resources: GpuResources;
  readonly #kernel: ComputeKernel;
  readonly #uniform: UniformBlock;
  /** Stands in where there are none. */
  readonly #noTargets: GPUBuffer;
  #bound: BoundMaps | undefined;
  #finder: HardestShareFinder | undefined;

  private constructor(resources: GpuResources, kernel: ComputeKernel, uniform: UniformBlock) {
    this.#resources = resources;
    this.#kernel = kernel;
    this.#uniform = uniform;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    this.top = resources.createBuffer('top of the scale', 4, usage);
    this.#noTargets = resources.createBuffer('no targets', 4, GPUBufferUsage.STORAGE);
  }

  /** @throws FocalScopeError `shader-invalid` */
  static async create(device: GPUDevice): Promise<HeatmapCells> {
    const source = resolveShader('heatmap-cells.wgsl', shaderText);
    const kernel = await createComputeKernel(device, source, 'reduceCells');
    const resources = new GpuResources(device, 'heatmap cells');
    return new HeatmapCells(resources, kernel, createUniformBlock(resources, source, 'heatmap'));
  }

  /**
   * Names the losses to read from now on. Allocates the maps; changing values in place needs no new call.
   *
   * @throws RangeError for a pyramid of more than 8 levels
   */
  setLossMaps(maps: LossMaps<GPUBuffer> | undefined): void {
    if (maps && maps.grid.levels.length > maxLevels) {
      throw new RangeError(`${maps.grid.levels.length} levels are more than the ${maxLevels} that fit`);
    }
    for (const name of mapNames) {
      this.#resources.release(this.#bound?.cells[name]);
      this.#resources.release(this.#bound?.found[name]);
    }
    this.#bound = maps && this.#bind(maps);
  }

  /** The map of one loss, `[height, width]` of the layout that the last `encode` gave; undefined without losses. */
  cellsOf(name: HeatmapMapName): GPUBuffer | undefined {
    return this.#bound?.cells[name];
  }

  /** What the last `encode` found of a map's hardest anchors, {@link hardestShareBytes}; undefined without losses. */
  foundOf(name: HeatmapMapName): GPUBuffer | undefined {
    return this.#bound?.found[name];
  }

  /**
   * Compiles what `settings` need and was never needed before.
   *
   * @throws FocalScopeError `shader-invalid`
   */
  async prepare(settings: HeatmapSettings): Promise<void> {
    if (isShareOfAnchors(settings)) this.#finder ??= await createHardestShareFinder(this.#resources.device);
  }

  /**
   * Records the maps that `settings` need: the shown loss's, and with a locked scale the other's too, since the
   * scale's top is the greatest of both; of a comparison both sides. Allocates nothing. Of a share of the anchors
   * `prepare` comes first.
   *
   * @returns the maps' layout, or undefined without losses
   * @throws RangeError when the grid has no such level
   */
  encode(encoder: GPUCommandEncoder, settings: HeatmapSettings): HeatmapLayout | undefined {
    encoder.clearBuffer(this.top, 0, 4);
    if (!this.#bound) return undefined;
    const { maps, losses, found, levels } = this.#bound;
    const layout = layoutHeatmap(maps.grid, settings.level);
    this.#uniform.write({
      mapSize: [layout.width, layout.height],
      firstLevel: layout.firstLevel,
      levelCount: layout.levelCount,
      anchorsPerCell: maps.grid.anchorsPerCell,
      takesMaximum: settings.reduce === 'max' ? 1 : 0,
      anchorShape: typeof settings.anchorShape === 'number' ? settings.anchorShape : -1,
      anchorKind: maps.targets ? anchorKinds.indexOf(settings.anchorKind ?? 'all') : 0,
      levels,
    });
    const workgroups = Math.ceil((layout.width * layout.height) / workgroupSize);
    const { anchorCount } = maps.grid;
    const wanted = isShareOfAnchors(settings) ? hardestCount(settings.hardestShare ?? 1, anchorCount) : 0;
    for (const name of mapsOfScale(settings)) {
      const ranking = mapOfRanking(name, settings);
      if (wanted === 0) encoder.clearBuffer(found[name], 0, hardestShareBytes);
      else if (!this.#finder) throw new Error('a share of the anchors was not prepared');
      else this.#finder.encode(encoder, { values: losses[ranking], found: found[name] }, anchorCount, wanted);
      this.#kernel.encode(encoder, this.#bindGroupOf(this.#bound, name, ranking), workgroups);
    }
    return layout;
  }

  dispose(): void {
    this.#bound = undefined;
    this.#finder?.dispose();
    this.#resources.dispose();
  }

  #bind(maps: LossMaps<GPUBuffer>): BoundMaps {
    const cellCount = Math.max(...maps.grid.levels.map((level) => level.gridWidth * level.gridHeight));
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const createCells = (name: HeatmapMapName): GPUBuffer =>
      this.#resources.createBuffer(`${name} map`, cellCount * 4, usage);
    const createFound = (name: HeatmapMapName): GPUBuffer =>
      this.#resources.createBuffer(`${name}, hardest`, hardestShareBytes, usage | GPUBufferUsage.COPY_DST);
    const cells = {
      'cross-entropy': createCells('cross-entropy'),
      focal: createCells('focal'),
      left: createCells('left'),
      right: createCells('right'),
    };
    const levels = maps.grid.levels.flatMap((level) => [
      level.firstAnchor,
      level.gridWidth,
      level.gridHeight,
      level.stride,
    ]);
    return {
      maps,
      cells,
      losses: {
        'cross-entropy': maps.crossEntropy,
        focal: maps.focal,
        left: maps.left ?? maps.crossEntropy,
        right: maps.right ?? maps.focal,
      },
      found: {
        'cross-entropy': createFound('cross-entropy'),
        focal: createFound('focal'),
        left: createFound('left'),
        right: createFound('right'),
      },
      bindGroups: new Map(),
      levels: [...levels, ...Array<number>(maxLevels * 4 - levels.length).fill(0)],
    };
  }

  #bindGroupOf(bound: BoundMaps, name: HeatmapMapName, ranking: HeatmapMapName): GPUBindGroup {
    const key = `${name} by ${ranking}`;
    const known = bound.bindGroups.get(key);
    if (known) return known;
    const group = this.#kernel.bind({
      0: this.#uniform.buffer,
      1: bound.losses[name],
      2: bound.cells[name],
      3: this.top,
      4: bound.maps.targets ?? this.#noTargets,
      5: bound.losses[ranking],
      6: bound.found[name],
    });
    bound.bindGroups.set(key, group);
    return group;
  }
}
