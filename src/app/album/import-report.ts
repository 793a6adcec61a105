import type { ImportReport } from './album-state.ts';
import { mostFiles, type OpenedFile, type OpenedFiles } from './opened-file.ts';

/** What has to be said of an import; undefined where there is nothing. */
export function createReport(
  serial: number,
  { isCut = false }: OpenedFiles,
  skipped: readonly OpenedFile[],
  found: Partial<ImportReport>,
): ImportReport | undefined {
  const isSilent = !found.read && !found.matched && skipped.length === 0 && !isCut;
  if (isSilent) return undefined;
  return {
    read: undefined,
    matched: 0,
    leftOut: 0,
    photosAlone: [],
    annotatedAlone: [],
    ambiguous: [],
    warnings: [],
    ...found,
    serial,
    skipped: skipped.map(({ path }) => path),
    limitedTo: isCut ? mostFiles : undefined,
  };
}
