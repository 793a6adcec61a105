import { describe, expect, it, vi } from 'vitest';
import { LatePart } from '../../src/gpu/late-part.ts';

describe('a late part', () => {
  it('is made once, and not before it is asked for', async () => {
    const part = { dispose: vi.fn() };
    const make = vi.fn(() => Promise.resolve(part));
    const late = new LatePart(make);
    expect(make).not.toHaveBeenCalled();
    expect(await Promise.all([late.get(), late.get()])).toEqual([part, part]);
    expect(make).toHaveBeenCalledOnce();
    late.dispose();
    expect(part.dispose).toHaveBeenCalledOnce();
  });

  it('is made anew where that failed', async () => {
    const part = { dispose: vi.fn() };
    const make = vi.fn(() => Promise.resolve(part)).mockRejectedValueOnce(new Error('no room'));
    const late = new LatePart(make);
    await expect(late.get()).rejects.toThrow('no room');
    expect(await late.get()).toBe(part);
  });

  it('is disposed of where it comes too late', async () => {
    const part = { dispose: vi.fn() };
    const late = new LatePart(() => Promise.resolve(part));
    const coming = late.get();
    late.dispose();
    await coming;
    expect(part.dispose).toHaveBeenCalledOnce();
  });

  it('is nothing to dispose of before it is asked for', () => {
    const make = vi.fn(() => Promise.resolve({ dispose: vi.fn() }));
    new LatePart(make).dispose();
    expect(make).not.toHaveBeenCalled();
  });
});
