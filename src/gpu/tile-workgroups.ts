/**
 * Spreads a flat number of workgroups over two dimensions, since one dimension takes 65,535 on most adapters.
 * The product may exceed `count`: kernels return past their count.
 *
 * @throws RangeError when even `limit` × `limit` workgroups are too few
 */
export function tileWorkgroups(count: number, limit: number): [x: number, y: number] {
  if (count <= limit) return [count, 1];
  const rows = Math.ceil(count / limit);
  if (rows > limit) throw new RangeError(`${count} workgroups exceed ${limit} × ${limit}`);
  return [Math.ceil(count / rows), rows];
}
