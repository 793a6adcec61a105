import type { Readout } from '../../engine/messages.ts';
import type { AppState } from '../app-state.ts';
import type { TextValues, Words } from '../i18n/words.ts';
import { easyAnchorShare, lossShares } from '../loss-shares.ts';
import { startingLosses } from '../plots/prior-curve.ts';
import { tourSteps, type TourStepName } from './tour-state.ts';

/** A step in words. */
export interface TourText {
  readonly title: string;
  readonly text: string;
  readonly count: string;
  /** Whether every figure in it is the one of this step. */
  readonly isSettled: boolean;
}

type Facts = Pick<AppState, 'analysis' | 'readout' | 'settings' | 'model'>;

/** Whether the figures are of the settings in force: they follow a moment later. */
function isUpToDate(readout: Readout, settings: Facts['settings']): boolean {
  const { gamma, alpha } = readout.focalParameters;
  const isCompared = settings.compareMode === 'single' || readout.comparison !== undefined;
  return gamma === settings.gamma && alpha === (settings.alphaOn ? settings.alpha : 'off') && isCompared;
}

/** The figures of a step, of the photo on the stage; undefined until they are there. */
function valuesOf(step: TourStepName, facts: Facts, words: Words): TextValues | undefined {
  const { analysis, readout, settings, model } = facts;
  if (!analysis || !model || !readout || !isUpToDate(readout, settings)) return undefined;
  const { counts, detections } = readout;
  const crossEntropy = lossShares(readout.crossEntropy);
  const focal = lossShares(readout.focal);
  const anchors = analysis.anchorCount;
  switch (step) {
    case 'imbalance':
      return {
        anchors,
        foreground: counts.foreground,
        ratio: Math.round(anchors / Math.max(1, counts.foreground)),
        share: words.percent(counts.foreground / anchors),
      };
    case 'fog':
      return {
        anchors,
        share: words.percent(easyAnchorShare(readout)),
        crossEntropy: words.percent(crossEntropy['easy-background']),
      };
    case 'gamma':
      return {
        gamma: settings.gamma,
        times: words.figure(10 ** settings.gamma),
        crossEntropy: words.percent(crossEntropy['easy-background']),
        focal: words.percent(focal['easy-background']),
      };
    case 'alpha':
      return {
        alpha: settings.alpha,
        rest: words.figure(1 - settings.alpha),
        foreground: words.percent(focal.foreground),
        easy: words.percent(focal['easy-background']),
      };
    case 'prior': {
      const { foreground, ignored } = counts;
      const head = { anchors, classes: model.classes.length, foreground, ignored };
      const alpha = settings.alphaOn ? settings.alpha : 'off';
      const now = startingLosses(head, settings.prior, settings.gamma, alpha);
      const half = startingLosses(head, 0.5, settings.gamma, alpha);
      return {
        prior: words.figure(settings.prior),
        crossEntropy: words.figure(now.crossEntropy.total),
        half: words.figure(half.crossEntropy.total),
        trained: words.figure(readout.crossEntropy.total),
      };
    }
    case 'ohem': {
      const side = [readout.comparison?.left, readout.comparison?.right].find((one) => one?.selected);
      if (!side?.selected) return undefined;
      const { foreground, background } = side.selected;
      return { anchors, selected: foreground + background, foreground, background };
    }
    case 'detections':
      return { count: detections.length, threshold: words.percent(settings.scoreThreshold), anchors };
  }
}

/** What the tour says at a step. Figures that are not there yet are an ellipsis. */
export function tourText(step: number, facts: Facts, words: Words): TourText {
  const name = tourSteps[step] ?? 'imbalance';
  const values = valuesOf(name, facts, words);
  return {
    title: words.text(`tour.${name}.title`),
    text: words.text(`tour.${name}.text`, values),
    count: words.text('tour.count', { step: step + 1, steps: tourSteps.length }),
    isSettled: values !== undefined,
  };
}
