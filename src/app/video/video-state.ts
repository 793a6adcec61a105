import type { PhotoTitle } from '../photo-title.ts';

/** Why a video stands still. */
export type PauseReason = 'person' | 'hidden' | 'ended' | 'lost';

/** The camera or video on the stage. */
export interface VideoState {
  readonly status: 'off' | 'starting' | 'playing' | 'paused';
  readonly kind: 'camera' | 'file';
  /** The camera's or the file's own name. */
  readonly name: string;
  /** Its frames, as the page names photos; undefined while it is off. */
  readonly title: PhotoTitle | undefined;
  /** Frames analysed in a second, over the last few; undefined until there are any. */
  readonly framesPerSecond: number | undefined;
  /** Whether there is another camera to turn to. */
  readonly canSwitch: boolean;
  readonly reason: PauseReason | undefined;
}

export const noVideo: VideoState = {
  status: 'off',
  kind: 'camera',
  name: '',
  title: undefined,
  framesPerSecond: undefined,
  canSwitch: false,
  reason: undefined,
};

/** What a person does with it. */
export type VideoAction =
  | { readonly kind: 'open-camera' | 'pause' | 'resume' | 'stop' | 'switch-camera' }
  | { readonly kind: 'open-file'; readonly file: File };
