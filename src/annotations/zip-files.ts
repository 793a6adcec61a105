import { strToU8, Zip, ZipDeflate } from 'fflate';
import { FocalScopeError, toFocalScopeError } from '../base/errors.ts';
import type { AnnotationText } from './annotation-set.ts';
import { safePath } from './file-path.ts';
import { ReadPace } from './read-pace.ts';

/** One date for every file, so that the same files make the same archive. */
const anyDate = new Date(1980, 0, 1);

/** How large a table the packer sets aside, from 1 to 12: ten thousand small files would each clear a large one. */
function tableSize(bytes: number): 1 | 4 | 8 | 12 {
  if (bytes < 2 ** 12) return 1;
  if (bytes < 2 ** 16) return 4;
  return bytes < 2 ** 20 ? 8 : 12;
}

/**
 * Packs text files into a ZIP archive, one after the other with pauses between them; paths are made safe to unpack.
 *
 * @throws FocalScopeError `annotations-name-clash` for two files of one name; the signal's reason when aborted
 */
export async function zipFiles(
  files: readonly AnnotationText[],
  options: { readonly onProgress?: (share: number) => void; readonly signal?: AbortSignal } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pace = new ReadPace(options.onProgress, options.signal);
  const chunks: Uint8Array[] = [];
  const failures: Error[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) failures.push(error);
    else chunks.push(chunk);
  });
  const taken = new Set<string>();
  for (const [index, { fileName, text }] of files.entries()) {
    pace.check();
    const path = safePath(fileName);
    if (taken.has(path.toLowerCase())) throw new FocalScopeError('annotations-name-clash', { fileName });
    taken.add(path.toLowerCase());
    const bytes = strToU8(text);
    const entry = new ZipDeflate(path, { level: 6, mem: tableSize(bytes.length) });
    entry.mtime = anyDate;
    zip.add(entry);
    entry.push(bytes, true);
    await pace.breathe(index / files.length);
  }
  zip.end();
  if (failures[0]) throw toFocalScopeError(failures[0]);
  const archive = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    archive.set(chunk, at);
    at += chunk.length;
  }
  options.onProgress?.(1);
  return archive;
}
