import { FocalScopeError } from '../../base/errors.ts';
import { isSidecar } from '../album/concerns-models.ts';
import type { ConventionsFiles } from './conventions-state.ts';

/** A file that says something of a model is text of this many bytes at most. */
const longestText = 32 * 2 ** 20;

/** What annotations hold and no list of names does: images, boxes in numbers, markup. */
const annotations = /"(images|annotations)"\s*:|^\s*<|^\s*\d+(?:[ \t]+[+-]?[\d.]\S*){4}\s*$/m;

/** Whether a text may be a list of names: a labels file must not be taken for annotations, nor they for one. */
export function isListOfNames(fileName: string, text: string): boolean {
  return /\.(txt|names|json)$/i.test(fileName) && text.trim() !== '' && !annotations.test(text);
}

/** @throws FocalScopeError `sidecar-invalid` where it is no text of a size that anybody wrote */
export async function readModelText(file: File): Promise<string> {
  if (file.size > longestText)
    throw new FocalScopeError('sidecar-invalid', { path: '$', reason: `${file.size} bytes` });
  try {
    return await file.text();
  } catch (error) {
    throw new FocalScopeError('sidecar-invalid', { path: '$', reason: String(error) }, { cause: error });
  }
}

/** @throws FocalScopeError `sidecar-invalid` for text that is no JSON */
export function parseSidecar(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new FocalScopeError('sidecar-invalid', { path: '$', reason: String(error) }, { cause: error });
  }
}

/**
 * A file that was chosen for a model: a sidecar by its name or its `format`, else the names of its classes.
 *
 * @throws FocalScopeError `sidecar-invalid`
 */
export async function readConventionsFile(file: File): Promise<ConventionsFiles> {
  const text = await readModelText(file);
  const says = isSidecar(file.name) || /^\s*\{[^{}[\]]*"format"\s*:\s*"focalscope-retinanet"/.test(text);
  return says ? { fileName: file.name, sidecar: parseSidecar(text) } : { fileName: file.name, labels: text };
}
