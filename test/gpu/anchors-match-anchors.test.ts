import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdmittedGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import { admitGroundTruth } from '../../src/anchors/admit-ground-truth.ts';
import { createAnchorGrid, type AnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type { MatchSettings } from '../../src/anchors/ground-truth.ts';
import { createAnchorMatcher, type AnchorMatcher } from '../../src/anchors/match-anchors.ts';
import { matchAnchorsReference, type AnchorMatches } from '../../src/anchors/reference/match-anchors.ts';
import type { Box } from '../../src/base/box.ts';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import {
  admitBoxes,
  createRandom,
  gridOfBoxes,
  retinaAnchors,
  retinaGrid,
} from '../support/anchor-settings.ts';
import { testDevice, withGpu } from '../support/gpu.ts';
import { retinaMatching, testMatching, thresholdsOnly } from '../support/matching-cases.ts';
import { withWorkgroupLimit } from '../support/tile-device.ts';

async function runMatcher(
  device: GPUDevice,
  matcher: AnchorMatcher,
  grid: AnchorGrid,
  groundTruth: AdmittedGroundTruth,
  settings: MatchSettings,
): Promise<AnchorMatches> {
  matcher.setGrid(grid);
  matcher.setGroundTruth(groundTruth);
  const encoder = device.createCommandEncoder();
  matcher.encode(encoder, settings);
  device.queue.submit([encoder.finish()]);
  const size = grid.anchorCount * 4;
  return {
    targets: new Int32Array(await readBuffer(device, matcher.targets, size)),
    matched: new Int32Array(await readBuffer(device, matcher.matched, size)),
    bestIou: new Float32Array(await readBuffer(device, matcher.bestIou, size)),
  };
}

/** Compares every bit: the arithmetic is rounded alike on both sides, so that not even near-ties may differ. */
function expectSame(actual: AnchorMatches, expected: AnchorMatches): void {
  for (const name of ['bestIou', 'matched', 'targets'] as const) {
    const other = expected[name];
    const different = [...actual[name].keys()].filter(
      (anchor) => !Object.is(actual[name][anchor], other[anchor]),
    );
    expect(
      different.slice(0, 5).map((anchor) => [name, anchor, actual[name][anchor], other[anchor]]),
    ).toEqual([]);
  }
}

async function expectSameAsTwin(
  grid: AnchorGrid,
  groundTruth: AdmittedGroundTruth,
  settings: MatchSettings,
): Promise<AnchorMatches> {
  return withGpu(async (device) => {
    const matcher = await createAnchorMatcher(device);
    const actual = await runMatcher(device, matcher, grid, groundTruth, settings);
    matcher.dispose();
    expectSame(actual, matchAnchorsReference(grid, groundTruth, settings));
    return actual;
  });
}

describe('the kernel', () => {
  let matcher: AnchorMatcher;
  beforeAll(async () => {
    matcher = await createAnchorMatcher(await testDevice());
  });
  afterAll(() => matcher.dispose());
  testMatching(async (...input) => runMatcher(await testDevice(), matcher, ...input));
});

/** Boxes of every kind over a photo of `side` pixels: tiny, huge, thin, duplicate, on anchors, off the photo. */
function mixedBoxes(
  grid: AnchorGrid,
  side: number,
  count: number,
  seed: number,
  crowdAt = -1,
): AdmittedGroundTruth {
  const random = createRandom(seed);
  const boxes: Box[] = [];
  while (boxes.length < count) {
    const [x, y] = [(random() * 1.2 - 0.1) * side, (random() * 1.2 - 0.1) * side];
    const kind = Math.floor(random() * 8);
    const size = side * random() ** 2;
    if (kind === 0) boxes.push([x, y, x + random() * 3, y + random() * 3]);
    else if (kind === 1) boxes.push([-side, -side, x + side, y + side]);
    else if (kind === 2) boxes.push([x, y, x + size, y + 2]);
    else if (kind === 3) boxes.push(boxes[Math.floor(random() * boxes.length)] ?? [0, 0, 8, 8]);
    else if (kind === 4) boxes.push([Math.round(x), Math.round(y), Math.round(x) + 8, Math.round(y) + 8]);
    else if (kind === 5) {
      const anchor = Math.floor(random() * grid.anchorCount) * 4;
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = grid.boxes.subarray(anchor, anchor + 4);
      boxes.push([x0, y0, x1, y1]);
    } else if (kind === 6) boxes.push([x, y, x, y + size]);
    else boxes.push([x, y, x + size, y + side * random()]);
  }
  const geometry = createInputGeometry(side, side, side, 1);
  return admitGroundTruth(
    boxes.map((box, index) => ({ box, classIndex: index % 80, crowd: index % 11 === crowdAt })),
    geometry,
    { width: side, height: side },
  );
}

test.each([1, 2, 3, 4])('equals the twin on every anchor: 60 mixed boxes, seed %i', async (seed) => {
  const grid = retinaGrid(416, 416);
  const groundTruth = mixedBoxes(grid, 416, 60, seed);
  expect(groundTruth.refused.length).toBeGreaterThan(0);
  await expectSameAsTwin(grid, groundTruth, thresholdsOnly);
  const rules = [
    { lowQualityOverwrites: true },
    { backgroundIncludesThreshold: true, ignoreBeyond: [416, 300] as const },
    { lowQualityOverwrites: true, ignoreBeyond: [333.3, 416] as const },
  ];
  await expectSameAsTwin(grid, groundTruth, { ...retinaMatching, ...rules[seed % rules.length] });
  const { targets } = await expectSameAsTwin(grid, groundTruth, retinaMatching);
  for (const kind of [(target: number) => target >= 0, (target: number) => target === -2])
    expect(targets.some(kind)).toBe(true);
});

test.each([2, 3, 4])('equals the twin where some of the boxes are crowds, seed %i', async (seed) => {
  const grid = retinaGrid(416, 416);
  const groundTruth = mixedBoxes(grid, 416, 30, seed, 2);
  expect(groundTruth.crowds.length).toBeGreaterThan(0);
  const { targets } = await expectSameAsTwin(grid, groundTruth, thresholdsOnly);
  const plain = matchAnchorsReference(grid, { ...groundTruth, crowds: new Float32Array(0) }, thresholdsOnly);
  const changed = [...targets.keys()].filter((anchor) => targets[anchor] !== plain.targets[anchor]);
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.every((anchor) => plain.targets[anchor] === -1 && targets[anchor] === -2)).toBe(true);
});

test('equals the twin with 3,000 boxes', async () => {
  const grid = retinaGrid(192, 160);
  await expectSameAsTwin(grid, mixedBoxes(grid, 160, 3300, 9), retinaMatching);
});

test('equals the twin on anchors that tie exactly', async () => {
  // Boxes centred on cells and on their borders: up to four anchors of a shape are equally near.
  const boxes = Array.from({ length: 40 }, (_, index): Box => {
    const [x, y] = [16 + 4 * (index % 8), 16 + 4 * Math.floor(index / 8)];
    const half = 2 + (index % 5) * 4;
    return [x - half, y - half, x + half, y + half];
  });
  const { targets } = await expectSameAsTwin(retinaGrid(64, 64), admitBoxes(boxes), retinaMatching);
  expect(targets.filter((target) => target >= 0).length).toBeGreaterThan(boxes.length / 2);
});

test('equals the twin on extreme coordinates', async () => {
  const anchors: Box[] = [
    [0, 0, 1e-6, 1e-6],
    [0, 0, 30_000, 30_000],
    [-1e4, -1e4, 1e-4, 1e-4],
    [1e-19, 1e-19, 1, 1],
    [100, 100, 100.00001, 30_000],
  ];
  const boxes: Box[] = [
    [0, 0, 2e-6, 1e-6],
    [0, 0, 29_999.998, 30_000],
    [0, 0, 1e-18, 1e12],
    [0.3, 0.7, 1.1, 1.3],
    [99, 99, 101, 20_000],
  ];
  await expectSameAsTwin(gridOfBoxes(anchors), admitBoxes(boxes), retinaMatching);
});

test('equals the twin on a grid of one cell, and on the widest', async () => {
  const oneCell = createAnchorGrid({ ...retinaAnchors, strides: [8] }, 8, 8);
  expect(oneCell.anchorCount).toBe(9);
  await expectSameAsTwin(oneCell, admitBoxes([[1, 1, 7, 7]]), retinaMatching);
  const wide = retinaGrid(1024, 1024);
  const matches = await expectSameAsTwin(wide, mixedBoxes(wide, 1024, 12, 5), retinaMatching);
  expect(matches.targets).toHaveLength(196_416);
});

test('takes grids and ground truth of any size one after another, with the same bits each time', async () => {
  await withGpu(async (device) => {
    const matcher = await createAnchorMatcher(device);
    for (const [side, count, seed] of [
      [64, 3, 1],
      [320, 200, 2],
      [96, 0, 3],
      [320, 70, 4],
      [320, 200, 2],
    ] as const) {
      const grid = retinaGrid(side, side);
      const groundTruth = mixedBoxes(grid, side, count, seed);
      const actual = await runMatcher(device, matcher, grid, groundTruth, retinaMatching);
      expectSame(actual, matchAnchorsReference(grid, groundTruth, retinaMatching));
    }
    const grid = retinaGrid(64, 64);
    matcher.setGrid(grid);
    const boxes = await readBuffer(device, matcher.anchorBoxes, grid.boxes.byteLength);
    expect(new Float32Array(boxes)).toEqual(grid.boxes);
    matcher.dispose();
  });
});

test('encoding allocates no buffer', async () => {
  await withGpu(async (device) => {
    const matcher = await createAnchorMatcher(device);
    const grid = retinaGrid(64, 64);
    matcher.setGrid(grid);
    matcher.setGroundTruth(admitBoxes([[0, 0, 30, 30]]));
    const createBuffer = device.createBuffer.bind(device);
    let created = 0;
    device.createBuffer = (descriptor) => {
      created++;
      return createBuffer(descriptor);
    };
    try {
      const encoder = device.createCommandEncoder();
      matcher.encode(encoder, retinaMatching);
      device.queue.submit([encoder.finish()]);
    } finally {
      device.createBuffer = createBuffer;
    }
    expect(created).toBe(0);
    matcher.dispose();
  });
});

test('settings belong to the encode that they were given to, two in one submission', async () => {
  await withGpu(async (device) => {
    const resources = new GpuResources(device, 'test');
    const matcher = await createAnchorMatcher(device);
    const grid = retinaGrid(96, 96);
    const groundTruth = mixedBoxes(grid, 96, 20, 6);
    matcher.setGrid(grid);
    matcher.setGroundTruth(groundTruth);
    const bytes = grid.anchorCount * 4;
    const first = resources.createBuffer('first', bytes, GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
    const strict = {
      ...retinaMatching,
      foregroundIou: 0.8,
      backgroundIou: 0.2,
      allowLowQualityMatches: false,
    };
    const encoder = device.createCommandEncoder();
    matcher.encode(encoder, strict);
    encoder.copyBufferToBuffer(matcher.targets, 0, first, 0, bytes);
    matcher.encode(encoder, retinaMatching);
    device.queue.submit([encoder.finish()]);
    const expected = [strict, retinaMatching].map(
      (settings) => matchAnchorsReference(grid, groundTruth, settings).targets,
    );
    expect(expected[0]!.some((target, anchor) => target !== expected[1]![anchor])).toBe(true);
    for (const [index, buffer] of [first, matcher.targets].entries()) {
      const targets = new Int32Array(await readBuffer(device, buffer, bytes));
      expect(targets.every((target, anchor) => target === expected[index]![anchor])).toBe(true);
    }
    matcher.dispose();
    resources.dispose();
  });
});

test('more workgroups than one dimension takes', async () => {
  await withGpu(async (device) => {
    const matcher = await createAnchorMatcher(withWorkgroupLimit(device, 5));
    const grid = retinaGrid(96, 96);
    const groundTruth = mixedBoxes(grid, 96, 20, 6);
    expect(grid.anchorCount / 512).toBeGreaterThan(3);
    const larger = retinaGrid(200, 160);
    expect(Math.ceil(larger.anchorCount / 512)).toBeGreaterThan(10);
    for (const each of [grid, larger]) {
      const actual = await runMatcher(device, matcher, each, groundTruth, retinaMatching);
      expectSame(actual, matchAnchorsReference(each, groundTruth, retinaMatching));
    }
    matcher.dispose();
  });
});
