import type { KeptModel, StoragePlace } from './kept-model.ts';

/** A file that is being written: bytes are added at its end, and can be read back to go on with a hash. */
export interface GrowingFile {
  readonly bytes: number;
  append(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Begins anew. */
  clear(): Promise<void>;
  /** What is there, in order. */
  chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Lets go of it, with everything written. */
  close(): Promise<void>;
}

/**
 * Keeps files, and a record of each model, in one place. Files are numbered within a model: 0 is the graph.
 *
 * Everything may throw FocalScopeError `model-no-room` where the browser gives no more room, and `model-busy` where
 * another tab is writing the same file.
 */
export interface ModelStore {
  readonly place: StoragePlace;
  records(): Promise<KeptModel[]>;
  writeRecord(record: KeptModel): Promise<void>;
  /** Opens a file to write on; a file that is not there yet is empty. */
  grow(id: string, index: number): Promise<GrowingFile>;
  /** The file as it lies there, or undefined without one. */
  read(id: string, index: number): Promise<Blob | undefined>;
  /** Removes a model's record and files. */
  remove(id: string): Promise<void>;
}
