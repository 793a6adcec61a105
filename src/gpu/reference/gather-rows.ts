/**
 * Twin of the kernel `gather-rows`: a copy of some rows, in the order asked for.
 *
 * @param matrix `[N, width]` row-major, or longer
 * @returns `[rows.length, width]`
 */
export function gatherRowsReference<Values extends Float32Array | Int32Array | Uint32Array>(
  matrix: Values,
  width: number,
  rows: readonly number[],
): Values {
  const Kind = matrix.constructor as new (length: number) => Values;
  const gathered = new Kind(rows.length * width);
  for (const [place, row] of rows.entries())
    gathered.set(matrix.subarray(row * width, (row + 1) * width), place * width);
  return gathered;
}
