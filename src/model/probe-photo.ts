import type { Box } from '../base/box.ts';

/** A photo with known objects, to tell conventions apart by. */
export interface ProbePhoto {
  readonly blob: Blob;
  readonly fileName: string;
  /** In pixels of the upright original; `label` is a class name in the words of whoever annotated it. */
  readonly boxes: readonly { readonly box: Box; readonly label: string }[];
}
