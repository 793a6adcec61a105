import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Every file of a folder, by its path in it, with forward slashes. */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(folder, posix.join(entry.parentPath, entry.name)))
    .sort();
}

/** What a file of the site is kept for; undefined for what is not kept. */
function groupOfFile(path, shell) {
  // A model has a cache of its own, which knows its length; source maps and the worker are no part of the page.
  if (/\.(onnx|map)$/.test(path) || path === 'service-worker.js') return undefined;
  if (path === 'index.html' || shell.includes(path)) return 'shell';
  if (/(^|\/)(ort-wasm-simd-threaded\.asyncify-|ort\.webgpu\.)/.test(path)) return 'webgpu';
  if (/(^|\/)(ort-wasm-simd-threaded-|ort\.wasm\.)/.test(path)) return 'wasm';
  return /(^|\/)dense-loss-[^/]*\.wasm$/.test(path) ? 'cpu' : 'base';
}

/** Whether a file's name holds a hash of its contents, so that it never changes. */
function isNamedByContent(path) {
  return /^assets\/.+-[\w-]{8}\.\w+$/.test(path);
}

/**
 * Lists what a service worker keeps of a finished site.
 *
 * @param {string} folder where the site was built
 * @returns {import('../src/offline/offline-files.ts').OfflineManifest}
 */
export function createOfflineManifest(folder) {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const shell = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path);
  const entry = shell.find((path) => path.endsWith('.js'));
  const files = listFiles(folder).flatMap((path) => {
    const group = groupOfFile(path, shell);
    if (!group) return [];
    const contents = readFileSync(join(folder, path));
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
    const revision = isNamedByContent(path) ? undefined : hash;
    return [{ path: path === 'index.html' ? '' : path, revision, bytes: contents.byteLength, group }];
  });
  return { entry, files };
}

/**
 * Writes `service-worker.js` beside the finished page, with the list of all files in it: whatever changes in the site
 * changes the worker, which is how browsers learn of a new version.
 *
 * @returns {import('vite').Plugin}
 */
export function offlinePlugin() {
  let folder = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        await build({
          configFile: false,
          root,
          logLevel: 'error',
          define: { offlineManifest: JSON.stringify(createOfflineManifest(folder)) },
          build: {
            target: 'es2022',
            outDir: folder,
            emptyOutDir: false,
            copyPublicDir: false,
            lib: {
              entry: join(root, 'src/offline/service-worker.ts'),
              formats: ['iife'],
              name: 'focalScopeServiceWorker',
              fileName: () => 'service-worker.js',
            },
          },
        });
      },
    },
  };
}
