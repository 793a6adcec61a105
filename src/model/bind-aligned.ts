/** Where bindings of a storage buffer may begin, on every device. */
const bindingAlignment = 256;

/**
 * Binds elements of a buffer, from the last place before them where a binding may begin, to the end of a word.
 *
 * @param bytes of one element: 2 or 4
 * @returns the binding, and the index in it of the first element
 */
export function bindAligned(
  buffer: GPUBuffer,
  first: number,
  count: number,
  bytes: number,
): { readonly binding: GPUBufferBinding; readonly start: number } {
  const offset = Math.floor((first * bytes) / bindingAlignment) * bindingAlignment;
  const end = Math.ceil(((first + count) * bytes) / 4) * 4;
  return { binding: { buffer, offset, size: end - offset }, start: first - offset / bytes };
}
