import { FocalScopeError } from '../../base/errors.ts';
import type { ImportedModel } from '../../model/imported-model.ts';
import type { ConventionsFiles, ModelReading } from '../conventions/conventions-state.ts';
import { readLabels } from '../../model/read-labels.ts';
import { isListOfNames, parseSidecar, readModelText } from '../conventions/model-texts.ts';
import { isSidecar } from './concerns-models.ts';
import type { OpenedFile, SortedFiles } from './opened-file.ts';

/** What of an import is a model, or is about the one in use, and what is left of it. */
export interface ModelImport {
  readonly model: ImportedModel | undefined;
  readonly description: ConventionsFiles | undefined;
  readonly rest: SortedFiles;
}

/**
 * Takes a model out of an import with the files that belong to it: weights beside it, a sidecar, the names of its
 * classes. Without a model, a sidecar or a list of as many names as the one in use has classes is about that one.
 *
 * @throws FocalScopeError `sidecar-invalid` for a sidecar that is no JSON
 */
export async function takeModelFiles(sorted: SortedFiles, reading?: ModelReading): Promise<ModelImport> {
  const [graph] = sorted.model;
  const sidecarFile = sorted.annotations.find(({ file }) => isSidecar(file.name));
  const others = sorted.annotations.filter((opened) => opened !== sidecarFile);
  const sidecar = sidecarFile && parseSidecar(await readModelText(sidecarFile.file));
  const mayName = sorted.photo.length === 0 && (graph ?? sidecarFile ?? reading) !== undefined;
  const names = mayName ? await findLabels(others) : undefined;
  // Alone, names are taken for the model's where they are as many as it has classes; else they may be for annotations.
  const fits =
    graph ?? sidecarFile ?? (names && countNames(names.text) === reading?.conventions.classes.length);
  const labels = fits ? names?.text : undefined;
  const annotations = labels === undefined ? others : others.filter((opened) => opened !== names?.opened);
  const found = {
    ...(sidecar === undefined ? {} : { sidecar }),
    ...(labels === undefined ? {} : { labels }),
  };
  if (graph) {
    const externalData = sorted.other.map(({ file, path }) => ({ path, blob: file }));
    const model = { fileName: graph.file.name, graph: graph.file, externalData, ...found };
    // What comes with a model and is nothing else may hold its weights.
    return { model, description: undefined, rest: { ...sorted, annotations, other: [] } };
  }
  const fileName = (sidecarFile ?? names?.opened)?.file.name ?? '';
  const isAbout = sidecar !== undefined || labels !== undefined;
  return {
    model: undefined,
    description: isAbout ? { fileName, ...found } : undefined,
    rest: { ...sorted, annotations },
  };
}

/** The only file that is a list of names; of several none is taken for it. */
async function findLabels(
  files: readonly OpenedFile[],
): Promise<{ readonly opened: OpenedFile; readonly text: string } | undefined> {
  const [opened] = files;
  if (!opened || files.length > 1) return undefined;
  const text = await readModelText(opened.file).catch((error: unknown) => {
    // Too large for names: annotations say so themselves.
    if (error instanceof FocalScopeError) return '';
    throw error;
  });
  return isListOfNames(opened.file.name, text) ? { opened, text } : undefined;
}

function countNames(text: string): number {
  try {
    return readLabels(text, undefined).length;
  } catch {
    return 0;
  }
}
