/** The steps of the guided tour, in their order. */
export const tourSteps = ['imbalance', 'fog', 'gamma', 'alpha', 'prior', 'ohem', 'detections'] as const;
export type TourStepName = (typeof tourSteps)[number];

export interface TourState {
  /** `leaving`: it has been asked whose settings and photo shall stay. */
  readonly status: 'off' | 'running' | 'leaving';
  /** Index of the step that it is at, or would go on with. */
  readonly step: number;
  /** Whether nobody has started or declined it on this computer. */
  readonly isOffered: boolean;
}

/** What a person does with the tour. */
export type TourAction =
  /** Goes on where it was left, or begins. */
  | { readonly kind: 'start' }
  | { readonly kind: 'decline' }
  | { readonly kind: 'next' }
  | { readonly kind: 'back' }
  | { readonly kind: 'leave' }
  /** Not leaving after all. */
  | { readonly kind: 'stay' }
  | { readonly kind: 'end'; readonly how: 'keep' | 'give-back' };

const storageKey = 'focalscope.tour';

/** The tour as an earlier visit left it. */
export function loadTour(storage: Pick<Storage, 'getItem'> | undefined): TourState {
  const first: TourState = { status: 'off', step: 0, isOffered: true };
  try {
    const stored = storage?.getItem(storageKey) ?? null;
    if (stored === null) return first;
    const step = Number(stored);
    return { status: 'off', step: tourSteps[step] === undefined ? 0 : step, isOffered: false };
  } catch {
    return first;
  }
}

/** Remembers the step to go on with. */
export function saveTour(storage: Pick<Storage, 'setItem'> | undefined, step: number): void {
  try {
    storage?.setItem(storageKey, String(step));
  } catch {
    // A full or blocked storage costs the next visit its place, and nothing else.
  }
}
