import type { AppState } from './app-state.ts';
import type { Words } from './i18n/words.ts';

/** What the page is busy with, or undefined when it is not. */
export function busyText(state: AppState, words: Words): string | undefined {
  const { phase, opening, photo, restarting, video } = state;
  if (restarting) return words.text('phase.restarting');
  if (video.status === 'starting') {
    const key = video.kind === 'camera' ? 'video.starting' : 'video.startingFile';
    return words.text(key, { fileName: video.name });
  }
  const fileName = opening?.fileName ?? photo?.fileName ?? '';
  switch (phase.name) {
    case 'downloading':
      return words.text('phase.downloading');
    case 'compiling':
      return words.text('phase.compiling');
    case 'probing':
      return words.text('conventions.ranking.running', { done: phase.done + 1, total: phase.total });
    case 'decoding':
      return words.text('phase.decoding', { fileName });
    case 'running':
      return opening || !photo
        ? words.text('phase.running', { fileName })
        : words.text('phase.analysingAgain');
    case 'idle':
      if (opening) return words.text('phase.decoding', { fileName });
      return state.engine === 'waiting' ? words.text('phase.starting') : undefined;
  }
}

/** The one line that is announced: what is going on, then what came of it. */
export function statusText(state: AppState, words: Words): string {
  const busy = busyText(state, words);
  if (busy !== undefined) return busy;
  const { photo, readout, message, video } = state;
  // What is in each frame would be too much to say.
  if (video.status === 'playing') return words.text('video.playing', { name: video.name });
  if (!photo) return message || state.engine === 'failed' ? '' : words.text('phase.idle');
  const { fileName } = photo;
  // The analysis is there, its figures are on their way.
  if (!readout) return words.text(message ? 'phase.idle' : 'phase.running', { fileName });
  const count = readout.detections.length;
  return count === 0
    ? words.text('status.foundNone', { fileName })
    : words.plural('status.found', count, { fileName });
}
