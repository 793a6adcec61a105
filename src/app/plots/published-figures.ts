import figures from './published-figures.json';

/** Where all of them come from. */
export const publishedSource: string = figures.source;

/** Tables 1 and 2 and figure 2 of Lin et al. 2017, by their names in the file. */
export const publishedTables = {
  table_1a: figures.table_1a.rows,
  table_1b: figures.table_1b.rows,
  table_1c: figures.table_1c.rows,
  table_1d: figures.table_1d.rows,
  table_1e: figures.table_1e.rows,
  table_2: figures.table_2.rows,
  figure_2: figures.figure_2.rows,
} as const;

export type PublishedName = keyof typeof publishedTables;
export type PublishedRow<Name extends PublishedName> = (typeof publishedTables)[Name][number];

/** The names of all columns. */
export type PublishedColumn = { [Name in PublishedName]: keyof PublishedRow<Name> }[PublishedName];

/** A table's columns, in the order of the file. */
export function columnsOf(name: PublishedName): readonly PublishedColumn[] {
  return Object.keys(publishedTables[name][0] ?? {}) as PublishedColumn[];
}

/** The row of the highest AP. */
export function bestOf<Row extends { readonly AP: number }>(rows: readonly Row[]): Row | undefined {
  return rows.reduce<Row | undefined>((best, row) => (!best || row.AP > best.AP ? row : best), undefined);
}
