import type { AnnotationId, JsonFields } from './annotation-set.ts';
import { annotationFault } from './annotation-fault.ts';
import type { FocalScopeError } from '../base/errors.ts';
import type { WarningList } from './annotation-warnings.ts';

/** Takes parsed JSON apart, and says by its path what is not as it should be. */
export class JsonReader {
  readonly #fileName: string;
  readonly #warnings: WarningList;

  constructor(fileName: string, warnings: WarningList) {
    this.#fileName = fileName;
    this.#warnings = warnings;
  }

  fault(path: string, expected: string, found: unknown): FocalScopeError {
    return annotationFault('annotations-value', this.#fileName, { path }, expected, found);
  }

  /** @throws FocalScopeError `annotations-value` */
  object(value: unknown, path: string): JsonFields {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw this.fault(path, '{…}', value);
    return value as JsonFields;
  }

  /** @throws FocalScopeError `annotations-value` */
  array(value: unknown, path: string): readonly unknown[] {
    if (!Array.isArray(value)) throw this.fault(path, '[…]', value);
    return value;
  }

  /** @throws FocalScopeError `annotations-value` */
  name(value: unknown, path: string): string {
    if (typeof value !== 'string' || value === '') throw this.fault(path, 'string', value);
    return value;
  }

  /** @throws FocalScopeError `annotations-value` */
  id(value: unknown, path: string): AnnotationId {
    if (typeof value === 'number' && Number.isFinite(value)) return value + 0;
    if (typeof value === 'string' && value !== '') return value;
    throw this.fault(path, 'number', value);
  }

  /**
   * A side of an image; undefined where the member is not there.
   *
   * @throws FocalScopeError `annotations-value`
   */
  side(value: unknown, path: string): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
      throw this.fault(path, 'number > 0', value);
    return value;
  }

  /** @throws FocalScopeError `annotations-value` */
  flag(value: unknown, path: string): boolean {
    if (value === undefined || value === 0 || value === false) return false;
    if (value === 1 || value === true) return true;
    throw this.fault(path, '0, 1', value);
  }

  /** What is left of an object, as `{ coco }`, or nothing. A member that would pose as a prototype is dropped. */
  carried(rest: Record<string, unknown>, path: () => string): { coco?: JsonFields } {
    if (Object.hasOwn(rest, '__proto__')) {
      Reflect.deleteProperty(rest, '__proto__');
      this.#warnings.add('member-dropped', this.#fileName, () => `${path()}.__proto__`);
    }
    for (const name in rest) if (rest[name] !== undefined) return { coco: rest };
    return {};
  }
}
