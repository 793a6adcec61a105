/** Logits `[1, A, K]` and deltas `[1, A, 4]`, levels one after the other. */
export interface ConcatenatedLayout {
  readonly kind: 'concatenated';
  readonly logits: string;
  readonly deltas: string;
  /** K */
  readonly classes: number;
  /** A, where the file fixes it or a run has told. */
  readonly anchors: number | undefined;
}

/** Cells of one level. */
export interface LevelSize {
  readonly height: number;
  readonly width: number;
}

/** The two maps of one level, `[1, A·K, H, W]` and `[1, A·4, H, W]`, A being the anchors per cell. */
export interface LevelMaps extends LevelSize {
  readonly logits: string;
  readonly deltas: string;
}

/** Two maps for each level, channel `a·K + k` and `a·4 + j`. */
export interface PerLevelLayout {
  readonly kind: 'per-level';
  /** Finest first, whatever the outputs are called. */
  readonly levels: readonly LevelMaps[];
  readonly classes: number;
  readonly anchorsPerCell: number;
}

/** Boxes after suppression: nothing that a loss could be computed from. */
export interface DetectionsLayout {
  readonly kind: 'detections';
  /** `[N, 4]` corners, or `[N, 5]` with the score behind them; with a batch of one or without. */
  readonly boxes: string;
  /** `[N]`; undefined where the boxes hold the scores. */
  readonly scores: string | undefined;
  /** `[N]`; integers of 32 or 64 bits, or whole floats. */
  readonly labels: string;
}

/** The heads whose loss can be computed. */
export type RawHeadLayout = ConcatenatedLayout | PerLevelLayout;

/** Where in a graph's outputs its answer lies. Names are free: shapes and types decide. */
export type HeadLayout = RawHeadLayout | DetectionsLayout;

/** What is known beforehand; it only decides between readings that the shapes allow. */
export interface HeadHints {
  readonly logitsName?: string | undefined;
  readonly deltasName?: string | undefined;
  /** K */
  readonly classes?: number | undefined;
}
