import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TransferProgress } from '../../src/library/library-messages.ts';
import { PacedProgress } from '../../src/library/paced-progress.ts';

const total = 1000;
let told: number[];
let pace: PacedProgress;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  told = [];
  pace = new PacedProgress(({ loaded }: TransferProgress) => told.push(loaded));
});
afterEach(() => {
  vi.useRealTimers();
});

describe('progress at a readable pace', () => {
  it('tells the first at once, and of many in a moment the last', () => {
    for (let loaded = 0; loaded < 45; loaded++) {
      pace.note({ loaded, total });
      vi.advanceTimersByTime(10);
    }
    expect(told).toEqual([0, 9, 19, 29, 39]);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([0, 9, 19, 29, 39, 44]);
  });

  it('tells what has arrived when the line stands still', () => {
    pace.note({ loaded: 1, total });
    pace.note({ loaded: 500, total });
    expect(told).toEqual([1]);
    vi.advanceTimersByTime(100);
    expect(told).toEqual([1, 500]);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([1, 500]);
  });

  it('tells the whole without delay, and nothing once it is over', () => {
    pace.note({ loaded: 1, total });
    pace.note({ loaded: total, total });
    expect(told).toEqual([1, total]);
    pace.note({ loaded: 2, total });
    pace.end();
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([1, total]);
  });
});
