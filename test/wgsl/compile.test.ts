import { beforeAll, describe, expect, it } from 'vitest';
import { resolveShader } from '../../src/gpu/shader-source.ts';
import { compileShaders, findUnexplained, type ShaderReport } from './shader-check.ts';

const load = (files: Record<string, string>): [name: string, text: string][] =>
  Object.entries(files).map(([path, text]) => [path.replace('../../shaders/', ''), text]);

const kernels = load(
  import.meta.glob<string>(['../../shaders/*.wgsl', '../../shaders/benchmark/*.wgsl'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);
const modules = load(
  import.meta.glob<string>('../../shaders/shared/*.wgsl', { query: '?raw', import: 'default', eager: true }),
);

/** A module, alone, in a kernel that does nothing: what nobody includes yet must compile as well. */
const alone = modules.map(([name]) =>
  resolveShader(`only ${name}`, `#include "${name}"\n@compute @workgroup_size(1) fn main() {}`),
);

const broken = resolveShader(
  'broken.wgsl',
  '#include "shared/fine.wgsl"\n#include "shared/faulty.wgsl"\n@compute @workgroup_size(1)\nfn main() {\n  let y = half(2.0);\n}\n',
  new Map([
    ['shared/fine.wgsl', '// A comment\nfn half(x : f32) -> f32 {\n  return x * 0.5;\n}'],
    ['shared/faulty.wgsl', 'fn wrong() -> f32 {\n  return 1u;\n}'],
  ]),
);

/** Eleven storage buffers where eight are promised everywhere. */
const tooManyBuffers = resolveShader(
  'many.wgsl',
  [
    ...Array.from(
      { length: 11 },
      (_, i) => `@group(0) @binding(${i}) var<storage, read_write> b${i} : array<u32>;`,
    ),
    '@compute @workgroup_size(1) fn main() {',
    ...Array.from({ length: 11 }, (_, i) => `  b${i}[0] = 1u;`),
    '}',
  ].join('\n'),
);

describe('shaders', () => {
  let reports: ReadonlyMap<string, ShaderReport>;

  beforeAll(() => {
    const sources = kernels.map(([name, text]) => resolveShader(name, text));
    reports = new Map(
      compileShaders([...sources, ...alone, broken, tooManyBuffers]).map((report) => [report.name, report]),
    );
  }, 90_000);

  it.each([...kernels, ...modules])('%s explains every binding and field', (name, text) => {
    expect(findUnexplained(name, text)).toEqual([]);
  });

  it.each(kernels)('%s compiles, with no warning', (name, text) => {
    expect(reports.get(name)?.faults).toEqual([]);
    if (text.includes('@compute')) expect(reports.get(name)?.entryPoints).not.toEqual([]);
  });

  it.each(alone.map(({ name }) => name))('%s compiles', (name) => {
    expect(reports.get(name)?.faults).toEqual([]);
  });

  it('that are broken are reported at the line of the file that they were written in', () => {
    const faults = reports.get('broken.wgsl')?.faults ?? [];
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^shared\/faulty\.wgsl:2:\d+ error: /);
  });

  it('that ask for more than WebGPU promises are reported', () => {
    expect(reports.get('many.wgsl')?.faults.join()).toMatch(/many\.wgsl pipeline: .*storage/i);
  });

  it('without comments are reported', () => {
    const text = [
      'struct Params {',
      '  // Pixels.',
      '  width : u32,',
      '  height : u32,',
      '',
      '  bare : f32,',
      '  beside : f32, // Seconds.',
      '  @builtin(position) position : vec4f,',
      '}',
      '// [A] values.',
      '@group(0) @binding(0) var<storage, read> explained : array<f32>;',
      '',
      '@group(0) @binding(1) var<storage, read> silent : array<f32>;',
      '@group(0) @binding(2) var<uniform> params : Params;',
    ].join('\n');
    expect(findUnexplained('k.wgsl', text)).toEqual([
      'k.wgsl:6 bare : f32,',
      'k.wgsl:13 @group(0) @binding(1) var<storage, read> silent : array<f32>;',
    ]);
  });
});
