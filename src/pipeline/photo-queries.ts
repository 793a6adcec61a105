import type { ElementHistogram } from '../statistics/element-histogram-reading.ts';
import {
  buffersOfTable,
  type AnchorRows,
  type AnchorsQuery,
  type AnchorTable,
  type HardestQuery,
  type HardestRows,
} from './anchor-rows.ts';

/**
 * Questions about the accepted photo that cost a pass of their own. They are asked when somebody looks, not with every
 * slider, and answered for the targets that were set last.
 */
export interface PhotoQueries {
  /** Counts of all elements by margin: the cumulative losses of any γ come of them. */
  elementHistogram(signal?: AbortSignal): Promise<ElementHistogram>;
  /**
   * A few anchors with their logits, for people who point at them.
   *
   * @throws InputError for an anchor that is none, or more than 64
   */
  anchors(query: AnchorsQuery, signal?: AbortSignal): Promise<AnchorRows>;
  /**
   * The exact list of the hardest anchors.
   *
   * @throws InputError for a count outside [1, 1000]
   */
  hardest(query: HardestQuery, signal?: AbortSignal): Promise<HardestRows>;
  /** Every anchor: columns of `[A]`, nothing of `[A, K]`. */
  anchorTable(signal?: AbortSignal): Promise<AnchorTable>;
}

/** A question as it crosses the worker's border. */
export type PhotoQuery =
  { readonly name: 'element-histogram' } | AnchorsQuery | HardestQuery | { readonly name: 'anchor-table' };

/** What each question is answered with. */
export interface PhotoAnswers {
  readonly 'element-histogram': ElementHistogram;
  readonly anchors: AnchorRows;
  readonly 'anchors-at': AnchorRows;
  readonly hardest: HardestRows;
  readonly 'anchor-table': AnchorTable;
}

type Answerer<Name extends keyof PhotoAnswers> = (
  queries: PhotoQueries,
  query: Extract<PhotoQuery, { readonly name: Name }>,
  signal?: AbortSignal,
) => Promise<PhotoAnswers[Name]>;

const answerers: { readonly [Name in keyof PhotoAnswers]: Answerer<Name> } = {
  'element-histogram': (queries, _, signal) => queries.elementHistogram(signal),
  anchors: (queries, query, signal) => queries.anchors(query, signal),
  'anchors-at': (queries, query, signal) => queries.anchors(query, signal),
  hardest: (queries, query, signal) => queries.hardest(query, signal),
  'anchor-table': (queries, _, signal) => queries.anchorTable(signal),
};

/** @throws FocalScopeError `internal` while no photo was accepted */
export function answerPhotoQuery<Name extends keyof PhotoAnswers>(
  queries: PhotoQueries,
  query: Extract<PhotoQuery, { readonly name: Name }>,
  signal?: AbortSignal,
): Promise<PhotoAnswers[Name]> {
  return answerers[query.name](queries, query, signal);
}

/** The parts of an answer that are handed over at the worker's border instead of copied. */
export function buffersOfAnswer(query: PhotoQuery, answer: unknown): ArrayBuffer[] {
  return query.name === 'anchor-table' ? buffersOfTable(answer as AnchorTable) : [];
}
