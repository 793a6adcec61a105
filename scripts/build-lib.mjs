import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Entries by the name that they are given in the package: `focalscope/loss`, `focalscope/loss/reference`. */
const entries = { loss: 'src/loss-library.ts', 'loss-reference': 'src/loss-reference-library.ts' };

/** Each entry becomes one module that imports nothing, its WGSL inside; who bundles it minifies it. */
async function buildModules(folder) {
  // What is bundled goes with its licence.
  const licence = readFileSync(join(root, 'node_modules/webgpu-utils/LICENSE.md'), 'utf8').trim();
  const notices = { loss: `\n\nContains parts of webgpu-utils:\n\n${licence}` };
  for (const [name, entry] of Object.entries(entries)) {
    await build({
      configFile: false,
      root,
      logLevel: 'error',
      build: {
        target: 'es2022',
        lib: { entry: join(root, entry), formats: ['es'], fileName: () => `${name}.js` },
        outDir: folder,
        emptyOutDir: false,
        copyPublicDir: false,
        minify: false,
        sourcemap: true,
        rolldownOptions: { output: { banner: `/*!\nFocalScope, MIT licence${notices[name] ?? ''}\n*/` } },
      },
    });
  }
}

/** The declarations of the entries and of what they name, in one folder, as TypeScript emits them. */
function emitTypes(folder) {
  const config = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (fault) => {
      throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, '\n'));
    },
  });
  const options = {
    ...config.options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    noEmitOnError: true,
    rootDir: join(root, 'src'),
    outDir: folder,
  };
  const program = ts.createProgram(
    Object.values(entries).map((entry) => join(root, entry)),
    options,
  );
  const emitted = new Map();
  const { diagnostics, emitSkipped } = program.emit(undefined, (path, text) => {
    emitted.set(relative(folder, path).split(sep).join('/'), withScriptExtensions(text));
  });
  if (emitSkipped || diagnostics.length > 0)
    throw new Error(ts.formatDiagnostics([...ts.getPreEmitDiagnostics(program), ...diagnostics], formatHost));
  for (const path of findReachable(emitted)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), emitted.get(path));
  }
}

const formatHost = {
  getCurrentDirectory: () => root,
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
};

/** `./x.ts` as `./x.js`: the one form that every module resolution finds `x.d.ts` by. */
function withScriptExtensions(text) {
  return text.replaceAll(/((?:from|import)\s*\(?\s*["'])(\.{1,2}\/[^"']+)\.ts(?=["'])/g, '$1$2.js');
}

/** Of all declarations those that the entries lead to: the drivers' own parts are of no use to anybody. */
function findReachable(emitted) {
  const found = new Set();
  const visit = (path) => {
    const text = emitted.get(path);
    if (text === undefined || found.has(path)) return;
    found.add(path);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles)
      if (fileName.startsWith('.'))
        visit(posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.d.ts'));
  };
  for (const entry of Object.values(entries)) visit(entry.replace(/^src\//, '').replace(/\.ts$/, '.d.ts'));
  return found;
}

/**
 * The manifest of the folder by itself: that of the project without what only the page needs, so that whoever installs
 * the folder installs nothing else.
 */
function writeManifest(folder) {
  const { name, version, description, license, type, exports } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const manifest = { name, version, description, license, type, sideEffects: false, exports };
  const text = JSON.stringify(manifest, undefined, 2).replaceAll('./dist-lib/', './');
  writeFileSync(join(folder, 'package.json'), `${text}\n`);
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}

/**
 * Builds the losses as a library: `loss.js` and `loss-reference.js` with source maps, their types, a manifest.
 *
 * @param folder where to; emptied first
 */
export async function buildLibrary(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildModules(folder);
  emitTypes(join(folder, 'types'));
  writeManifest(folder);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = join(root, 'dist-lib');
  await buildLibrary(folder);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(join(folder, file));
    const kibibytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
    console.log(
      `dist-lib/${file}: ${kibibytes(text.length)}, ${kibibytes(gzipSync(text).length)} compressed`,
    );
  }
}
