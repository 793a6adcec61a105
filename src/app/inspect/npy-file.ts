import { strToU8 } from 'fflate';

/** Arrays that NumPy reads, by its names of their types; both are little-endian, as the arrays of browsers are. */
export type NpyArray = Float32Array | Int32Array;

/** The header and the array begin at multiples of this many bytes. */
const alignment = 64;

/**
 * An array as a `.npy` file, version 1.0 of NumPy's format, row-major.
 *
 * @param shape its product is the array's length
 */
export function encodeNpy(values: NpyArray, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const type = values instanceof Float32Array ? '<f4' : '<i4';
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const description = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sides}), }`;
  const prefix = 10;
  const length = Math.ceil((prefix + description.length + 1) / alignment) * alignment - prefix;
  const header = strToU8(`${description.padEnd(length - 1)}\n`);
  const file = new Uint8Array(prefix + length + values.byteLength);
  file.set([0x93, ...strToU8('NUMPY'), 1, 0, length & 255, length >> 8]);
  file.set(header, prefix);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), prefix + length);
  return file;
}
