import { serialiseError } from '../base/errors.ts';
import { computeCoverage, type Coverage } from './compute-coverage.ts';
import type { CoverageBoxes } from './coverage-boxes.ts';
import type {
  CoverageAnswer,
  CoverageRequest,
  CoverageResult,
  MeasuredSettings,
  SuggestionResult,
} from './coverage-messages.ts';
import { fitOfCoverage } from './anchor-fit.ts';
import { suggestAnchors, type SuggestionProgress } from './suggest-anchors.ts';
import { summariseCoverage } from './summarise-coverage.ts';

/** A worker that measures coverage and searches for better anchors. Both yield, so that a cancellation is heard. */
const running = new Map<number, AbortController>();
let boxes: CoverageBoxes | undefined;

/** Milliseconds between two reports of progress. */
const reportInterval = 40;

function answer(message: CoverageAnswer): void {
  postMessage(message);
}

/** Passes on the first report of each stage, and then one now and again. */
function createReporter(id: number): (progress: SuggestionProgress) => void {
  let last = -Infinity;
  let stage: SuggestionProgress['stage'] | undefined;
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && now - last < reportInterval) return;
    last = now;
    stage = progress.stage;
    answer({ kind: 'progress', id, progress });
  };
}

async function measure(
  request: Extract<CoverageRequest, { kind: 'measure' }>,
  own: CoverageBoxes,
  signal: AbortSignal,
): Promise<CoverageResult> {
  const begin = performance.now();
  const report = createReporter(request.id);
  const coverage = await computeCoverage(own, request.settings, request.matching, {
    signal,
    onProgress: (done, total) => report({ stage: 'before', fraction: total === 0 ? 1 : done / total }),
  });
  const summary = summariseCoverage(coverage);
  return { coverage, summary, milliseconds: performance.now() - begin };
}

async function suggest(
  { id, settings, matching, freedom }: Extract<CoverageRequest, { kind: 'suggest' }>,
  own: CoverageBoxes,
  signal: AbortSignal,
): Promise<SuggestionResult> {
  const found = await suggestAnchors(own, settings, { freedom, matching }, createReporter(id), signal);
  const { isBetter, evaluations, sampledBoxes } = found;
  const before = describe(found.before);
  return { before, after: isBetter ? describe(found.after) : before, isBetter, evaluations, sampledBoxes };
}

function describe(coverage: Coverage): MeasuredSettings {
  const { all } = summariseCoverage(coverage);
  return { settings: coverage.settings, fit: fitOfCoverage(coverage), all };
}

async function serve(request: Extract<CoverageRequest, { kind: 'measure' | 'suggest' }>): Promise<void> {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (!boxes) throw new Error('no boxes were given');
    const { signal } = controller;
    if (request.kind === 'measure')
      answer({ kind: 'measured', id, value: await measure(request, boxes, signal) });
    else answer({ kind: 'suggested', id, value: await suggest(request, boxes, signal) });
  } catch (error) {
    // Whoever cancelled waits for no answer.
    if (!controller.signal.aborted)
      answer({ kind: 'refusal', id, error: serialiseError(error, 'coverage-failed') });
  } finally {
    running.delete(id);
  }
}

addEventListener('message', (event: MessageEvent<CoverageRequest>) => {
  const request = event.data;
  switch (request.kind) {
    case 'boxes':
      boxes = request.boxes;
      break;
    case 'measure':
    case 'suggest':
      void serve(request);
      break;
    case 'cancel':
      running.get(request.id)?.abort();
      break;
  }
});
