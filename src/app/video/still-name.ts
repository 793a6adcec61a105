import type { VideoSource } from './video-source.ts';

/** The name of a frame that is kept as a photo: by the clock for a camera, by its place in a file. */
export function stillName(
  {
    kind,
    name,
    element,
  }: Pick<VideoSource, 'kind' | 'name'> & {
    readonly element: Pick<HTMLVideoElement, 'currentTime'>;
  },
  now: Date,
): string {
  if (kind === 'camera') return `camera-${now.toISOString().slice(0, 19).replace(/[T:]/g, '-')}.png`;
  return `${name.replace(/\.\w+$/, '')}-${element.currentTime.toFixed(2)}s.png`;
}
