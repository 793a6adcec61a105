import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const query = '?assemblyscript';

// The stub runtime and no abort: the kernels allocate nothing and throw nothing, so that the module imports nothing.
const compilerOptions = [
  '-O3',
  '--runtime=stub',
  '--noAssert',
  '--enable=simd',
  '--use=abort=',
  // Functions that pass vectors on are exported between the files alone.
  '--disableWarning=112',
  '--noColors',
];

const projectFolder = fileURLToPath(new URL('..', import.meta.url));
const cacheFolder = join(projectFolder, 'node_modules', '.cache', 'assemblyscript');

/** `DiagnosticCategory.Error` of the compiler. */
const errorCategory = 3;

/** What the compiler says is wrong, at the place where it is. */
export class AssemblyScriptError extends Error {
  /**
   * @param {string} message
   * @param {{ file: string, line: number, column: number } | undefined} loc
   */
  constructor(message, loc) {
    super(loc ? `${message} (${relative(projectFolder, loc.file)}:${loc.line}:${loc.column})` : message);
    this.name = 'AssemblyScriptError';
    this.loc = loc;
  }
}

/** The sources that a module may be made of: all of its folder. */
function listSources(entry) {
  const folder = dirname(entry);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(folder, name));
}

function hashSources(sources) {
  const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
  const hash = createHash('sha256').update(JSON.stringify([version, compilerOptions]));
  for (const source of sources) hash.update(`\0${basename(source)}\0`).update(readFileSync(source));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Compiles an AssemblyScript module, unless the same sources were compiled before.
 *
 * @param {string} entry absolute path of the module's source
 * @param {string} [folder] where compiled modules are kept
 * @returns {Promise<string>} absolute path of the .wasm file
 * @throws AssemblyScriptError at the first thing that the compiler refuses
 */
export async function compileAssemblyScript(entry, folder = cacheFolder) {
  const outputFolder = join(folder, hashSources(listSources(entry)));
  const output = join(outputFolder, `${basename(entry, '.ts')}.wasm`);
  if (existsSync(output)) return output;
  // Loaded where it is needed alone: it takes longer than all the rest.
  const { default: asc } = await import('assemblyscript/asc');
  const errors = [];
  let wasm;
  const { error, stderr } = await asc.main([basename(entry), '--outFile=module.wasm', ...compilerOptions], {
    readFile: (name) => {
      const path = join(dirname(entry), name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (name, contents) => {
      if (name === 'module.wasm') wasm = contents;
    },
    listFiles: () => [],
    reportDiagnostic: (diagnostic) => {
      if (diagnostic.category === errorCategory) errors.push(diagnostic);
    },
  });
  if (errors.length > 0) throw describeFault(errors[0], dirname(entry));
  if (error || !wasm) throw new AssemblyScriptError(`${error?.message ?? 'no output'} ${stderr}`, undefined);
  mkdirSync(outputFolder, { recursive: true });
  // Several builds may be at it at once: each puts its whole file into place.
  const own = `${output}.${process.pid}`;
  writeFileSync(own, wasm);
  renameSync(own, output);
  return output;
}

function describeFault({ message, range }, folder) {
  if (!range) return new AssemblyScriptError(message, undefined);
  const file = join(folder, range.source.normalizedPath);
  const before = readFileSync(file, 'utf8').slice(0, range.start).split('\n');
  const loc = { file, line: before.length, column: before.at(-1).length + 1 };
  return new AssemblyScriptError(message, loc);
}

/**
 * `import { wasmUrl } from './module.ts?assemblyscript'` gives the address of the compiled module, which is an asset like
 * any other: in builds, in their workers, on the development server and in tests.
 *
 * @returns {import('vite').Plugin}
 */
export function assemblyScriptPlugin() {
  return {
    name: 'assemblyscript',
    async load(id) {
      if (!id.endsWith(query)) return undefined;
      const entry = id.slice(0, -query.length);
      for (const source of listSources(entry)) this.addWatchFile(source);
      try {
        const output = await compileAssemblyScript(entry);
        const address = JSON.stringify(`${output.replaceAll('\\', '/')}?url`);
        return { code: `import wasmUrl from ${address};\nexport { wasmUrl };\n`, map: null };
      } catch (error) {
        if (!(error instanceof AssemblyScriptError)) throw error;
        return this.error({ message: error.message, id: error.loc?.file ?? entry, loc: error.loc });
      }
    },
  };
}
