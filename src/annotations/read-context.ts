import type { WarningList } from './annotation-warnings.ts';
import type { ReadPace } from './read-pace.ts';

/** An image's size and, where an annotation file has only its stem, its whole name. */
export interface KnownImage {
  readonly width: number;
  readonly height: number;
  readonly fileName?: string;
}

/** Finds the image that an annotation file speaks of, by a path that may lack its extension. */
export type ImageSizeLookUp = (fileName: string) => KnownImage | undefined | Promise<KnownImage | undefined>;

/** What every reader is given beside its text. */
export interface ReadContext {
  readonly warnings: WarningList;
  readonly pace: ReadPace;
  readonly imageSize: ImageSizeLookUp;
}
