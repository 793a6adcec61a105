import { expect, test } from 'vitest';
import type { Candidates } from '../../src/detect/detection.ts';
import { selectCandidatesReference } from '../../src/detect/reference/select-candidates.ts';
import { logitBound } from '../../src/detect/score.ts';
import {
  createCandidateSelector,
  type CandidateSelectorOptions,
  type CandidateShape,
} from '../../src/detect/select-candidates.ts';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { createRandom } from '../support/anchor-settings.ts';
import { withGpu } from '../support/gpu.ts';
import { withWorkgroupLimit } from '../support/tile-device.ts';

interface Head {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly deltas: Float32Array<ArrayBuffer>;
  readonly shape: CandidateShape;
}

/** Logits mostly far below 0, a share of them around it, with repeats. */
function createHead(anchors: number, classes: number, share = 0.01, seed = 1): Head {
  const random = createRandom(seed);
  const logits = Float32Array.from({ length: anchors * classes }, () =>
    random() < share ? Math.round((random() * 8 - 4) * 64) / 64 : -5 - 5 * random(),
  );
  const deltas = Float32Array.from({ length: anchors * 4 }, () => random() * 2 - 1);
  return { logits, deltas, shape: { anchors, classes } };
}

/** Selects with buffers that end, after the tensors, in logits that would pass. */
async function select(
  device: GPUDevice,
  head: Head,
  threshold: number,
  options: CandidateSelectorOptions = {},
  slack = 0,
): Promise<Candidates> {
  const resources = new GpuResources(device, 'head');
  const oversized = new Float32Array(head.logits.length + slack).fill(9);
  oversized.set(head.logits);
  const oversizedDeltas = new Float32Array(head.deltas.length + slack).fill(9);
  oversizedDeltas.set(head.deltas);
  const logits = resources.createBufferWithData('logits', oversized);
  const deltas = resources.createBufferWithData('deltas', oversizedDeltas);
  const selector = await createCandidateSelector(device, options);
  try {
    return await selector.select(logits, deltas, head.shape, threshold);
  } finally {
    selector.dispose();
    resources.dispose();
  }
}

function expected(head: Head, threshold: number): Candidates {
  return selectCandidatesReference(head.logits, head.deltas, head.shape, threshold);
}

/** Compares without toEqual: printing how two long arrays differ takes minutes. */
function expectSame(actual: Candidates, wanted: Candidates): void {
  expect(actual.count).toBe(wanted.count);
  for (const name of ['anchors', 'classes', 'logits', 'deltas'] as const) {
    expect(actual[name]).toHaveLength(wanted[name].length);
    const at = actual[name].findIndex((value, index) => !Object.is(value, wanted[name][index]));
    if (at >= 0) expect([name, at, actual[name][at]]).toEqual([name, at, wanted[name][at]]);
  }
}

test.each([
  [1, 1],
  [9, 1],
  [9, 3],
  [45, 80],
  [1000, 7],
  [64, 91],
  [3333, 80],
  [777, 3],
])('selects the same as the twin: %i anchors, %i classes', async (anchors, classes) => {
  const head = createHead(anchors, classes, 0.2, anchors + classes);
  await withGpu(async (device) => {
    for (const threshold of [0.05, 0.5, 0.9])
      expectSame(await select(device, head, threshold), expected(head, threshold));
  });
});

test('nothing passes', async () => {
  const head = createHead(100, 80);
  await withGpu(async (device) => {
    for (const threshold of [0.99, 1, 2]) {
      const candidates = await select(device, head, threshold);
      expect(candidates.count).toBe(0);
      expect(candidates.deltas).toHaveLength(0);
    }
  });
});

test('everything passes: the list grows', async () => {
  const head = createHead(900, 80);
  await withGpu(async (device) => {
    const candidates = await select(device, head, 0);
    expect(candidates.count).toBe(72_000);
    expectSame(candidates, expected(head, 0));
  });
});

test('more candidates than one buffer holds are collected piece by piece', async () => {
  const head = createHead(250, 80, 0.5);
  await withGpu(async (device) => {
    expectSame(await select(device, head, 0, { maxBindingBytes: 8192 }), expected(head, 0));
    expectSame(await select(device, head, 0.5, { maxBindingBytes: 4096 }), expected(head, 0.5));
  });
});

test('chunked and unchunked agree', async () => {
  const head = createHead(2000, 80, 0.01);
  await withGpu(async (device) => {
    for (const maxBindingBytes of [32_000, 100_000, 640_000 - 4])
      expectSame(await select(device, head, 0.05, { maxBindingBytes }), expected(head, 0.05));
  });
});

test('what lies in a buffer past the tensor is left alone', async () => {
  const head = createHead(33, 5, 0.2);
  await withGpu(async (device) => {
    for (const slack of [1, 3, 4096])
      expectSame(await select(device, head, 0.05, {}, slack), expected(head, 0.05));
  });
});

test('a logit must exceed the threshold’s own', async () => {
  await withGpu(async (device) => {
    for (const threshold of [1e-6, 0.05, 0.3, 0.5, 0.7, 0.999]) {
      const bound = logitBound(threshold);
      const bits = new Int32Array(Float32Array.of(bound, bound, bound).buffer);
      bits[0]! -= 1;
      bits[2]! += 1;
      const neighbours = new Float32Array(bits.buffer);
      const shape = { anchors: 1, classes: 3 };
      const head = { logits: neighbours, deltas: new Float32Array(4), shape };
      const candidates = await select(device, head, threshold);
      expect([...candidates.logits]).toEqual([...neighbours].filter((logit) => logit > bound));
    }
  });
});

test('NaN never passes, infinity does', async () => {
  const logits = Float32Array.of(NaN, Infinity, -Infinity, 0, -0, 3.4e38, -3.4e38, 1e-45);
  new Uint32Array(logits.buffer)[7] = 0xffc00000;
  const head = { logits, deltas: Float32Array.of(1, 2, 3, 4), shape: { anchors: 1, classes: 8 } };
  await withGpu(async (device) => {
    for (const threshold of [0, 0.5])
      expectSame(await select(device, head, threshold), expected(head, threshold));
    const { classes } = await select(device, head, 0);
    expect([...classes]).toEqual([1, 5, 3, 4, 6]);
  });
});

test('calls at the same time wait for one another', async () => {
  const heads = [createHead(100, 80, 0.3, 1), createHead(700, 80, 0.5, 2), createHead(50, 3, 0.1, 3)];
  await withGpu(async (device) => {
    const resources = new GpuResources(device, 'heads');
    const selector = await createCandidateSelector(device, { capacity: 16 });
    const results = await Promise.all(
      heads.map((head) =>
        selector.select(
          resources.createBufferWithData('logits', head.logits),
          resources.createBufferWithData('deltas', head.deltas),
          head.shape,
          0.05,
        ),
      ),
    );
    for (const [index, head] of heads.entries()) expectSame(results[index]!, expected(head, 0.05));
    selector.dispose();
    resources.dispose();
  });
});

test('a cancelled call rejects, and the next one works', async () => {
  const head = createHead(100, 80, 0.3);
  await withGpu(async (device) => {
    const resources = new GpuResources(device, 'head');
    const logits = resources.createBufferWithData('logits', head.logits);
    const deltas = resources.createBufferWithData('deltas', head.deltas);
    const selector = await createCandidateSelector(device);
    const cancel = new AbortController();
    const cancelled = selector.select(logits, deltas, head.shape, 0.05, cancel.signal);
    cancel.abort();
    await expect(cancelled).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expectSame(await selector.select(logits, deltas, head.shape, 0.05), expected(head, 0.05));
    selector.dispose();
    resources.dispose();
  });
});

test('deltas larger than a binding are refused', async () => {
  const head = createHead(1000, 2);
  await withGpu(async (device) => {
    const selection = select(device, head, 0.05, { maxBindingBytes: 8192 });
    await expect(selection).rejects.toMatchObject({ code: 'webgpu-limit-exceeded' });
  });
});

test('more workgroups than one dimension takes', async () => {
  const head = createHead(900, 80, 0.01);
  await withGpu(async (device) => {
    expectSame(await select(withWorkgroupLimit(device, 5), head, 0.05), expected(head, 0.05));
  });
});
