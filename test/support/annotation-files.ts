import { readFileSync } from 'node:fs';
import type { AnnotationFile, ReadOptions } from '../../src/annotations/read-annotations.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { FocalScopeError } from '../../src/base/errors.ts';

const folder = new URL('../fixtures/annotations/', import.meta.url);
export const fixture = (name: string): AnnotationFile => ({
  name,
  content: new Blob([readFileSync(new URL(name, folder))]),
});
export const text = (name: string, content: string): AnnotationFile => ({ name, content });
export const yoloSize: ReadOptions = { imageSize: () => ({ width: 400, height: 200 }) };

export async function faultOf(files: AnnotationFile[], options?: ReadOptions): Promise<unknown> {
  const error = await readAnnotations(files, options).catch((thrown: unknown) => thrown);
  if (!(error instanceof FocalScopeError)) throw new Error(`no typed error: ${JSON.stringify(error)}`);
  return { code: error.code, ...error.details };
}
