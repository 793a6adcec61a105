import type { SerialisedError } from '../base/errors.ts';
import type { AnchorFit } from './anchor-fit.ts';
import type { AnchorFreedom } from './anchor-genes.ts';
import type { AnchorSettings } from './anchor-settings.ts';
import type { Coverage, CoverMatching } from './compute-coverage.ts';
import type { CoverageBoxes } from './coverage-boxes.ts';
import type { SuggestionProgress } from './suggest-anchors.ts';
import type { CoverageGroup, CoverageSummary } from './summarise-coverage.ts';

/** Which boxes one asks about, under which rules. */
export interface CoverageQuestion {
  readonly settings: AnchorSettings;
  readonly matching: CoverMatching;
}

/** The answer for all boxes, and what it took. */
export interface CoverageResult {
  readonly coverage: Coverage;
  readonly summary: CoverageSummary;
  /** Of the worker's own time. */
  readonly milliseconds: number;
}

/** A setting, how well it fits, and how all boxes are covered by it. */
export interface MeasuredSettings {
  readonly settings: AnchorSettings;
  readonly fit: AnchorFit;
  readonly all: CoverageGroup;
}

/** What a search for better anchors came to. */
export interface SuggestionResult {
  readonly before: MeasuredSettings;
  /** The same as `before` where nothing better was found. */
  readonly after: MeasuredSettings;
  readonly isBetter: boolean;
  readonly evaluations: number;
  readonly sampledBoxes: number;
}

/** Page → worker. `id` pairs a request with its answers; the boxes stay until others come. */
export type CoverageRequest =
  | { readonly kind: 'boxes'; readonly boxes: CoverageBoxes }
  | ({ readonly kind: 'measure'; readonly id: number } & CoverageQuestion)
  | ({ readonly kind: 'suggest'; readonly id: number; readonly freedom: AnchorFreedom } & CoverageQuestion)
  | { readonly kind: 'cancel'; readonly id: number };

/** Worker → page. */
export type CoverageAnswer =
  | { readonly kind: 'measured'; readonly id: number; readonly value: CoverageResult }
  | { readonly kind: 'suggested'; readonly id: number; readonly value: SuggestionResult }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: SuggestionProgress }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: SerialisedError };
