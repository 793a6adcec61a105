import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countAnchors, createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { offeredInputSizes } from '../../src/image/input-sizes.ts';
import { learnGraphFacts } from '../../src/model/graph-facts.ts';
import { isOutOfMemory } from '../../src/model/out-of-memory.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import {
  estimateMemory,
  findExcess,
  wasmHeapLimit,
  type RunRoom,
  type RunSize,
} from '../../src/model/memory-estimate.ts';
import {
  adviseSize,
  requireMemory,
  runSizeOf,
  type SizedConventions,
} from '../../src/pipeline/require-memory.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';

const manifest = parseManifest(createTinyManifest(1));
const square = { width: 640, height: 640 };
const withClasses = (count: number): SizedConventions => ({
  ...manifest,
  classes: Array.from({ length: count }, (_, index) => `class ${index}`),
});
/** The limits that every WebGPU device has. */
const least = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 };
const onGpu: RunRoom = { provider: 'webgpu', gpu: least, modelBytes: 0 };
const onCpu: RunRoom = { provider: 'wasm', modelBytes: 5e6 };

function refusalOf(work: () => void): FocalScopeError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof FocalScopeError) return error;
    throw error;
  }
}

const sizes = fc.record<RunSize>({
  inputWidth: fc.integer({ min: 32, max: 8192 }),
  inputHeight: fc.integer({ min: 32, max: 8192 }),
  anchors: fc.integer({ min: 1, max: 20_000_000 }),
  classes: fc.integer({ min: 1, max: 2000 }),
});
const rooms = fc.record<RunRoom>({
  provider: fc.constantFrom('webgpu', 'wasm'),
  gpu: fc.option(
    fc.record({
      maxBufferSize: fc.integer({ min: 2 ** 28, max: 2 ** 32 }),
      maxStorageBufferBindingSize: fc.integer({ min: 2 ** 27, max: 2 ** 31 }),
    }),
    { nil: undefined },
  ),
  modelBytes: fc.integer({ min: 0, max: 1e9 }),
  isPerLevel: fc.boolean(),
});

describe('what a run needs', () => {
  it('is, of the paper’s 800 × 800 and 80 classes, 38.4 MB of logits', () => {
    const size = runSizeOf(square, 800, withClasses(80));
    expect(size).toEqual({ inputWidth: 800, inputHeight: 800, anchors: 120_087, classes: 80 });
    const needs = Object.fromEntries(estimateMemory(size, onGpu).map(({ name, bytes }) => [name, bytes]));
    expect(needs).toEqual({ logits: 38_427_840, anchors: 1_921_392, input: 7_680_000, rows: 20_480 });
    expect(findExcess(size, onGpu)).toBeUndefined();
  });

  it('comes near what ONNX Runtime’s heap was measured to grow to, from below', () => {
    // Built-in model, 80 classes, one thread, ONNX Runtime Web 1.30: heaps in MB.
    for (const [side, measured] of [
      [320, 50],
      [640, 120],
      [1024, 264],
      [1536, 564],
      [2048, 979],
    ] as const) {
      const [heap] = estimateMemory(runSizeOf(square, side, withClasses(80)), onCpu);
      expect(heap!.bytes / 1e6).toBeLessThan(measured);
      expect(heap!.bytes / 1e6).toBeGreaterThan(0.6 * measured);
    }
  });

  it('never shrinks as anything grows', () => {
    fc.assert(
      fc.property(sizes, sizes, rooms, (one, other, room) => {
        const larger = {
          inputWidth: Math.max(one.inputWidth, other.inputWidth),
          inputHeight: Math.max(one.inputHeight, other.inputHeight),
          anchors: Math.max(one.anchors, other.anchors),
          classes: Math.max(one.classes, other.classes),
        };
        const bytes = estimateMemory(one, room).map((need) => need.bytes);
        for (const [index, need] of estimateMemory(larger, room).entries())
          expect(need.bytes).toBeGreaterThanOrEqual(bytes[index]!);
        if (findExcess(one, room)) expect(findExcess(larger, room)).toBeDefined();
      }),
    );
  });

  it('names the worst of all that do not fit, and nothing that does', () => {
    fc.assert(
      fc.property(sizes, rooms, (size, room) => {
        const needs = estimateMemory(size, room);
        const worst = Math.max(...needs.map(({ bytes, limit }) => bytes / limit), 0);
        const excess = findExcess(size, room);
        expect(excess !== undefined).toBe(worst > 1);
        if (excess) expect(excess.bytes / excess.limit).toBe(worst);
      }),
    );
  });

  it('counts anchors as the grid does', () => {
    const side = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(side, side, fc.constantFrom('ceil', 'floor'), (width, height, levelShape) => {
        const anchors = { ...manifest.anchors, levelShape };
        expect(countAnchors(anchors, width, height)).toBe(
          createAnchorGrid(anchors, width, height).anchorCount,
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('a run that does not fit', () => {
  it('may bind what kernels read in chunks only piece by piece', () => {
    // 73.4 MB × 2.3: beyond a binding, within a buffer.
    const conventions = withClasses(264);
    expect(runSizeOf(square, 896, conventions).anchors * 264 * 4).toBeGreaterThan(
      least.maxStorageBufferBindingSize,
    );
    expect(refusalOf(() => requireMemory(square, 896, conventions, onGpu))).toBeUndefined();
  });

  it('is refused with the figure and the largest size that fits', () => {
    const error = refusalOf(() => requireMemory(square, 1024, withClasses(601), onGpu));
    // 196,416 anchors × 601 × 4 bytes
    expect(error).toMatchObject({
      code: 'run-too-large',
      details: { place: 'WebGPU', needed: 473, limit: 268, size: '1024', fitting: 768 },
    });
  });

  it('is told to fit at a size that does, and at no larger one on offer', () => {
    const photo = fc.record({
      width: fc.integer({ min: 1, max: 4000 }),
      height: fc.integer({ min: 1, max: 4000 }),
    });
    fc.assert(
      fc.property(
        photo,
        fc.constantFrom(...offeredInputSizes),
        fc.integer({ min: 1, max: 6000 }),
        rooms,
        (of, side, classes, room) => {
          const conventions = withClasses(classes);
          const error = refusalOf(() => requireMemory(of, side, conventions, room));
          const fits = (size: number): boolean => !findExcess(runSizeOf(of, size, conventions), room);
          expect(error === undefined).toBe(fits(side));
          const fitting = error?.details['fitting'];
          const below = [...offeredInputSizes, conventions.defaultSide].filter(
            (size) => size < side && fits(size),
          );
          expect(fitting).toBe(error && below.length > 0 ? Math.max(...below) : undefined);
          if (error)
            expect(error.code).toBe(fitting === undefined ? 'run-too-large-always' : 'run-too-large');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of a model of one size is told to fit at none', () => {
    const resize = { kind: 'fixed', width: 2048, height: 1536, fit: 'contain' } as const;
    const conventions = { ...withClasses(264), inputRule: { ...manifest.inputRule, resize } };
    expect(refusalOf(() => requireMemory(square, 2048, conventions, onGpu))).toMatchObject({
      code: 'run-too-large-always',
      details: { place: 'WebGPU', width: 2048, height: 1536 },
    });
  });

  it('is refused by WebAssembly’s heap where that is the bound', () => {
    const error = refusalOf(() => requireMemory(square, 1024, withClasses(3000), onCpu));
    expect(error).toMatchObject({
      code: 'run-too-large',
      details: { place: 'WebAssembly', limit: 4294, fitting: 896 },
    });
    const perLevel = { ...onCpu, isPerLevel: true };
    expect(refusalOf(() => requireMemory(square, 1024, withClasses(3000), perLevel))).toBeUndefined();
  });
});

describe('a run that ran out of memory all the same', () => {
  const ranOut = new FocalScopeError(
    'run-out-of-memory',
    { width: 1024, height: 1024 },
    { cause: 'bad_alloc' },
  );

  it('is told which size has half the area, else the smallest, else none', () => {
    const large = { ...withClasses(80), defaultSide: 512 };
    const advised = (side: number, conventions: SizedConventions = large) =>
      adviseSize(ranOut, square, side, conventions);
    expect(advised(1024)).toMatchObject({
      code: 'run-out-of-memory',
      details: { width: 1024, height: 1024, fitting: 640 },
      cause: 'bad_alloc',
    });
    expect(advised(416).details['fitting']).toBe(320);
    expect(advised(320)).toBe(ranOut);
    const resize = { kind: 'fixed', width: 2048, height: 1536, fit: 'contain' } as const;
    const fixed = { ...large, inputRule: { ...manifest.inputRule, resize } };
    expect(advised(2048, fixed)).toBe(ranOut);
  });

  it.each([
    // ONNX Runtime Web 1.30 of a network whose maps exceed 4 GiB.
    ['failed to call OrtRun(). ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc', true],
    ['Failed to allocate memory for requested buffer of size 2411724800', true],
    ['Array buffer allocation failed', true],
    ['Aborted(OOM). Build with -sASSERTIONS for more info.', true],
    ['failed to call OrtRun(). ERROR_CODE: 2, ERROR_MESSAGE: Got invalid dimensions', false],
    ['ROOM', false],
  ])('is known by %j', (message, expected) => {
    expect(isOutOfMemory(new Error(message))).toBe(expected);
    expect(isOutOfMemory(message)).toBe(expected);
  });
});

describe('a graph of one size', () => {
  const layouts = { width: 8192, height: 8192, axes: 'nchw' } as const;
  const dims = (...sizes: number[]) => ({ name: 'scores', type: 'float32', dims: sizes });

  it('whose answer exceeds the heap is never run', async () => {
    let runs = 0;
    const session = {
      input: layouts,
      signature: { inputs: [], outputs: [dims(1, 12_570_624, 80), dims(1, 12_570_624, 4)] },
      run: () => {
        runs += 1;
        return Promise.reject(new Error('ran'));
      },
    };
    await expect(learnGraphFacts(session, new AbortController().signal)).rejects.toMatchObject({
      code: 'run-too-large-always',
      details: { place: 'WebAssembly', limit: Math.floor(wasmHeapLimit / 1e6), width: 8192, height: 8192 },
    });
    expect(runs).toBe(0);
  });

  it('whose answer fits, or is not told of, is run', async () => {
    for (const outputs of [[dims(1, 1000, 80)], [], [{ ...dims(), dims: undefined }]]) {
      const session = {
        input: { ...layouts, width: 64, height: 64 },
        signature: { inputs: [], outputs },
        run: () => Promise.reject(new Error('ran')),
      };
      await expect(learnGraphFacts(session, new AbortController().signal)).rejects.toThrow('ran');
    }
  });
});
