import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { startPassTimer, stampPass } from '../../src/gpu/pass-timer.ts';

/** A device that hands out query sets and buffers, and whose timestamps a test sets. */
class FakeDevice {
  readonly features: ReadonlySet<string>;
  stamps: bigint[] = [];
  querySets = 0;
  resolved: number[] = [];
  readonly queue = { submit: (): void => undefined };

  constructor(...features: string[]) {
    this.features = new Set(features);
  }

  createQuerySet({ count }: { count: number }): object {
    this.querySets += 1;
    this.stamps = Array.from({ length: count }, () => 0n);
    return { destroy: () => (this.querySets -= 1) };
  }

  createBuffer({ size }: { size: number }): object {
    return {
      size,
      destroy: () => undefined,
      mapAsync: () => Promise.resolve(),
      getMappedRange: (_: number, bytes: number) => BigUint64Array.from(this.stamps).buffer.slice(0, bytes),
      unmap: () => undefined,
    };
  }

  createCommandEncoder(): object {
    return {
      resolveQuerySet: (_: object, first: number, count: number) => this.resolved.push(first, count),
      copyBufferToBuffer: () => undefined,
      finish: () => ({}),
    };
  }
}

const asDevice = (device: FakeDevice): GPUDevice => device as unknown as GPUDevice;

beforeEach(() => {
  vi.stubGlobal('GPUBufferUsage', { QUERY_RESOLVE: 512, COPY_SRC: 4, COPY_DST: 8, MAP_READ: 1 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
});
afterEach(() => vi.unstubAllGlobals());

describe('a pass timer', () => {
  it('is not there without timestamps, and no pass is stamped then', () => {
    const device = asDevice(new FakeDevice());
    expect(startPassTimer(device)).toBeUndefined();
    expect(stampPass(device, 'a', 1)).toBeUndefined();
  });

  it('stamps nothing before it is switched on, and nothing once it is off', () => {
    const device = new FakeDevice('timestamp-query');
    expect(stampPass(asDevice(device), 'a', 1)).toBeUndefined();
    const timer = startPassTimer(asDevice(device))!;
    expect(stampPass(asDevice(device), 'a', 1)).toBeDefined();
    timer.dispose();
    expect(stampPass(asDevice(device), 'a', 1)).toBeUndefined();
    expect(device.querySets).toBe(0);
    expect(liveResourceCount(asDevice(device))).toBe(0);
  });

  it('belongs to one device', () => {
    const [first, second] = [new FakeDevice('timestamp-query'), new FakeDevice('timestamp-query')];
    const timer = startPassTimer(asDevice(first))!;
    expect(stampPass(asDevice(second), 'a', 1)).toBeUndefined();
    timer.dispose();
  });

  it('is one at a time', () => {
    const device = asDevice(new FakeDevice('timestamp-query'));
    const timer = startPassTimer(device)!;
    expect(() => startPassTimer(device)).toThrow('timed already');
    timer.dispose();
    const next = startPassTimer(device)!;
    timer.dispose();
    expect(stampPass(device, 'a', 1)).toBeDefined();
    next.dispose();
  });

  it('gives each pass the time between its own two stamps, by its label', async () => {
    const device = new FakeDevice('timestamp-query');
    const timer = startPassTimer(asDevice(device), 4)!;
    expect(timer.stamp('first', 3)).toMatchObject({
      beginningOfPassWriteIndex: 0,
      endOfPassWriteIndex: 1,
    });
    expect(timer.stamp('second', 0)).toMatchObject({
      beginningOfPassWriteIndex: 2,
      endOfPassWriteIndex: 3,
    });
    // Stamps are larger than a double holds exactly; their differences are not.
    const start = 2n ** 60n;
    device.stamps.splice(0, 4, start + 1n, start + 65_537n, start + 7n, start + 3n);
    expect(await timer.read()).toEqual({
      passes: [
        { label: 'first', workgroups: 3, nanoseconds: 65_536 },
        // The clock was set back.
        { label: 'second', workgroups: 0, nanoseconds: 0 },
      ],
      untimed: 0,
    });
    expect(device.resolved).toEqual([0, 4]);
    timer.dispose();
  });

  it('says how many passes it had no query for, and begins anew after a read', async () => {
    const device = new FakeDevice('timestamp-query');
    const timer = startPassTimer(asDevice(device), 2)!;
    const writes = ['a', 'b', 'c', 'd'].map((label) => timer.stamp(label, 1));
    expect(writes.map((write) => write !== undefined)).toEqual([true, true, false, false]);
    const { passes, untimed } = await timer.read();
    expect(passes.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(untimed).toBe(2);
    // The same object again: nothing is made from frame to frame.
    expect(timer.stamp('e', 1)).toBe(writes[0]);
    expect(await timer.read()).toMatchObject({ passes: [{ label: 'e' }], untimed: 0 });
    expect(await timer.read()).toEqual({ passes: [], untimed: 0 });
    timer.dispose();
  });
});
