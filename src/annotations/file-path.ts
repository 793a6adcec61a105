/** The parts of a path, whichever way its slashes lean; without empty ones, `.` and a drive's letter. */
export function pathParts(path: string): string[] {
  return path
    .normalize('NFC')
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.' && !/^[a-z]:$/i.test(part));
}

/** The last part of a path. */
export function pathBase(path: string): string {
  return pathParts(path).at(-1) ?? '';
}

/** A path without its last extension; a leading dot begins none. */
export function pathStem(path: string): string {
  return path.replace(/(?<=[^\\/])\.[^.\\/]*$/, '');
}

/**
 * A path that stays below the folder it is unpacked in, and that every system can write: no `..`, no root, none of
 * the characters that Windows refuses.
 */
export function safePath(path: string): string {
  const parts = pathParts(path)
    .filter((part) => part !== '..')
    .map((part) => part.replace(/[<>:"|?*\u0000-\u001f\ud800-\udfff]/gu, '_').replace(/[. ]+$/, '_'));
  return parts.join('/') || 'unnamed';
}
