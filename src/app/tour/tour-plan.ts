import type { PageView } from '../page-view.ts';
import type { RangeName, Settings } from '../settings.ts';
import type { TourStepName } from './tour-state.ts';

/** What a step does to the page. Whatever a step does not name is at its default there. */
export interface TourStep {
  readonly view: PageView;
  readonly settings: Partial<Settings>;
  /** A slider that is seen to move to where the step puts it, and where it moves from. */
  readonly moves:
    { readonly name: RangeName; readonly from: number; readonly isByRatio?: boolean } | undefined;
  /** The control that it is about: selectors, each within the shadow root of the last. */
  readonly target: readonly string[];
}

const inControls = (selector: string): readonly string[] => ['fs-controls', selector];

export const tourPlan: Readonly<Record<TourStepName, TourStep>> = {
  imbalance: {
    view: 'microscope',
    settings: { shown: 'cross-entropy', anchorKind: 'foreground' },
    moves: undefined,
    target: inControls('fs-readouts'),
  },
  fog: {
    view: 'microscope',
    settings: { shown: 'cross-entropy' },
    moves: undefined,
    target: inControls('fs-loss-choice'),
  },
  gamma: {
    view: 'microscope',
    settings: { shown: 'focal', gamma: 2, alphaOn: false },
    moves: { name: 'gamma', from: 0 },
    target: inControls('fs-slider[name=gamma]'),
  },
  alpha: {
    view: 'microscope',
    settings: { shown: 'focal', gamma: 2, alphaOn: true, alpha: 0.25 },
    moves: { name: 'alpha', from: 0.75 },
    target: inControls('fs-slider[name=alpha]'),
  },
  prior: {
    view: 'plots',
    settings: { prior: 0.01 },
    moves: { name: 'prior', from: 0.5, isByRatio: true },
    target: ['fs-lazy-view', 'fs-plots-view', 'fs-plot-prior'],
  },
  ohem: {
    view: 'microscope',
    settings: { compareMode: 'swipe', compareLeft: 'ohem', compareRight: 'alpha-focal', divider: 0.5 },
    moves: { name: 'divider', from: 0.1 },
    target: inControls('fs-compare'),
  },
  detections: {
    view: 'microscope',
    settings: { shown: 'focal', opacity: 0.3 },
    moves: { name: 'scoreThreshold', from: 0.9 },
    target: inControls('fs-slider[name=scoreThreshold]'),
  },
};
