import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildLibrary } from '../../scripts/build-lib.mjs';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import type { DenseLossTotals } from '../../src/loss/dense-loss-params.ts';
import { launchChromium } from '../support/focalscope-page.ts';
import { listFiles, projectFolder } from '../support/source-graph.ts';
import { serveStatic } from '../support/static-server.ts';

/** A project of somebody else's, whose one package is ours: packed, unpacked, and nothing beside it. */
const outside = mkdtempSync(join(tmpdir(), 'library-user-'));
const installed = join(outside, 'node_modules/focalscope');
const examples = listFiles('examples').map((path) => path.replace('examples/', ''));

/** What a browser needs to find packages by their names without a bundler. */
const importMap = {
  imports: {
    'focalscope/loss': './node_modules/focalscope/loss.js',
    'focalscope/loss/reference': './node_modules/focalscope/loss-reference.js',
  },
};

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly files?: readonly string[];
  readonly dependencies?: unknown;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Errors of the outsider's TypeScript, with the strictest settings. */
function compile(files: readonly string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(
    files.map((file) => join(outside, file)),
    {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      verbatimModuleSyntax: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      types: [],
      ...options,
    },
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const name = file?.fileName.replace(outside, '') ?? '';
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

beforeAll(async () => {
  const built = join(outside, 'built');
  await buildLibrary(built);
  const shell = process.platform === 'win32';
  execFileSync('npm', ['pack', built, '--pack-destination', outside, '--silent'], { shell, stdio: 'pipe' });
  const [archive = ''] = readdirSync(outside).filter((name) => name.endsWith('.tgz'));
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', 'node_modules/focalscope', '--strip-components=1'], {
    cwd: outside,
  });
  rmSync(built, { recursive: true });
  cpSync(join(projectFolder, 'node_modules/@webgpu'), join(outside, 'node_modules/@webgpu'), {
    recursive: true,
  });
  cpSync(join(projectFolder, 'examples'), outside, { recursive: true });
  writeFileSync(join(outside, 'package.json'), '{ "type": "module" }');
  for (const name of examples) {
    const { outputText } = ts.transpileModule(readFileSync(join(outside, name), 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(join(outside, name.replace(/\.ts$/, '.js')), outputText);
  }
  const map = `<script type="importmap">${JSON.stringify(importMap)}</script>`;
  writeFileSync(join(outside, 'index.html'), `<!doctype html><link rel="icon" href="data:," />${map}`);
});

afterAll(() => {
  rmSync(outside, { recursive: true });
});

describe('the library as a package', () => {
  it('has what its manifest and the one of the project name', () => {
    const own = readManifest(installed);
    const project = readManifest(projectFolder);
    expect(project.files).toEqual(['dist-lib']);
    expect(Object.keys(own.exports)).toEqual(['./loss', './loss/reference']);
    expect(Object.keys(project.exports)).toEqual(Object.keys(own.exports));
    for (const [name, targets] of Object.entries(own.exports)) {
      for (const condition of ['types', 'default'] as const) {
        expect(existsSync(join(installed, targets[condition])), targets[condition]).toBe(true);
        expect(project.exports[name]?.[condition]).toBe(targets[condition].replace(/^\.\//, './dist-lib/'));
      }
    }
    expect(existsSync(join(installed, 'LICENSE'))).toBe(true);
  });

  it.each(['loss.js', 'loss-reference.js'])('%s needs nothing else, and no page', (name) => {
    expect(readManifest(installed)).not.toHaveProperty('dependencies');
    const text = readFileSync(join(installed, name), 'utf8');
    expect(ts.preProcessFile(text, true, true).importedFiles).toEqual([]);
    expect(text).not.toMatch(
      /\bimport\.meta\b|\bimport\(|\bdocument\.|\bwindow\.|\bnew Worker\b|process\.env/,
    );
    expect(existsSync(join(installed, `${name}.map`))).toBe(true);
    expect(text).toContain(`//# sourceMappingURL=${name}.map`);
  });

  it('compiles for users of @webgpu/types, README and all', () => {
    const options = {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      types: ['@webgpu/types'],
      typeRoots: [join(outside, 'node_modules')],
      // Those types and the ones that TypeScript 6 brings do not go together.
      skipLibCheck: true,
    };
    expect(compile(examples, options)).toEqual([]);
  });

  it('has declarations that are complete and right by themselves', () => {
    const imports =
      "import * as kernels from 'focalscope/loss';\nimport * as twins from 'focalscope/loss/reference';";
    writeFileSync(join(outside, 'all.ts'), `${imports}\nexport { kernels, twins };\n`);
    const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
    expect(compile(['all.ts', 'more-losses.ts'], options)).toEqual([]);
  });

  it('has declarations that tell mistakes', () => {
    const wrong = [
      "import { createDenseLoss, type DenseLossParams } from 'focalscope/loss';",
      "export const params: DenseLossParams = { kind: 'fokal', gamma: 2, alpha: 0, normaliser: 'none' };",
      'export const loss = createDenseLoss(undefined, { anchors: 1 });',
    ].join('\n');
    writeFileSync(join(outside, 'wrong.ts'), wrong);
    const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
    expect(compile(['wrong.ts'], options)).toEqual([
      expect.stringContaining('\'"fokal"\' is not assignable'),
      expect.stringContaining("'undefined' is not assignable"),
    ]);
  });
});

describe('the library in a browser, from a plain server', () => {
  let browser: Browser;
  let page: Page;
  let server: Awaited<ReturnType<typeof serveStatic>>;
  const requests: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await serveStatic({ root: outside, base: '/', isolated: false });
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('request', (request) => requests.push(request.url().replace(server.url, '')));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(server.url);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it('runs the example of the README, which agrees with its twin', async () => {
    requests.length = 0;
    const { totals, expected } = await page.evaluate<{
      readonly totals: DenseLossTotals;
      readonly expected: DenseLossTotals;
    }>("import('/dense-loss.js').then(({ totals, expected }) => ({ totals, expected }))");
    const logits = Float32Array.from({ length: 1000 * 80 }, (_, i) => 4 * Math.sin(i) - 4);
    const targets = Int32Array.from({ length: 1000 }, (_, i) => (i % 50 === 0 ? i % 80 : -1));
    const params = { kind: 'focal', gamma: 2, alpha: 0.25, normaliser: 'foreground' } as const;
    const twin = computeDenseLossReference(logits, targets, 80, params).totals();
    expect(twin.foregroundAnchors).toBe(20);
    expectClose(expected, twin, 1e-9);
    expectClose(totals, twin, 2e-6);
    expect(complaints).toEqual([]);
    expect(requests.sort()).toEqual([
      'dense-loss.js',
      'node_modules/focalscope/loss-reference.js',
      'node_modules/focalscope/loss.js',
    ]);
  });

  it('runs everything else that the README shows, which agrees with its twins', async () => {
    const script = `(async () => {
      const { compareWithTwins } = await import('/compare-with-twins.js');
      const adapter = await navigator.gpu.requestAdapter();
      const device = await adapter.requestDevice();
      device.addEventListener('uncapturederror', ({ error }) => console.error(error.message));
      const comparisons = await compareWithTwins(device);
      await device.queue.onSubmittedWorkDone();
      return comparisons;
    })()`;
    const comparisons =
      await page.evaluate<Record<string, { readonly kernel: unknown; readonly twin: unknown }>>(script);
    expect(Object.keys(comparisons)).toHaveLength(8);
    expect(comparisons.ohem?.twin).toHaveLength(48);
    expect(comparisons['hardest anchors']?.twin).toHaveLength(10);
    for (const [name, { kernel, twin }] of Object.entries(comparisons)) expectClose(kernel, twin, 1e-5, name);
    expect(complaints).toEqual([]);
  });

  it('refuses wrong numbers with errors of its own classes, before any work', async () => {
    const script = `(async () => {
      const { createDenseLoss, FocalScopeError, InputError } = await import('focalscope/loss');
      const adapter = await navigator.gpu.requestAdapter();
      const device = await adapter.requestDevice();
      const faultOf = (work) => work.then(() => 'none', (error) => error);
      const input = await faultOf(createDenseLoss(device, { anchors: 0, classes: 1 }));
      const limit = await faultOf(createDenseLoss(device, { anchors: 1e9, classes: 80 }));
      return [input instanceof InputError, input.message, limit instanceof FocalScopeError, limit.code];
    })()`;
    expect(await page.evaluate(script)).toEqual([
      true,
      'anchors must be a whole number of at least 1, not 0',
      true,
      'webgpu-limit-exceeded',
    ]);
    expect(complaints).toEqual([]);
  });
});

/** Numbers within a relative tolerance wherever they lie, and everything else the same. */
function expectClose(actual: unknown, expected: unknown, tolerance: number, path = ''): void {
  if (typeof expected === 'number') {
    expect(
      Math.abs((actual as number) - expected),
      `${path}: ${String(actual)}, not ${expected}`,
    ).toBeLessThan(tolerance * Math.abs(expected) + 1e-12);
    return;
  }
  expect(typeof expected, path).toBe('object');
  expect(Object.keys(actual as object).sort(), path).toEqual(Object.keys(expected as object).sort());
  for (const [name, value] of Object.entries(expected as object))
    expectClose((actual as Record<string, unknown>)[name], value, tolerance, `${path}.${name}`);
}
