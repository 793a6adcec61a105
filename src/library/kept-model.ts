/** Where kept files lie: the origin's private file system, the Cache API, or this page's memory alone. */
export type StoragePlace = 'opfs' | 'cache' | 'memory';

/** One file of a kept model. */
export interface KeptFile {
  /** As the graph calls it; the graph's own is its file name. */
  readonly path: string;
  /** What has arrived of it. */
  readonly bytes: number;
  /** Hexadecimal, of the whole file; undefined while it is not whole. */
  readonly sha256: string | undefined;
}

/** By what a server tells one state of a file from another. */
export interface FileValidator {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/**
 * How it was found what a model's outputs mean: `sidecar` and `by-hand` by somebody's word; `ranking` by a clear
 * agreement with photos, `close` by one that others come near, `undecided` by the graph's layout where no photo told;
 * `layout` of boxes after suppression, whose input alone is supposed.
 */
export const readingSources = ['sidecar', 'by-hand', 'ranking', 'close', 'undecided', 'layout'] as const;
export type ReadingSource = (typeof readingSources)[number];

/** A model that is kept in this browser, whole or so far as it has arrived. */
export interface KeptModel {
  readonly id: string;
  readonly fileName: string;
  /** Where it was downloaded from; undefined for files from this computer. */
  readonly url: string | undefined;
  readonly state: 'whole' | 'partial';
  /** The graph first, then the files beside it. */
  readonly files: readonly KeptFile[];
  /** Bytes that the graph should have, where that is known. */
  readonly expectedBytes: number | undefined;
  /** The hash that the graph should have, where the source tells it. */
  readonly expectedSha256: string | undefined;
  readonly validator: FileValidator;
  /** Milliseconds since 1970 of the last byte. */
  readonly savedAt: number;
  /** How its outputs are read, as a sidecar file has it. */
  readonly sidecar?: unknown;
  /** Text of a file with the names of its classes. */
  readonly labels?: string | undefined;
  /** Who says so; left out where it is what came with the file. */
  readonly foundBy?: ReadingSource | undefined;
}

/** What has arrived, of all files. */
export function keptBytes({ files }: KeptModel): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
