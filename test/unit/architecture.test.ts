import { describe, expect, it } from 'vitest';
import {
  findCircles,
  findMissingFiles,
  findRoomFaults,
  libraryEntries,
  listFiles,
  readImports,
  readSourceGraph,
  readText,
} from '../support/source-graph.ts';

const longestFile = 320;

/** Kernels that only draw: what they show is checked by the pixels, and no number comes out of them. */
const drawingKernels = new Set(['stage-boxes']);

/** Packages that belong to one room. */
const packageRooms = [
  { name: /^lit(\/|$)/, rooms: /^src\/ui\// },
  { name: /^onnxruntime-web(\/|$)/, rooms: /^src\/model\// },
  { name: /^valibot$/, rooms: /^src\/(model|library|app|anchors|annotations|base)\// },
  { name: /^hash-wasm$/, rooms: /^src\/library\// },
  { name: /^(papaparse|fast-xml-parser)$/, rooms: /^src\/annotations\// },
  { name: /^fflate$/, rooms: /^src\/(annotations|app)\// },
  { name: /^idb$/, rooms: /^src\/app\// },
  { name: /^(d3-array|d3-scale|d3-shape|prismjs)(\/|$)/, rooms: /^src\/(app|ui)\// },
];

const graph = readSourceGraph();
const sources = [...graph.keys()];
const shaders = listFiles('shaders');

describe('rooms', () => {
  it('import only from their own level and below', () => {
    expect(findRoomFaults(graph)).toEqual([]);
  });

  it('import in no circle, types included', () => {
    expect(findCircles(graph)).toEqual([]);
  });

  it('import only files that are there', () => {
    expect(findMissingFiles(graph, new Set([...listFiles('src'), ...shaders]))).toEqual([]);
  });

  it('keep the user interface and the model runtime to themselves', () => {
    const strays = [...graph].flatMap(([path, imports]) =>
      packageRooms
        .filter(({ name, rooms }) => !rooms.test(path) && imports.some((imported) => name.test(imported)))
        .map(({ name }) => `${path} imports ${String(name)}`),
    );
    expect(strays).toEqual([]);
  });

  it('that only the page needs stay out of the library, and so do packages but one', () => {
    const pageRooms =
      /^src\/(app|ui|engine|stage|pipeline|model|library|benchmark|image|annotations|main\.ts)/;
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      graph.get(path)?.forEach(visit);
    };
    libraryEntries.forEach(visit);
    expect([...seen].filter((path) => pageRooms.test(path))).toEqual([]);
    const packages = [...seen].filter((path) => !/^(src|shaders)\//.test(path));
    expect(packages).toEqual(['webgpu-utils']);
  });

  it('are told apart by the check itself', () => {
    const faulty = new Map([
      ['src/base/low.ts', ['src/ui/high.ts']],
      ['src/ui/high.ts', ['src/base/low.ts', 'src/ui/other.ts']],
      ['src/ui/other.ts', ['src/ui/high.ts', 'lit']],
      ['src/main.ts', ['src/ui/high.ts', 'src/ui/gone.ts']],
      ['src/elsewhere/stray.ts', []],
    ]);
    expect(findRoomFaults(faulty)).toEqual([
      'src/base/low.ts → src/ui/high.ts',
      'src/elsewhere/stray.ts lies in no room',
    ]);
    expect(findCircles(faulty)).toEqual([
      'src/base/low.ts → src/ui/high.ts → src/base/low.ts',
      'src/ui/high.ts → src/ui/other.ts → src/ui/high.ts',
    ]);
    expect(findMissingFiles(faulty, new Set(faulty.keys()))).toEqual(['src/main.ts → src/ui/gone.ts']);
  });

  it('are read from every kind of import', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from '../base/b.ts';",
      'import {',
      '  c,',
      "} from './c.ts';",
      "import kernel from '../../shaders/k.wgsl?raw';",
      "export { d } from './d.ts';",
      "type E = import('./e.ts').E;",
      "const f = await import('./f.ts');",
      "new Worker(new URL('./g.ts', import.meta.url), { type: 'module' });",
      "const note = 'import { h } from ./h.ts';",
      "import 'package';",
    ].join('\n');
    expect(new Set(readImports('src/gpu/x.ts', text))).toEqual(
      new Set([
        'src/gpu/a.ts',
        'src/base/b.ts',
        'src/gpu/c.ts',
        'shaders/k.wgsl',
        'src/gpu/d.ts',
        'src/gpu/e.ts',
        'src/gpu/f.ts',
        'src/gpu/g.ts',
        'package',
      ]),
    );
  });
});

describe('kernels', () => {
  const kernels = shaders
    .filter((path) => /^shaders\/[^/]+\.wgsl$/.test(path))
    .map((path) => path.replace(/^shaders\/|\.wgsl$/g, ''));

  it('are there', () => {
    expect(kernels.length).toBeGreaterThan(0);
  });

  it.each(kernels)('%s has a driver of its name that loads it', (kernel) => {
    const drivers = sources.filter((path) => new RegExp(`^src/\\w+/${kernel}\\.ts$`).test(path));
    expect(drivers).toHaveLength(1);
    expect(graph.get(drivers[0]!)).toContain(`shaders/${kernel}.wgsl`);
  });

  it.each(kernels)('%s has a twin beside its driver, unless it only draws', (kernel) => {
    if (drawingKernels.has(kernel)) return;
    const twins = sources.filter((path) => new RegExp(`^src/\\w+/reference/${kernel}\\.ts$`).test(path));
    expect(twins).toHaveLength(1);
    expect(sources).toContain(twins[0]!.replace('reference/', ''));
  });

  /** What the loss is measured against. No twins: answers are checked with every measurement. */
  const benchmarkKernels = shaders
    .filter((path) => path.startsWith('shaders/benchmark/'))
    .map((path) => path.replace(/^shaders\/benchmark\/|\.wgsl$/g, ''));

  it.each(benchmarkKernels)('%s of the benchmark has a driver of its name that loads it', (kernel) => {
    expect(graph.get(`src/benchmark/${kernel}.ts`)).toContain(`shaders/benchmark/${kernel}.wgsl`);
  });

  it('are named like their files', () => {
    for (const path of shaders)
      expect(path).toMatch(/^shaders\/((shared|benchmark)\/)?[a-z0-9]+(-[a-z0-9]+)*\.wgsl$/);
  });
});

describe('files', () => {
  it.each([...sources, ...shaders])('%s is short enough to be read at one go', (path) => {
    expect(readText(path).trimEnd().split('\n').length).toBeLessThanOrEqual(longestFile);
  });

  it('export by name alone', () => {
    const byDefault = sources.filter((path) =>
      /^\s*export\s+default\b|\bas\s+default\b/m.test(readText(path)),
    );
    expect(byDefault).toEqual([]);
  });

  it('pass on what others export only where the library does', () => {
    const barrels = sources.filter((path) => /^export\b[^;]*\bfrom '/m.test(readText(path)));
    expect(barrels).toEqual([...libraryEntries]);
  });

  it('have kebab-case names', () => {
    const odd = sources.filter((path) => !/\/[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(path));
    expect(odd).toEqual([]);
  });
});
