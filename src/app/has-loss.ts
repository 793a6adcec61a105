import type { AppState } from './app-state.ts';

/** Whether the photo on the stage has a loss: not where the model gives boxes after suppression alone. */
export function hasLoss({ analysis }: Pick<AppState, 'analysis'>): boolean {
  return analysis?.answer !== 'detections';
}
