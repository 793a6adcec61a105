import { describe, expect, it } from 'vitest';
import { InputError, requireBuffer, requireCount, requireWithin } from '../../src/gpu/input-error.ts';

/** What a call throws. */
function thrownBy(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** The two properties of a buffer that are looked at. */
const bufferOf = (size: number, usage: number) => ({ size, usage }) as GPUBuffer;

describe('InputError', () => {
  it('is a RangeError that says what is at fault, and why', () => {
    const error = new InputError('gamma', 11, 'lie in [0, 10]');
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ name: 'InputError', parameter: 'gamma', value: 11 });
    expect(error.message).toBe('gamma must lie in [0, 10], not 11');
  });
});

describe('requireWithin', () => {
  it('takes both ends, and nothing beyond them', () => {
    for (const value of [0, 5, 10]) expect(thrownBy(() => requireWithin('x', value, 0, 10))).toBeUndefined();
    for (const value of [-1e-9, 10.001, Infinity, -Infinity, NaN])
      expect(thrownBy(() => requireWithin('x', value, 0, 10))).toMatchObject({ parameter: 'x', value });
  });
});

describe('requireCount', () => {
  it('takes whole numbers from the least on', () => {
    for (const value of [1, 2, 1e9]) expect(thrownBy(() => requireCount('A', value))).toBeUndefined();
    expect(thrownBy(() => requireCount('A', 0, 0))).toBeUndefined();
    for (const value of [0, -1, 1.5, NaN, Infinity])
      expect(thrownBy(() => requireCount('A', value))).toMatchObject({ parameter: 'A', value });
  });
});

describe('requireBuffer', () => {
  it('takes buffers that are large enough and have all the bits of the usage', () => {
    expect(thrownBy(() => requireBuffer('logits', bufferOf(64, 0x88), 64, 0x80))).toBeUndefined();
    expect(thrownBy(() => requireBuffer('logits', bufferOf(80, 0x80), 64, 0x80))).toBeUndefined();
  });

  it('names the size or the usage at fault', () => {
    const short = thrownBy(() => requireBuffer('logits', bufferOf(60, 0x80), 64, 0x80));
    expect(short).toMatchObject({ parameter: 'logits.size', value: 60 });
    expect((short as Error).message).toBe('logits.size must be at least 64 bytes, not 60');
    const useless = thrownBy(() => requireBuffer('logits', bufferOf(64, 0x08), 64, 0x88));
    expect(useless).toMatchObject({ parameter: 'logits.usage', value: 0x08 });
  });
});
