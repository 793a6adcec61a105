import { describe, expect, it } from 'vitest';
import { resolveShader } from '../../src/gpu/shader-source.ts';

describe('resolveShader', () => {
  const modules = new Map([
    ['shared/a.wgsl', '#include "shared/b.wgsl"\nfn a() {}'],
    ['shared/b.wgsl', 'fn b() {}'],
    ['shared/loop.wgsl', '#include "shared/loop.wgsl"'],
  ]);

  it('takes each module in once and keeps every line’s origin', () => {
    const text = '#include "shared/a.wgsl"\n#include "shared/b.wgsl"\nfn main() {}';
    const source = resolveShader('kernel.wgsl', text, modules);
    expect(source.code).toBe('fn b() {}\nfn a() {}\nfn main() {}');
    expect(source.origins).toEqual(['shared/b.wgsl:1', 'shared/a.wgsl:2', 'kernel.wgsl:3']);
  });

  it('refuses a missing module and a circle', () => {
    expect(() => resolveShader('k.wgsl', '#include "shared/none.wgsl"', modules)).toThrow(/k\.wgsl:1/);
    expect(() => resolveShader('k.wgsl', '#include "shared/loop.wgsl"', modules)).toThrow(/includes itself/);
  });
});
