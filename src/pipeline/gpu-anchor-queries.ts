import { createGatherRows, type GatherRows } from '../gpu/gather-rows.ts';
import { readBuffer } from '../gpu/read-buffer.ts';
import type { DenseLossInputs, DenseLossShape } from '../loss/anchor-chunks.ts';
import { createDenseLoss, type DenseLoss, type DenseLossOptions } from '../loss/dense-loss.ts';
import { createHardestAnchors, type HardestAnchors } from '../statistics/hardest-anchors.ts';
import {
  anchorsOfQuery,
  describeHardest,
  describeRows,
  describeTable,
  inspectedLossParams,
  mostHardestRows,
  type AnchorContext,
  type AnchorRows,
  type AnchorsQuery,
  type AnchorTable,
  type HardestQuery,
  type HardestRows,
  type InspectedLoss,
} from './anchor-rows.ts';

/** The accepted photo's head, targets and losses on the GPU. */
export interface QueriedAnchors extends AnchorContext {
  readonly shape: DenseLossShape;
  readonly inputs: DenseLossInputs;
  readonly deltas: GPUBuffer;
  readonly matched: GPUBuffer;
  readonly bestIou: GPUBuffer;
  readonly maps: { readonly crossEntropy: GPUBuffer; readonly focal: GPUBuffer };
}

/** What answers for heads of one shape, each made with the first question that needs it. */
interface Parts {
  readonly key: string;
  gather?: GatherRows;
  hardest?: HardestAnchors;
  gradient?: DenseLoss;
}

/** Answers about single anchors: only the rows asked for, or columns of `[A]`, leave the GPU. */
export class GpuAnchorQueries {
  readonly #device: GPUDevice;
  readonly #head: () => QueriedAnchors;
  readonly #lossOptions: DenseLossOptions;
  #parts: Parts | undefined;

  constructor(device: GPUDevice, head: () => QueriedAnchors, lossOptions: DenseLossOptions) {
    this.#device = device;
    this.#head = head;
    this.#lossOptions = lossOptions;
  }

  async anchors(query: AnchorsQuery, signal?: AbortSignal): Promise<AnchorRows> {
    const head = this.#head();
    const anchors = anchorsOfQuery(query, head);
    const gather = await this.#gatherOf(head);
    signal?.throwIfAborted();
    const { inputs, shape, matched, bestIou, deltas } = head;
    const none = new ArrayBuffer(0);
    const [logitRows = none, deltaRows = none, targets = none, boxes = none, ious = none] =
      anchors.length === 0
        ? []
        : await gather.gather(
            [
              { name: 'logits', buffer: inputs.logits, width: shape.classes },
              { name: 'deltas', buffer: deltas, width: 4 },
              { name: 'targets', buffer: inputs.targets, width: 1 },
              { name: 'matched', buffer: matched, width: 1 },
              { name: 'best IoU', buffer: bestIou, width: 1 },
            ],
            anchors,
          );
    const gathered = {
      logits: new Float32Array(logitRows),
      deltas: new Float32Array(deltaRows),
      targets: new Int32Array(targets),
      matched: new Int32Array(boxes),
      bestIou: new Float32Array(ious),
    };
    return describeRows(anchors, gathered, head);
  }

  async hardest(query: HardestQuery, signal?: AbortSignal): Promise<HardestRows> {
    const head = this.#head();
    const { loss, by, among, count } = query;
    const { inputs, shape, maps } = head;
    const parts = this.#partsOf(shape);
    const gather = await this.#gatherOf(head);
    const hardest = (parts.hardest ??= await createHardestAnchors(this.#device, {
      anchors: shape.anchors,
      most: mostHardestRows,
    }));
    const gradient = by === 'gradient' ? await this.#gradientOf(parts, shape) : undefined;
    signal?.throwIfAborted();
    const map = loss === 'focal' ? maps.focal : maps.crossEntropy;
    const encoder = this.#device.createCommandEncoder({ label: 'hardest anchors' });
    if (gradient) gradient.encode(encoder, inputs, inspectedLossParams(loss, head));
    const values = gradient?.gradientNorm ?? map;
    hardest.encode(encoder, { values, targets: inputs.targets }, { among, count });
    this.#device.queue.submit([encoder.finish()]);
    const list = await hardest.read();
    const none = new ArrayBuffer(0);
    const [logitRows = none, targets = none, ious = none, losses = none] =
      list.length === 0
        ? []
        : await gather.gather(
            [
              { name: 'logits', buffer: inputs.logits, width: shape.classes },
              { name: 'targets', buffer: inputs.targets, width: 1 },
              { name: 'best IoU', buffer: head.bestIou, width: 1 },
              { name: 'losses', buffer: map, width: 1 },
            ],
            list.map(({ anchor }) => anchor),
          );
    const gathered = {
      logits: new Float32Array(logitRows),
      targets: new Int32Array(targets),
      bestIou: new Float32Array(ious),
      losses: new Float32Array(losses),
    };
    return describeHardest(list, gathered, head);
  }

  async anchorTable(signal?: AbortSignal): Promise<AnchorTable> {
    const head = this.#head();
    const { inputs, shape, maps } = head;
    const norms = await this.#gradientNorms(head, 'focal', signal);
    const bytes = shape.anchors * 4;
    const read = (buffer: GPUBuffer): Promise<ArrayBuffer> => readBuffer(this.#device, buffer, bytes);
    const [targets, matched, bestIou, crossEntropy, focal, gradientNorm] = await Promise.all([
      read(inputs.targets),
      read(head.matched),
      read(head.bestIou),
      read(maps.crossEntropy),
      read(maps.focal),
      read(norms),
    ]);
    return describeTable(
      {
        targets: new Int32Array(targets),
        matched: new Int32Array(matched),
        bestIou: new Float32Array(bestIou),
        crossEntropy: new Float32Array(crossEntropy),
        focal: new Float32Array(focal),
        gradientNorm: new Float32Array(gradientNorm),
      },
      head,
    );
  }

  dispose(): void {
    const { gather, hardest, gradient } = this.#parts ?? {};
    for (const part of [gather, hardest, gradient]) part?.dispose();
    this.#parts = undefined;
  }

  async #gradientNorms(head: QueriedAnchors, loss: InspectedLoss, signal?: AbortSignal): Promise<GPUBuffer> {
    const { inputs, shape } = head;
    const gradient = await this.#gradientOf(this.#partsOf(shape), shape);
    signal?.throwIfAborted();
    const encoder = this.#device.createCommandEncoder({ label: 'gradient norms' });
    gradient.encode(encoder, inputs, inspectedLossParams(loss, head));
    this.#device.queue.submit([encoder.finish()]);
    return gradient.gradientNorm;
  }

  async #gatherOf({ shape }: QueriedAnchors): Promise<GatherRows> {
    const parts = this.#partsOf(shape);
    const rows = shape.anchors;
    return (parts.gather ??= await createGatherRows(this.#device, { rows, most: mostHardestRows }));
  }

  async #gradientOf(parts: Parts, shape: DenseLossShape): Promise<DenseLoss> {
    const options = { ...this.#lossOptions, gradient: false, gradientNorm: true };
    return (parts.gradient ??= await createDenseLoss(this.#device, shape, options));
  }

  #partsOf(shape: DenseLossShape): Parts {
    const key = JSON.stringify(shape);
    if (this.#parts?.key === key) return this.#parts;
    this.dispose();
    return (this.#parts = { key });
  }
}
