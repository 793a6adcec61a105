import { requireWithin } from '../gpu/input-error.ts';

/** What a loss is divided by: max(1, anchors with a class), A, nothing, or a number above 0. */
export type LossNormaliser = 'foreground' | 'anchors' | 'none' | number;

/** The divisor in full. */
export function divisorOf(normaliser: LossNormaliser, anchors: number, foreground: number): number {
  return resolveNormaliser(normaliser, anchors) ?? Math.max(1, foreground);
}

/**
 * The divisor, or undefined where the targets decide it.
 *
 * @throws InputError for a number outside [1e-30, 1e30]
 */
export function resolveNormaliser(normaliser: LossNormaliser, anchors: number): number | undefined {
  if (normaliser === 'foreground') return undefined;
  if (normaliser === 'anchors') return anchors;
  if (normaliser === 'none') return 1;
  requireWithin('normaliser', normaliser, 1e-30, 1e30);
  return normaliser;
}
