import * as v from 'valibot';
import { readingSources, type KeptModel } from './kept-model.ts';

const optionalText = v.optional(v.string());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const recordSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  fileName: v.pipe(v.string(), v.minLength(1)),
  url: optionalText,
  state: v.picklist(['whole', 'partial']),
  files: v.pipe(
    v.array(v.object({ path: v.string(), bytes: count, sha256: v.optional(hash) })),
    v.minLength(1),
  ),
  expectedBytes: v.optional(count),
  expectedSha256: v.optional(hash),
  validator: v.object({ etag: optionalText, lastModified: optionalText }),
  savedAt: v.number(),
  sidecar: v.optional(v.unknown()),
  labels: optionalText,
  foundBy: v.fallback(v.optional(v.picklist(readingSources)), undefined),
});

/** A record as it was written; one that is damaged, or of another version of the page, is none. */
export function parseRecord(text: string): KeptModel | undefined {
  try {
    const { output, success } = v.safeParse(recordSchema, JSON.parse(text));
    if (!success) return undefined;
    const { id, fileName, state, validator, savedAt, sidecar, labels, foundBy } = output;
    return {
      id,
      fileName,
      url: output.url,
      state,
      files: output.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
      expectedBytes: output.expectedBytes,
      expectedSha256: output.expectedSha256,
      validator,
      savedAt,
      ...(sidecar === undefined ? {} : { sidecar }),
      labels,
      ...(foundBy && { foundBy }),
    };
  } catch {
    return undefined;
  }
}
