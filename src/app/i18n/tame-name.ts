/** What moves the cursor, ends lines or turns the direction of all that follows: it has no place in a name. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Letters of scripts that run from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** More than any name that says something; the end of a file's name has its type. */
const [mostAtStart, mostAtEnd] = [120, 40];

/**
 * A name out of somebody's file, for the middle of a sentence: control characters are shown as such, a name from right
 * to left does not turn the sentence round, and a very long one is cut in its middle.
 */
export function tameName(name: string): string {
  const short =
    name.length <= mostAtStart + mostAtEnd ? name : `${name.slice(0, mostAtStart)}…${name.slice(-mostAtEnd)}`;
  const visible = short.replace(controls, '\ufffd').replace(/\p{Cs}/gu, '\ufffd');
  return rightToLeft.test(visible) ? `\u2068${visible}\u2069` : visible;
}
