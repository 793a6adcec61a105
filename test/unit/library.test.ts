import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { libraryEntries, listFiles, readText } from '../support/source-graph.ts';

const readme = readText('README.md');

/** TypeScript that the README shows. */
const shown = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '');

/** Names that a module exports, those of types left out. */
function readExports(path: string): string[] {
  const names: string[] = [];
  const file = ts.createSourceFile(path, readText(path), ts.ScriptTarget.ES2022);
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly || !statement.exportClause) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    for (const element of statement.exportClause.elements)
      if (!element.isTypeOnly) names.push(element.name.text);
  }
  return names;
}

/** The parts of a text between `// #region name` and `// #endregion`, moved to the left, by name. */
function readRegions(text: string): Map<string, string> {
  const regions = [...text.matchAll(/^ *\/\/ #region (\S+)\n(.*?)^ *\/\/ #endregion$/gms)];
  return new Map(
    regions.map(([, name = '', body = '']) => {
      const margin = /^ */.exec(body)?.[0] ?? '';
      return [name, body.replaceAll(new RegExp(`^${margin}`, 'gm'), '')];
    }),
  );
}

describe('the library in the README', () => {
  const regions = readRegions(readText('examples/more-losses.ts'));

  it('is shown by the very programs that are tested', () => {
    expect([...regions.keys()]).toEqual(['softmax', 'box', 'ohem', 'statistics', 'prior']);
    expect(shown).toEqual([readText('examples/dense-loss.ts'), ...regions.values()]);
  });

  it('is shown whole in few lines', () => {
    expect(readText('examples/dense-loss.ts').split('\n').length).toBeLessThanOrEqual(30);
  });

  it('has every kernel and figure named', () => {
    const [kernels, twins] = libraryEntries.map(readExports);
    const functions = kernels!.filter((name) => /^(create|prepare|prior|untrained|even)/.test(name));
    expect(functions.length).toBeGreaterThanOrEqual(15);
    expect(functions.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
    const named = twins!.filter((name) => name.endsWith('Reference') && !/^(compute|prepare)/.test(name));
    expect(named.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('has a kernel for every driver of losses and statistics, and a twin for each', () => {
    const drivers = [...listFiles('src/loss'), ...listFiles('src/statistics')].filter(
      (path) => /^src\/\w+\/[\w-]+\.ts$/.test(path) && /shaders\/[\w-]+\.wgsl\?raw'/.test(readText(path)),
    );
    const entry = readText(libraryEntries[0]);
    const twins = readText(libraryEntries[1]);
    // A part of OHEM that nobody needs by itself.
    const own = drivers.filter((path) => path !== 'src/loss/ohem-survivors.ts');
    expect(own.length).toBeGreaterThanOrEqual(9);
    for (const path of own) {
      expect(entry).toContain(`'${path.replace('src/', './')}'`);
      expect(twins).toContain(`'${path.replace(/^src\/(\w+)\//, './$1/reference/')}'`);
    }
  });

  it('has its packages in the table, every one and no other', () => {
    const { dependencies, devDependencies } = JSON.parse(readText('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const section = readme.slice(readme.indexOf('\n## Dependencies'), readme.indexOf('\n## Limits'));
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) =>
      [...row.split('|')[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!),
    );
    expect(listed.sort()).toEqual(Object.keys(dependencies).sort());
    const others = Object.keys(devDependencies).filter((name) => !/^@types\/|^@vitest\//.test(name));
    const missing = others.filter((name) => !section.includes(`\`${name}\``));
    // Named by what they belong to.
    expect(missing).toEqual([
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      'eslint-plugin-lit',
      'eslint-plugin-lit-a11y',
    ]);
  });
});
