import { describe, expect, it } from 'vitest';
import type { Detection } from '../../src/detect/detection.ts';
import { compareDetections } from '../../src/engine/check-providers.ts';

const detection = (anchor: number, classIndex: number, change: Partial<Detection> = {}): Detection => ({
  box: [10, 20, 30, 40],
  classIndex,
  score: 0.5,
  anchor,
  ...change,
});

describe('boxes of two providers', () => {
  it('are paired by anchor and class, and told apart by their worst edge and score', () => {
    const webgpu = [detection(3, 1), detection(5, 0, { box: [0, 0, 8, 8], score: 0.75 })];
    const wasm = [detection(5, 0, { box: [0, 0.25, 8, 7.5], score: 0.625 }), detection(3, 1)];
    expect(compareDetections(webgpu, wasm)).toEqual({
      counts: { webgpu: 2, wasm: 2 },
      paired: 2,
      edge: 0.5,
      score: 0.125,
    });
  });

  it('are no pair where the class or the anchor is another', () => {
    expect(compareDetections([detection(3, 1), detection(4, 1)], [detection(3, 2)])).toEqual({
      counts: { webgpu: 2, wasm: 1 },
      paired: 0,
      edge: 0,
      score: 0,
    });
  });
});
