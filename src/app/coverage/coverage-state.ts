import type { SerialisedError } from '../../base/errors.ts';
import type { AnchorFreedom } from '../../coverage/anchor-genes.ts';
import type { AnchorSettings } from '../../coverage/anchor-settings.ts';
import type { CoverMatching } from '../../coverage/compute-coverage.ts';
import type { CoverageResult, SuggestionResult } from '../../coverage/coverage-messages.ts';
import type { SuggestionProgress } from '../../coverage/suggest-anchors.ts';
import type { CoverageInput } from './coverage-input.ts';

/** Whose boxes are measured. */
export const coverageSources = ['photo', 'file', 'samples'] as const;
export type CoverageSource = (typeof coverageSources)[number];

/** A search for better anchors, from its start to its answer. */
export type SuggestionState =
  | { readonly status: 'running'; readonly progress: SuggestionProgress }
  | { readonly status: 'done'; readonly result: SuggestionResult }
  | { readonly status: 'failed'; readonly error: SerialisedError };

/** A result with the boxes that it is of. */
export interface MeasuredInput extends CoverageResult {
  readonly input: CoverageInput;
}

/** Everything that the view of the anchors shows. Never changed in place. */
export interface CoverageState {
  readonly source: CoverageSource;
  /** Those that there are boxes of, or could be. */
  readonly available: readonly CoverageSource[];
  readonly settings: AnchorSettings;
  readonly matching: CoverMatching;
  /** Whether these are the model's own. */
  readonly isModels: boolean;
  /** The last that was measured; it stays while the next is on its way. */
  readonly measured: MeasuredInput | undefined;
  /** `empty`: the source has no boxes. */
  readonly phase: 'reading' | 'measuring' | 'ready' | 'empty' | 'failed';
  /** Of reading or measuring, in [0, 1]. */
  readonly progress: number;
  readonly error: SerialisedError | undefined;
  readonly suggestion: SuggestionState | undefined;
}

/** What a person does in the view of the anchors. */
export type CoverageAction =
  | { readonly kind: 'source'; readonly source: CoverageSource }
  | { readonly kind: 'settings'; readonly change: Partial<AnchorSettings> }
  | { readonly kind: 'matching'; readonly change: Partial<CoverMatching> }
  /** Back to the model's anchors and rules. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'suggest'; readonly freedom: AnchorFreedom }
  | { readonly kind: 'cancel-suggestion' }
  | { readonly kind: 'use-suggestion' }
  | { readonly kind: 'retry' };
