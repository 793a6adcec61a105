import { describe, expect, it } from 'vitest';
import { RestWatch } from '../../src/engine/rest-watch.ts';

interface Asked {
  readonly resolve: (value?: unknown) => void;
  readonly reject: (error: Error) => void;
}

describe('the watch over an engine’s rest', () => {
  const asked: Asked[] = [];
  const told: boolean[] = [];
  const turn = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve));
  const create = (): RestWatch => {
    asked.length = told.length = 0;
    const rest = (): Promise<unknown> =>
      new Promise((resolve, reject) => {
        asked.push({ resolve, reject });
      });
    return new RestWatch(rest, (isBehind) => told.push(isBehind));
  };

  it('tells once that the engine is behind, however much is asked, and once that it is not', async () => {
    const watch = create();
    watch.note();
    expect(told).toEqual([true]);
    asked[0]!.resolve();
    await turn();
    expect(told).toEqual([true, false]);
    watch.note();
    expect(told).toEqual([true, false, true]);
    expect(asked).toHaveLength(2);
  });

  it('asks again when more came while it waited: that answer knows nothing of it', async () => {
    const watch = create();
    watch.note();
    watch.note();
    watch.note();
    expect(asked).toHaveLength(1);
    asked[0]!.resolve();
    await turn();
    expect(asked).toHaveLength(2);
    expect(told).toEqual([true]);
    asked[1]!.resolve();
    await turn();
    expect(told).toEqual([true, false]);
  });

  it('tells nothing of an engine that is gone', async () => {
    const watch = create();
    watch.note();
    asked[0]!.reject(new Error('ended'));
    await turn();
    expect(told).toEqual([true]);
  });
});
