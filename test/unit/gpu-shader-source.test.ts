import { describe, expect, it } from 'vitest';
import { constantOf, resolveShader, withConstants } from '../../src/gpu/shader-source.ts';

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

const source = resolveShader(
  'kernel.wgsl',
  'const CLASSES : u32 = 4u;\nconst CLASSES_MORE : u32 = 5u;\nvar<private> x : array<u32, CLASSES>;',
  new Map(),
);

describe('constantOf', () => {
  it('is what the shader says, also where it was put in', () => {
    expect(constantOf(source, 'CLASSES_MORE')).toBe(5);
    expect(constantOf(withConstants(source, { CLASSES: 80 }), 'CLASSES')).toBe(80);
  });

  it('refuses a constant that is not there', () => {
    expect(() => constantOf(source, 'CLASS')).toThrow('"CLASS"');
  });
});

describe('withConstants', () => {
  it('puts other values in and leaves the lines where they were', () => {
    const changed = withConstants(source, { CLASSES: 80 });
    expect(changed.code).toBe(source.code.replace('= 4u', '= 80u'));
    expect(changed.origins).toEqual(source.origins);
    expect(changed.name).toBe(source.name);
  });

  it('tells the variants apart, for caches', () => {
    const variants = [80, 91].map((classes) => withConstants(source, { CLASSES: classes }).variant);
    expect(new Set([source.variant, ...variants]).size).toBe(3);
  });

  it('refuses a constant that is not there', () => {
    expect(() => withConstants(source, { GONE: 1 })).toThrow('"GONE"');
  });
});
