import type { CoverageAction } from '../app/coverage/coverage-state.ts';

/** Sends what a person did up to the view of the anchors, through all shadow roots. */
export function emitCoverage(from: HTMLElement, action: CoverageAction): void {
  from.dispatchEvent(new CustomEvent('fs-coverage', { detail: action, bubbles: true, composed: true }));
}

/** What the event of {@link emitCoverage} carries. */
export type CoverageEvent = CustomEvent<CoverageAction>;
