import type { Box } from '../../base/box.ts';
import type { BoxRefusal, EditedBox } from './edited-box.ts';

/** Where the boxes of the photo came from first. */
export type GroundTruthOrigin = 'none' | 'sample' | 'file' | 'saved' | 'drawn';

/** The ground truth of the photo on the stage, as the page edits it. */
export interface GroundTruthState {
  /** Undefined: nobody has given any, and confident detections stand in. */
  readonly boxes: readonly EditedBox[] | undefined;
  readonly origin: GroundTruthOrigin;
  /** The id of the box that the keyboard works on. */
  readonly selected: number | undefined;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** Whether the boxes differ from those the photo came with. */
  readonly isEdited: boolean;
  /** Whether what was drawn is kept on this computer; `nothing` before the first edit. */
  readonly saving: 'nothing' | 'saved' | 'failed';
  /** How often another tab's boxes for the same photo came in. */
  readonly joined: number;
  /** The last edit that was refused; `serial` counts them, so that the same one twice is said twice. */
  readonly refusal: { readonly reason: BoxRefusal; readonly serial: number } | undefined;
  /** What the next drawn box is taken for: the class that was chosen last. */
  readonly nextClass: number;
}

export const noGroundTruth: GroundTruthState = {
  boxes: undefined,
  origin: 'none',
  selected: undefined,
  canUndo: false,
  canRedo: false,
  isEdited: false,
  saving: 'nothing',
  joined: 0,
  refusal: undefined,
  nextClass: 0,
};

/** What a person does to the ground truth. Boxes are in pixels of the upright original. */
export type GroundTruthAction =
  | { readonly kind: 'add'; readonly box: Box; readonly classIndex?: number }
  /** Moves or resizes; the calls of one drag share a `gesture` and are one step of undo. */
  | { readonly kind: 'place'; readonly id: number; readonly box: Box; readonly gesture: number }
  /** Takes back what a drag has done so far. */
  | { readonly kind: 'withdraw'; readonly gesture: number }
  | { readonly kind: 'relabel'; readonly id: number; readonly classIndex: number }
  | { readonly kind: 'crowd'; readonly id: number; readonly crowd: boolean }
  | { readonly kind: 'remove'; readonly id: number }
  | { readonly kind: 'select'; readonly id: number | undefined }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** Takes the detections that stand in as boxes to edit. */
  | { readonly kind: 'adopt-detections' }
  | { readonly kind: 'remove-all' }
  /** Back to what the photo came with, and forgets what was kept. */
  | { readonly kind: 'revert' };
