import type { GroundTruthBox } from '../../anchors/ground-truth.ts';
import type { EditedBox } from './edited-box.ts';
import type { GroundTruthOrigin } from './ground-truth-state.ts';
import { sortKeptBoxes, type KeptBox } from './kept-box.ts';
import type { KeptSync } from './kept-sync.ts';
import { hashPhoto } from './photo-hash.ts';

/** What is kept of a photo on this computer. */
export interface FoundKept {
  /** Undefined where the photo's bytes could not be read: nothing is kept of it then. */
  readonly hash: string | undefined;
  /** Whether this browser told what is kept of it. */
  readonly isKeepable: boolean;
  /** Undefined where nothing is kept. */
  readonly boxes: readonly GroundTruthBox[] | undefined;
  /** Kept boxes of classes that this model does not have: they are kept on, unseen. */
  readonly foreign: readonly KeptBox[];
}

/** What a photo comes with. */
export interface GivenGroundTruth {
  readonly boxes: readonly GroundTruthBox[] | undefined;
  readonly origin: GroundTruthOrigin;
}

/** The ground truth of one photo, from when it is opened until the next one is on the stage. */
export interface Subject extends FoundKept {
  readonly serial: number;
  readonly fileName: string;
  readonly given: GivenGroundTruth;
  readonly start: readonly EditedBox[] | undefined;
  readonly origin: GroundTruthOrigin;
}

/** Never rejects: a browser that keeps nothing is one that kept nothing, and `isKeepable` says so. */
export async function findKept(
  keeping: Pick<KeptSync, 'load'>,
  photo: Blob | undefined,
  classes: readonly string[],
): Promise<FoundKept> {
  const hash = photo && (await hashPhoto(photo).catch(() => undefined));
  try {
    const kept = hash === undefined ? undefined : await keeping.load(hash);
    const sorted = kept && sortKeptBoxes(kept.boxes, classes);
    return { hash, isKeepable: hash !== undefined, boxes: sorted?.known, foreign: sorted?.foreign ?? [] };
  } catch {
    return { hash, isKeepable: false, boxes: undefined, foreign: [] };
  }
}
