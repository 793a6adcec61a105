import { describe, expect, it } from 'vitest';
import { wasmThreadCount } from '../../src/model/wasm-session.ts';

describe('threads of the WASM session', () => {
  it.each([
    [false, 16, 1],
    [true, 1, 1],
    [true, 2, 2],
    [true, 4, 4],
    [true, 32, 4],
    // Browsers that hide the number of cores.
    [true, 0, 1],
  ])('isolated: %s, %d cores: %d', (isolated, cores, threads) => {
    expect(wasmThreadCount(isolated, cores)).toBe(threads);
  });
});
