import type { ElementHistogram } from '../statistics/element-histogram-reading.ts';

/**
 * Questions about the accepted photo that cost a pass of their own. They are asked when somebody looks, not with every
 * slider, and answered for the targets that were set last.
 */
export interface PhotoQueries {
  /** Counts of all elements by margin: the cumulative losses of any γ come of them. */
  elementHistogram(signal?: AbortSignal): Promise<ElementHistogram>;
}

/** A question as it crosses the worker's border. */
export type PhotoQuery = { readonly name: 'element-histogram' };

/** What each question is answered with. */
export interface PhotoAnswers {
  readonly 'element-histogram': ElementHistogram;
}

type Answerer<Name extends keyof PhotoAnswers> = (
  queries: PhotoQueries,
  query: Extract<PhotoQuery, { readonly name: Name }>,
  signal?: AbortSignal,
) => Promise<PhotoAnswers[Name]>;

const answerers: { readonly [Name in keyof PhotoAnswers]: Answerer<Name> } = {
  'element-histogram': (queries, _, signal) => queries.elementHistogram(signal),
};

/** @throws FocalScopeError `internal` while no photo was accepted */
export function answerPhotoQuery<Name extends keyof PhotoAnswers>(
  queries: PhotoQueries,
  query: Extract<PhotoQuery, { readonly name: Name }>,
  signal?: AbortSignal,
): Promise<PhotoAnswers[Name]> {
  return answerers[query.name](queries, query, signal);
}
