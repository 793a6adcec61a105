import type { MatchSettings } from '../anchors/ground-truth.ts';
import type { InputGeometry } from '../image/input-geometry.ts';
import type { LossNormaliser } from '../loss/normaliser.ts';

/**
 * What all losses but OHEM's can be divided by: max(1, anchors of foreground), the same level by level and then added
 * up, A, or nothing.
 */
export const normaliserChoices = ['foreground', 'foreground-by-level', 'anchors', 'none'] as const;
export type NormaliserChoice = (typeof normaliserChoices)[number];

/** How targets are set, and what the losses that they decide are divided by. */
export interface TargetSettings extends MatchSettings {
  /** `foreground` where left out. */
  readonly normaliser?: NormaliserChoice;
}

/** The same as a person sets it, for a photo of any size. */
export interface TargetRules extends Omit<TargetSettings, 'ignoreBeyond'> {
  /** Whether anchors are ignored whose centre lies beyond the photo, on the padding. */
  readonly ignoreOutside?: boolean;
}

/** The rules as they are for one photo. */
export function targetSettingsOf(
  { ignoreOutside, ...rules }: TargetRules,
  { resizedWidth, resizedHeight }: Pick<InputGeometry, 'resizedWidth' | 'resizedHeight'>,
): TargetSettings {
  return ignoreOutside ? { ...rules, ignoreBeyond: [resizedWidth, resizedHeight] } : rules;
}

/**
 * The divisor as the losses take it.
 *
 * @param foregroundByLevel anchors of foreground of each level; asked for only where they decide it
 */
export function lossNormaliserOf(
  choice: NormaliserChoice,
  foregroundByLevel: () => readonly number[],
): LossNormaliser {
  if (choice !== 'foreground-by-level') return choice;
  return foregroundByLevel().reduce((sum, count) => sum + Math.max(1, count), 0);
}
