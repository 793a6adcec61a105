import { describe, expect, it } from 'vitest';
import { admitGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import { anchorsUnder } from '../../src/anchors/anchor-cells.ts';
import { anchorBox, createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { matchAnchorsReference } from '../../src/anchors/reference/match-anchors.ts';
import type { Box } from '../../src/base/box.ts';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import type { Photo } from '../../src/image/photo.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import type { HeadOutputs } from '../../src/model/model-session.ts';
import type { AnalysisPath, AnsweredPhoto } from '../../src/pipeline/analysis-path.ts';
import { inspectedLossParams, type HardestQuery } from '../../src/pipeline/anchor-rows.ts';
import { createCpuPath } from '../../src/pipeline/cpu-path.ts';
import { createGpuPath } from '../../src/pipeline/gpu-path.ts';
import { withGpu } from '../support/gpu.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';
import { drawTinyPicture, normaliseTinyPicture } from '../support/tiny-picture.ts';

const model = createTinyRetinaNet();
const manifest = parseManifest(model.manifest);
const focal = { gamma: 1.5, alpha: 0.25 };
/** The second box lies outside and is refused: what comes after it keeps its own number. */
const annotations = [
  { box: [70, 10, 100, 40] as Box, classIndex: 1 },
  { box: [500, 500, 600, 600] as Box, classIndex: 1 },
  { box: [30, 30, 66, 64] as Box, classIndex: 0 },
];

interface Answer extends AnsweredPhoto {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly deltas: Float32Array<ArrayBuffer>;
}

/** The network sees the picture at its own size; the photo is said to be twice that. */
function answerOf(width: number, height: number): Answer {
  const patches = [
    { classIndex: 0, x: 1, y: 1 },
    { classIndex: 1, x: 3, y: 2 },
  ] as const;
  const data = drawTinyPicture(width, height, patches);
  const photo: Photo = {
    fileName: 'tiny.png',
    width: width * 2,
    height: height * 2,
    pixels: { width, height, data },
  };
  const geometry = createInputGeometry(photo.width, photo.height, Math.max(width, height), 32);
  const grid = createAnchorGrid(manifest.anchors, geometry.inputWidth, geometry.inputHeight);
  const head = model.computeHead(normaliseTinyPicture(data), width, height);
  const [logits, deltas] = [Float32Array.from(head.logits), Float32Array.from(head.deltas)];
  // So that no two anchors tie, and the order of the hardest is one.
  for (let at = 0; at < logits.length; at++) logits[at]! += 0.01 * Math.sin(at * 12.9898);
  return { photo, geometry, grid, logits, deltas };
}

const wide = answerOf(128, 96);
const square = answerOf(128, 128);
const { classes } = model;

function cpuHead({ grid, logits, deltas }: Answer): HeadOutputs {
  return {
    place: 'cpu',
    anchors: grid.anchorCount,
    classes,
    logits,
    deltas,
    release: () => undefined,
  };
}

/** Buffers as ONNX Runtime may make them: not to be copied from. */
function gpuHead({ grid, logits, deltas }: Answer, device: GPUDevice): HeadOutputs {
  const resources = new GpuResources(device, 'a session’s outputs');
  return {
    place: 'gpu',
    anchors: grid.anchorCount,
    classes,
    logits: resources.createBufferWithData('logits', logits),
    deltas: resources.createBufferWithData('deltas', deltas),
    release: () => resources.dispose(),
  };
}

async function follow(path: AnalysisPath, head: HeadOutputs, answer: Answer): Promise<void> {
  await path.acceptHead(head, answer);
  await path.setTargets(admitGroundTruth(annotations, answer.geometry, answer.photo), manifest.matching);
  await path.setFocal(focal);
}

/** What the twins say of everything. */
function expectationOf(answer: Answer): {
  targets: Int32Array;
  matched: number[];
  bestIou: Float32Array;
  losses: Record<'cross-entropy' | 'focal', { perAnchor: ArrayLike<number>; norms: number[] }>;
} {
  const admitted = admitGroundTruth(annotations, answer.geometry, answer.photo);
  const { targets, matched, bestIou } = matchAnchorsReference(answer.grid, admitted, manifest.matching);
  const lossOf = (loss: 'cross-entropy' | 'focal'): { perAnchor: ArrayLike<number>; norms: number[] } => {
    const params = inspectedLossParams(loss, { focal, normaliser: 'foreground' });
    const options = { gradient: true };
    const { perAnchor, gradient } = computeDenseLossReference(
      answer.logits,
      targets,
      classes,
      params,
      options,
    );
    const norms = Array.from(targets, (_, anchor) =>
      Math.hypot(...(gradient?.subarray(anchor * classes, (anchor + 1) * classes) ?? [])),
    );
    return { perAnchor, norms };
  };
  return {
    targets,
    matched: Array.from(matched, (box) => (box < 0 ? -1 : admitted.sources[box]!)),
    bestIou,
    losses: { 'cross-entropy': lossOf('cross-entropy'), focal: lossOf('focal') },
  };
}

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-5 * Math.abs(expected) + 1e-12);
}

/** Both paths, each with its head, and the answers of the twins. */
function withPaths(
  answer: Answer,
  body: (path: AnalysisPath, expected: ReturnType<typeof expectationOf>) => Promise<void>,
): Promise<void> {
  return withGpu(async (device) => {
    const gpu = await createGpuPath(device, new OffscreenCanvas(1, 1), {
      presenter: '2d-canvas',
      lossOptions: { lanesPerAnchor: 1 },
    });
    const cpu = createCpuPath(new OffscreenCanvas(1, 1));
    const heads: readonly (readonly [AnalysisPath, HeadOutputs])[] = [
      [gpu, gpuHead(answer, device)],
      [gpu, cpuHead(answer)],
      [cpu, cpuHead(answer)],
    ];
    for (const [path, head] of heads) {
      await follow(path, head, answer);
      await body(path, expectationOf(answer));
    }
    gpu.dispose();
    cpu.dispose();
  });
}

describe('questions about single anchors', () => {
  it('are answered with the rows of head and matching', () =>
    withPaths(wide, async (path, expected) => {
      const foreground = expected.targets.findIndex((target) => target === 0);
      const anchors = [foreground, 0, wide.grid.anchorCount - 1, foreground];
      const { layout, rows } = await path.queries.anchors({ name: 'anchors', anchors });
      expect(layout.anchorCount).toBe(wide.grid.anchorCount);
      expect(layout).not.toHaveProperty('boxes');
      expect(rows.map(({ anchor }) => anchor)).toEqual(anchors);
      for (const { anchor, box, target, matched, bestIou, logits, deltas } of rows) {
        expect(target).toBe(expected.targets[anchor]);
        expect(matched).toBe(expected.matched[anchor]);
        expect(bestIou).toBe(expected.bestIou[anchor]);
        expect([...logits]).toEqual([...wide.logits.subarray(anchor * classes, (anchor + 1) * classes)]);
        expect(deltas).toEqual([...wide.deltas.subarray(anchor * 4, anchor * 4 + 4)]);
        anchorBox(wide.grid, anchor).forEach((side, at) => expectClose(box[at]!, side * 2));
      }
      expect(rows[0]?.matched).toBe(2);
    }));

  it('find the anchors under a point of the photo', () =>
    withPaths(wide, async (path) => {
      const at = { name: 'anchors-at', x: 96, y: 94 } as const;
      const { rows } = await path.queries.anchors({ ...at, level: 'all' });
      expect(rows.map(({ anchor }) => anchor)).toEqual(anchorsUnder(wide.grid, 48, 47, 'all'));
      expect((await path.queries.anchors({ ...at, level: 1 })).rows).toHaveLength(wide.grid.anchorsPerCell);
      expect((await path.queries.anchors({ ...at, x: -5, level: 'all' })).rows).toEqual([]);
    }));

  it('are refused for anchors that are none, or too many', () =>
    withPaths(wide, async (path) => {
      const ask = (anchors: readonly number[]): Promise<unknown> =>
        path.queries.anchors({ name: 'anchors', anchors });
      await expect(ask([wide.grid.anchorCount])).rejects.toMatchObject({ parameter: 'anchor' });
      await expect(ask([0.5])).rejects.toMatchObject({ parameter: 'anchor' });
      await expect(ask(Array.from({ length: 65 }, (_, at) => at))).rejects.toMatchObject({
        parameter: 'anchors.length',
      });
    }));
});

describe('the hardest anchors', () => {
  const queries = (['cross-entropy', 'focal'] as const).flatMap((loss) =>
    (['loss', 'gradient'] as const).flatMap((by) =>
      (['all', 'foreground', 'background'] as const).map((among): HardestQuery => ({
        name: 'hardest',
        loss,
        by,
        among,
        count: 25,
      })),
    ),
  );

  it('are those with the largest values, on both paths', () =>
    withPaths(wide, async (path, expected) => {
      for (const query of queries) {
        const { perAnchor, norms } = expected.losses[query.loss];
        const values = query.by === 'gradient' ? norms : perAnchor;
        const takesPart = (target: number): boolean =>
          (target >= 0 && query.among !== 'background') || (target === -1 && query.among !== 'foreground');
        const ranked = [...expected.targets.keys()]
          .filter((anchor) => takesPart(expected.targets[anchor]!))
          .map((anchor) => values[anchor]!)
          .sort((first, second) => second - first)
          .slice(0, query.count);
        const { rows } = await path.queries.hardest(query);
        expect(rows.length).toBe(ranked.length);
        expect(rows.length).toBeGreaterThan(0);
        for (const [rank, row] of rows.entries()) {
          expectClose(row.value, ranked[rank]!);
          expectClose(row.value, values[row.anchor]!);
          expectClose(row.loss, perAnchor[row.anchor]!);
          expect(row.target).toBe(expected.targets[row.anchor]);
          expect(takesPart(row.target)).toBe(true);
          expect(row.bestIou).toBe(expected.bestIou[row.anchor]);
          const logits = [...wide.logits.subarray(row.anchor * classes, (row.anchor + 1) * classes)];
          expect(row.topLogit).toBe(Math.max(...logits));
          expect(row.topClass).toBe(logits.indexOf(row.topLogit));
        }
      }
    }));

  it('are refused for a count outside 1 to 1000', () =>
    withPaths(wide, async (path) => {
      for (const count of [0, 1001]) {
        const query = { name: 'hardest', loss: 'focal', by: 'loss', among: 'all', count } as const;
        await expect(path.queries.hardest(query)).rejects.toMatchObject({ parameter: 'count' });
      }
    }));
});

describe('the table of all anchors', () => {
  it.each([
    ['one shape', wide],
    ['another', square],
  ])('is that of the twins, and adds up to the totals: %s', (_, answer) =>
    withPaths(answer, async (path, expected) => {
      const table = await path.queries.anchorTable();
      expect(table).toMatchObject(focal);
      expect(table.layout.anchorCount).toBe(answer.grid.anchorCount);
      const { 'cross-entropy': crossEntropy, focal: focalLoss } = expected.losses;
      const sums = { crossEntropy: 0, focal: 0 };
      for (let anchor = 0; anchor < answer.grid.anchorCount; anchor++) {
        const same =
          table.targets[anchor] === expected.targets[anchor] &&
          table.matched[anchor] === expected.matched[anchor] &&
          table.bestIou[anchor] === expected.bestIou[anchor];
        if (!same) expect.fail(`anchor ${anchor}`);
        expectClose(table.crossEntropy[anchor]!, crossEntropy.perAnchor[anchor]!);
        expectClose(table.focal[anchor]!, focalLoss.perAnchor[anchor]!);
        expectClose(table.gradientNorm[anchor]!, focalLoss.norms[anchor]!);
        sums.crossEntropy += table.crossEntropy[anchor]!;
        sums.focal += table.focal[anchor]!;
      }
      const losses = await path.readLosses();
      expectClose(sums.crossEntropy, losses.crossEntropy.total);
      expectClose(sums.focal, losses.focal.total);
    }),
  );

  it('belongs to whoever asked: handing it over leaves the path its own', () =>
    withPaths(wide, async (path) => {
      const first = await path.queries.anchorTable();
      const before = [...first.focal];
      const { targets, focal: losses, bestIou, crossEntropy, matched } = first;
      structuredClone(first, {
        transfer: [targets, losses, bestIou, crossEntropy, matched].map(({ buffer }) => buffer),
      });
      expect([...(await path.queries.anchorTable()).focal]).toEqual(before);
      await path.setFocal(focal);
      expect((await path.queries.anchors({ name: 'anchors', anchors: [0] })).rows).toHaveLength(1);
    }));
});

it('ask for nothing more the second time', () =>
  withGpu(async (device) => {
    const path = await createGpuPath(device, new OffscreenCanvas(1, 1), {
      presenter: '2d-canvas',
      lossOptions: { lanesPerAnchor: 1 },
    });
    await follow(path, gpuHead(wide, device), wide);
    const ask = async (): Promise<void> => {
      await path.queries.anchors({ name: 'anchors-at', x: 50, y: 50, level: 'all' });
      await path.queries.hardest({
        name: 'hardest',
        loss: 'focal',
        by: 'gradient',
        among: 'all',
        count: 200,
      });
      await path.queries.anchorTable();
    };
    await ask();
    const before = liveResourceCount(device);
    await ask();
    expect(liveResourceCount(device)).toBe(before);
    path.dispose();
  }));
