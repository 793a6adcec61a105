import { marginBinCount, marginsOfBin } from '../../statistics/margin-bins.ts';

/**
 * How many elements lie in each column of an axis of margins; those beyond its ends are in the first and the last.
 *
 * @param counts one of an element histogram
 * @param edges margins between the columns, ascending: one more than there are columns
 * @returns a count for each column
 */
export function countByColumn(counts: Uint32Array, edges: Float64Array): Float64Array {
  const columns = new Float64Array(edges.length - 1);
  // Bins run from large margins to small ones, columns the other way.
  let column = columns.length - 1;
  for (let bin = 0; bin < Math.min(counts.length, marginBinCount); bin++) {
    const count = counts[bin] ?? 0;
    if (count === 0) continue;
    const { centre } = marginsOfBin(bin);
    while (column > 0 && centre < (edges[column] ?? 0)) column--;
    columns[column] = (columns[column] ?? 0) + count;
  }
  return columns;
}
