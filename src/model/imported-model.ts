/** A file beside the graph that holds weights of it. */
export interface ExternalDataFile {
  /** As the graph calls it, relative to the graph's own folder. */
  readonly path: string;
  readonly blob: Blob;
}

/** A model that somebody brought: what was dropped or downloaded together. */
export interface ImportedModel {
  readonly fileName: string;
  readonly graph: Blob;
  readonly externalData?: readonly ExternalDataFile[];
  /** Parsed JSON of its `*.retinanet.json`. */
  readonly sidecar?: unknown;
  /** Text of a file with the names of its classes. */
  readonly labels?: string;
}
