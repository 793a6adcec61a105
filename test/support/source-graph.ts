import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Top level of the project. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url));

/** Rooms of `src`, lowest first. */
export const rooms = [
  'base',
  'offline',
  'gpu',
  'image',
  'anchors',
  'annotations',
  'coverage',
  'loss',
  'statistics',
  'detect',
  'model',
  'library',
  'benchmark',
  'stage',
  'pipeline',
  'engine',
  'app',
  'ui',
] as const;

/** Paths of all files below a folder, relative to the project, with forward slashes, in order. */
export function listFiles(folder: string): string[] {
  return readdirSync(`${projectFolder}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.relative(projectFolder, posix.join(entry.parentPath, entry.name)))
    .sort();
}

export function readText(path: string): string {
  return readFileSync(`${projectFolder}/${path}`, 'utf8');
}

/** Files by path, each with the paths and packages that it asks for. */
export type SourceGraph = ReadonlyMap<string, readonly string[]>;

/**
 * What a module asks for: imports of values and types, re-exports, `import()` and `new URL('…', import.meta.url)`.
 * Relative ones become paths of the project without their query; packages stay as they are.
 */
export function readImports(path: string, text: string): string[] {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const linked = [...text.matchAll(/new URL\(\s*'([^']+)',\s*import\.meta\.url/g)].map((match) => match[1]!);
  const globbed = [...text.matchAll(/import\.meta\.glob[^(]*\(\s*'([^']+)'/g)].map((match) => match[1]!);
  return [...imported, ...linked, ...globbed].map((name) =>
    name.startsWith('.') ? posix.join(posix.dirname(path), name.replace(/\?.*$/, '')) : name,
  );
}

/** The graph of all TypeScript files of `src`. */
export function readSourceGraph(): SourceGraph {
  const paths = listFiles('src').filter((path) => path.endsWith('.ts'));
  return new Map(paths.map((path) => [path, readImports(path, readText(path))]));
}

/** What other people import: the only files that pass on what others export. */
export const libraryEntries = ['src/loss-library.ts', 'src/loss-reference-library.ts'] as const;

/** Files that stand above all rooms. */
const topFiles: readonly string[] = ['src/main.ts', ...libraryEntries];

/** Height of a file's room; a folder that is no room has none. */
function roomHeight(path: string): number | undefined {
  if (topFiles.includes(path)) return rooms.length;
  const height = rooms.findIndex((room) => path.startsWith(`src/${room}/`));
  return height < 0 ? undefined : height;
}

/** Files outside every room, and imports of a room from a lower one, as `from → to`. */
export function findRoomFaults(graph: SourceGraph): string[] {
  const faults: string[] = [];
  for (const [path, imports] of graph) {
    const own = roomHeight(path);
    if (own === undefined) faults.push(`${path} lies in no room`);
    for (const target of imports.filter((name) => name.startsWith('src/'))) {
      const height = roomHeight(target);
      if (own !== undefined && (height === undefined || height > own)) faults.push(`${path} → ${target}`);
    }
  }
  return faults;
}

/** Ways of imports that come back to where they began, each once. */
export function findCircles(graph: SourceGraph): string[] {
  const circles: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) circles.push([...way.slice(start), path].join(' → '));
    if (start >= 0 || finished.has(path)) return;
    for (const target of graph.get(path) ?? []) {
      if (graph.has(target)) visit(target, [...way, path]);
    }
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return circles;
}

/** Relative imports that name a file which is not there. */
export function findMissingFiles(graph: SourceGraph, files: ReadonlySet<string>): string[] {
  return [...graph].flatMap(([path, imports]) =>
    imports
      .filter((name) => /^(src|shaders)\//.test(name) && !name.includes('*') && !files.has(name))
      .map((name) => `${path} → ${name}`),
  );
}
