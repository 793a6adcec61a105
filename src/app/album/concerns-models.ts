import type { ModelReading } from '../conventions/conventions-state.ts';
import type { SortedFiles } from './opened-file.ts';

/** Whether a file is called as the page calls what it writes down of a model. */
export function isSidecar(fileName: string): boolean {
  return /\.retinanet\.json$/i.test(fileName);
}

/** Whether an import may hold a model, or files that say something of the one in use. */
export function mayConcernModels({ model, annotations }: SortedFiles, reading?: ModelReading): boolean {
  const isAlone = reading !== undefined && annotations.length === 1;
  return model.length > 0 || isAlone || annotations.some(({ file }) => isSidecar(file.name));
}
