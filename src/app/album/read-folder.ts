import { isOpened, mostFiles, sortByPath, type OpenedFile, type OpenedFiles } from './opened-file.ts';

/** Folders below folders that are looked into. */
const deepest = 16;

function readEntries(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  return new Promise((resolve, reject) => {
    // A reader hands out a hundred at a time, and none at the end.
    const next = (): void =>
      reader.readEntries((entries) => {
        all.push(...entries);
        if (entries.length > 0) next();
        else resolve(all);
      }, reject);
    next();
  });
}

const readFile = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/**
 * Collects the photos and annotation files of dropped folders, and all files dropped beside them. What cannot be read
 * is passed over.
 */
export async function readFolders(
  entries: readonly FileSystemEntry[],
  limit = mostFiles,
): Promise<OpenedFiles> {
  const files: OpenedFile[] = [];
  const waiting = entries.map((entry) => ({ entry, depth: 0 }));
  let isCut = false;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { entry, depth } = next;
    if (files.length >= limit) {
      isCut = true;
      break;
    }
    if (entry.isDirectory && depth < deepest) {
      const children = await readEntries(entry as FileSystemDirectoryEntry).catch(() => []);
      waiting.push(...children.map((child) => ({ entry: child, depth: depth + 1 })));
    } else if (entry.isFile && (depth === 0 || isOpened({ name: entry.name, type: '' }))) {
      const file = await readFile(entry as FileSystemFileEntry).catch(() => undefined);
      if (file) files.push({ file, path: entry.fullPath.replace(/^\//, '') });
    }
  }
  const folder = entries.find(({ isDirectory }) => isDirectory)?.name;
  return folder === undefined ? { files } : { files: sortByPath(files), folder, isCut };
}
