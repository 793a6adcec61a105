import * as v from 'valibot';
import { FocalScopeError } from '../base/errors.ts';

const longestName = 200;
const mostNames = 100_000;

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(longestName));
const byIndex = v.record(v.pipe(v.string(), v.regex(/^\d+$/)), name);
const categories = v.object({ categories: v.array(v.object({ name })) });

/**
 * The class names of a labels file, by class index: one a line, or JSON: a list of names, an object from index to
 * name, or one with COCO's `categories`.
 *
 * @param count K of the model: as many names there must be; undefined where the graph does not tell, and any number is
 * @throws FocalScopeError `labels-invalid`, with what was expected and found
 */
export function readLabels(text: string, count: number | undefined): readonly string[] {
  const names = readNames(text.replace(/^\uFEFF/, '').slice(0, longestName * mostNames));
  if (names.length === 0 || names.length !== (count ?? names.length))
    throw new FocalScopeError('labels-invalid', { expected: count ?? '1, 2, …', found: names.length });
  return names;
}

function readNames(text: string): readonly string[] {
  if (!/^\s*[[{]/.test(text)) {
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim().slice(0, longestName).trimEnd());
    return lines.filter((line) => line !== '');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const listed = v.safeParse(v.array(name), value);
  if (listed.success) return listed.output;
  const coco = v.safeParse(categories, value);
  if (coco.success) return coco.output.categories.map((category) => category.name);
  const indexed = v.safeParse(byIndex, value);
  if (!indexed.success) return [];
  const found = Object.entries(indexed.output).sort(([first], [second]) => Number(first) - Number(second));
  // Without a gap, or the names after it would belong to other classes.
  return found.every(([index], place) => Number(index) === place) ? found.map(([, one]) => one) : [];
}
