import * as v from 'valibot';
import { annotationFault, placeAt } from './annotation-fault.ts';
import { synonymGroups } from './class-synonyms.ts';
import { findJsonFault } from './json-fault.ts';

/** What an annotation's class is proposed to be among the model's. */
export interface ClassProposal {
  /** As the annotations write it. */
  readonly name: string;
  /**
   * `exact` but for case, spaces and the like; `synonym` for a known other spelling or number; `unknown` for the
   * person to decide.
   */
  readonly kind: 'exact' | 'synonym' | 'unknown';
  /** Index into the model's classes, unless it is unknown. */
  readonly classIndex?: number;
}

/** What each name of an annotation set was decided to be: one of the model's classes by name, or null to leave out. */
export type ClassMapping = ReadonlyMap<string, string | null>;

/** A name without case, accents of width, spaces, hyphens, underscores and other marks. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

/** What an English plural may be the plural of, likeliest first. */
function singulars(name: string): string[] {
  if (!/^[a-z]{3,}s$/.test(name)) return [];
  const found = [name.slice(0, -1)];
  if (name.endsWith('ies')) found.push(`${name.slice(0, -3)}y`);
  if (name.endsWith('ves')) found.push(`${name.slice(0, -3)}f`, `${name.slice(0, -3)}fe`);
  if (name.endsWith('es')) found.push(name.slice(0, -2));
  return found;
}

const groupOfName = new Map(
  synonymGroups.flatMap((names, group) => names.map((name) => [name, group] as const)),
);

/**
 * Proposes one of the model's classes for each name of a set of annotations. Nothing is guessed by likeness: a name
 * is the same, a known synonym, a plural or a singular, or unknown.
 */
export function proposeClassMapping(
  names: readonly string[],
  modelClasses: readonly string[],
): ClassProposal[] {
  const exact = new Map<string, number>();
  const byGroup = new Map<number, number>();
  const byPlural = new Map<string, number>();
  modelClasses.forEach((modelClass, index) => {
    const folded = foldName(modelClass);
    if (folded === '') return;
    if (!exact.has(folded)) exact.set(folded, index);
    const group = groupOfName.get(folded);
    if (group !== undefined && !byGroup.has(group)) byGroup.set(group, index);
    for (const singular of singulars(folded)) if (!byPlural.has(singular)) byPlural.set(singular, index);
  });
  return names.map((name) => {
    const folded = foldName(name);
    const same = modelClasses.indexOf(name);
    const classIndex = same >= 0 ? same : exact.get(folded);
    if (classIndex !== undefined) return { name, kind: 'exact', classIndex };
    for (const candidate of [folded, ...singulars(folded)]) {
      const group = groupOfName.get(candidate);
      const found =
        exact.get(candidate) ??
        (group === undefined ? undefined : byGroup.get(group)) ??
        byPlural.get(candidate);
      if (found !== undefined) return { name, kind: 'synonym', classIndex: found };
    }
    return { name, kind: 'unknown' };
  });
}

const mappingSchema = v.object({
  version: v.literal(1),
  classes: v.array(v.tuple([v.string(), v.nullable(v.string())])),
});

/** A decided mapping as JSON, to be remembered; classes by name, so that it outlives the model's order of them. */
export function writeClassMapping(mapping: ClassMapping): string {
  return JSON.stringify({ version: 1, classes: [...mapping] });
}

/**
 * Reads a remembered mapping. Classes that the model does not have are left out, for the person to decide anew.
 *
 * @throws FocalScopeError `annotations-syntax` or `annotations-value`
 */
export function readClassMapping(text: string, modelClasses: readonly string[]): ClassMapping {
  const fileName = 'class-mapping.json';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const fault = findJsonFault(text) ?? { offset: 0, expected: '{' };
    const found = text.slice(fault.offset, fault.offset + 20);
    throw annotationFault('annotations-syntax', fileName, placeAt(text, fault.offset), fault.expected, found);
  }
  const parsed = v.safeParse(mappingSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = v.getDotPath(issue) ?? '$';
    throw annotationFault('annotations-value', fileName, { path }, issue.expected, issue.received);
  }
  const known = new Set(modelClasses);
  return new Map(
    parsed.output.classes.filter(([, modelClass]) => modelClass === null || known.has(modelClass)),
  );
}
