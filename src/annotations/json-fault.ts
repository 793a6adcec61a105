const space = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const escape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** What a JSON text breaks off on: its offset, and what could have stood there. */
export interface JsonFault {
  readonly offset: number;
  readonly expected: string;
}

/**
 * Finds what is wrong with a text that `JSON.parse` refused (RFC 8259). Engines word and place that each in its own
 * way, some not at all. Linear in the text, and not recursive, so that a million brackets are no trouble.
 *
 * @returns undefined when nothing is wrong
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = [];
  let at = 0;

  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const take = (character: string): boolean => {
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  const takeString = (): JsonFault | undefined => {
    if (!take('"')) return { offset: at, expected: '"' };
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x22) {
        at++;
        return undefined;
      }
      if (code === 0x5c) {
        if (!match(escape)) return { offset: at, expected: '\\n \\" \\\\ \\u0000' };
      } else if (code >= 0x20) at++;
      else return { offset: at, expected: '"' };
    }
  };
  /** The name of a member and its colon. */
  const takeName = (): JsonFault | undefined => {
    match(space);
    const fault = takeString();
    if (fault) return fault;
    match(space);
    return take(':') ? undefined : { offset: at, expected: ':' };
  };

  for (;;) {
    match(space);
    const next = text[at];
    let fault: JsonFault | undefined;
    if (next === '{' || next === '[') {
      at++;
      match(space);
      if (!take(next === '{' ? '}' : ']')) {
        open.push(next);
        if (next === '{') fault = takeName();
        if (fault) return fault;
        continue;
      }
    } else if (next === '"') fault = takeString();
    else if (!match(number) && !match(word)) fault = { offset: at, expected: '{ [ " number' };
    if (fault) return fault;

    // A value has ended: so may what is around it.
    for (;;) {
      match(space);
      const around = open.at(-1);
      if (around === undefined) return at === text.length ? undefined : { offset: at, expected: '' };
      if (take(',')) {
        if (around === '{') fault = takeName();
        if (fault) return fault;
        break;
      }
      const end = around === '{' ? '}' : ']';
      if (!take(end)) return { offset: at, expected: `, ${end}` };
      open.pop();
    }
  }
}
