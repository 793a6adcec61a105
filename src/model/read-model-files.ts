import { readModel } from './download.ts';
import { externalDataPaths } from './external-data.ts';
import type { ImportedModel } from './imported-model.ts';
import type { ModelFiles } from './model-session.ts';

/**
 * The bytes of a model that somebody brought, and of those files beside it that its graph keeps weights in. A file
 * that was dropped has no folder: its name alone must fit then. What is missing, opening the model tells.
 *
 * @throws FocalScopeError `model-not-readable` when a file is gone by now, or larger than memory
 */
export async function readModelFiles({
  graph,
  externalData = [],
}: Pick<ImportedModel, 'graph' | 'externalData'>): Promise<ModelFiles> {
  const bytes = await readModel(graph);
  const data: { path: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
  for (const path of externalDataPaths(bytes)) {
    const file =
      externalData.find((given) => given.path === path) ??
      externalData.find((given) => nameOf(given.path) === nameOf(path));
    if (file) data.push({ path, bytes: await readModel(file.blob) });
  }
  return { graph: bytes, data };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
