import type { Sample } from './samples.ts';

/** A photo as the page names it. */
export interface PhotoTitle {
  readonly fileName: string;
  /** The sample it is, if it is one. */
  readonly sample: Sample | undefined;
  /** The photo of the album that it is, if it is one. */
  readonly albumId?: number | undefined;
  /** Whether it is of a camera or a video. */
  readonly isFrame?: boolean | undefined;
  /** Counts photos opened, so that two files of one name are two photos. */
  readonly serial: number;
}
