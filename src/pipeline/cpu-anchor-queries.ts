import { yieldTask } from '../base/yield-task.ts';
import { gatherRowsReference } from '../gpu/reference/gather-rows.ts';
import { requireWithin } from '../gpu/input-error.ts';
import { divisorOf } from '../loss/normaliser.ts';
import { prepareDenseLossReference } from '../loss/reference/dense-loss.ts';
import { findHardestAnchorsReference } from '../statistics/reference/hardest-anchors.ts';
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

/** Anchors whose gradients are computed between two chances for others. */
const anchorsPerTask = 2048;

/** The accepted photo's head, targets and losses. */
export interface QueriedAnchorArrays extends AnchorContext {
  /** `[A, K]` and `[A, 4]` */
  readonly logits: Float32Array;
  readonly deltas: Float32Array;
  readonly classes: number;
  /** `[A]` each */
  readonly targets: Int32Array<ArrayBuffer>;
  readonly matched: Int32Array<ArrayBuffer>;
  readonly bestIou: Float32Array<ArrayBuffer>;
  readonly maps: {
    readonly crossEntropy: Float32Array<ArrayBuffer>;
    readonly focal: Float32Array<ArrayBuffer>;
  };
}

/** Answers about single anchors by the twins. */
export class CpuAnchorQueries {
  readonly #head: () => QueriedAnchorArrays;

  constructor(head: () => QueriedAnchorArrays) {
    this.#head = head;
  }

  anchors(query: AnchorsQuery): AnchorRows {
    const head = this.#head();
    const anchors = anchorsOfQuery(query, head);
    const gathered = {
      logits: gatherRowsReference(head.logits, head.classes, anchors),
      deltas: gatherRowsReference(head.deltas, 4, anchors),
      targets: gatherRowsReference<Int32Array>(head.targets, 1, anchors),
      matched: gatherRowsReference<Int32Array>(head.matched, 1, anchors),
      bestIou: gatherRowsReference<Float32Array>(head.bestIou, 1, anchors),
    };
    return describeRows(anchors, gathered, head);
  }

  async hardest(query: HardestQuery, signal?: AbortSignal): Promise<HardestRows> {
    const head = this.#head();
    const { loss, by, among, count } = query;
    requireWithin('count', count, 1, mostHardestRows);
    const map = loss === 'focal' ? head.maps.focal : head.maps.crossEntropy;
    const values = by === 'gradient' ? await gradientNorms(head, loss, signal) : map;
    const list = findHardestAnchorsReference(values, head.targets, among, count);
    const anchors = list.map(({ anchor }) => anchor);
    const gathered = {
      logits: gatherRowsReference(head.logits, head.classes, anchors),
      targets: gatherRowsReference<Int32Array>(head.targets, 1, anchors),
      bestIou: gatherRowsReference<Float32Array>(head.bestIou, 1, anchors),
      losses: gatherRowsReference<Float32Array>(map, 1, anchors),
    };
    return describeHardest(list, gathered, head);
  }

  async anchorTable(signal?: AbortSignal): Promise<AnchorTable> {
    const head = this.#head();
    const gradientNorm = await gradientNorms(head, 'focal', signal);
    return describeTable(
      {
        targets: head.targets.slice(),
        matched: head.matched,
        bestIou: head.bestIou.slice(),
        crossEntropy: head.maps.crossEntropy.slice(),
        focal: head.maps.focal.slice(),
        gradientNorm,
      },
      head,
    );
  }
}

/** L2 norm of each anchor's row of the gradient, a run of anchors at a time: the whole gradient is never kept. */
async function gradientNorms(
  head: QueriedAnchorArrays,
  loss: InspectedLoss,
  signal?: AbortSignal,
): Promise<Float32Array<ArrayBuffer>> {
  const { logits, targets, classes } = head;
  const norms = new Float32Array(targets.length);
  const foreground = targets.reduce((count, target) => count + (target >= 0 ? 1 : 0), 0);
  const normaliser = divisorOf(head.normaliser, targets.length, foreground);
  const params = inspectedLossParams(loss, { ...head, normaliser });
  for (let start = 0; start < targets.length; start += anchorsPerTask) {
    const end = Math.min(targets.length, start + anchorsPerTask);
    const rows = logits.subarray(start * classes, end * classes);
    const run = prepareDenseLossReference(rows, targets.subarray(start, end), classes, params, {
      gradient: true,
    });
    run.run(0, end - start);
    const gradient = run.gradient ?? [];
    for (let anchor = start; anchor < end; anchor++) {
      let sum = 0;
      const first = (anchor - start) * classes;
      for (let at = first; at < first + classes; at++) sum += (gradient[at] ?? 0) ** 2;
      norms[anchor] = Math.sqrt(sum);
    }
    await yieldTask(signal);
  }
  return norms;
}
