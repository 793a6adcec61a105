import { yieldTask } from '../base/yield-task.ts';
import { InputError, requireCount } from '../gpu/input-error.ts';
import { AnchorFitter, compareFits, fitOfCoverage, type AnchorFit } from './anchor-fit.ts';
import { layOutGenes, type AnchorFreedom } from './anchor-genes.ts';
import type { AnchorSettings } from './anchor-settings.ts';
import { computeCoverage, type Coverage, type CoverMatching } from './compute-coverage.ts';
import {
  admitBoxes,
  type AdmissionOptions,
  type AdmittedBoxes,
  type CoverageBoxes,
} from './coverage-boxes.ts';
import { createSeededRandom, DifferentialEvolution } from './differential-evolution.ts';

export interface SuggestionOptions extends AdmissionOptions {
  /** What may change; at least one of them. */
  readonly freedom: AnchorFreedom;
  readonly matching: CoverMatching;
  /** A whole number: the same seed finds the same setting. 1 unless said. */
  readonly seed?: number;
  /** The search looks at this many boxes, drawn at random; the figures before and after are of all. 2,000 unless said. */
  readonly sampleSize?: number;
  /** Generations of the search at most; it ends sooner when it finds nothing better for a third of them. */
  readonly generations?: number;
}

export interface SuggestionProgress {
  readonly stage: 'before' | 'search' | 'after';
  /** Of the stage, in [0, 1]. */
  readonly fraction: number;
  /** In the search: the best fit so far, over the sample. */
  readonly best?: AnchorFit;
}

/** A setting and a better one; both are in `settings` of their coverage. */
export interface AnchorSuggestion {
  readonly before: Coverage;
  /** The same as `before` where nothing better was found. */
  readonly after: Coverage;
  readonly fitBefore: AnchorFit;
  readonly fitAfter: AnchorFit;
  readonly isBetter: boolean;
  /** Settings tried, and boxes that each was tried on. */
  readonly evaluations: number;
  readonly sampledBoxes: number;
}

const sliceMilliseconds = 12;
const defaultGenerations = 120;

/**
 * Looks for scales, ratios or base sizes that cover more boxes: first the number of boxes whose best IoU is at the
 * foreground threshold or above, then the mean of the best IoU. The search is differential evolution over the factors
 * themselves, as Zlocha et al. 2019 ("Improving RetinaNet for CT lesion detection") did; clustering sizes would give
 * shapes that are no product of scales and ratios. It is never worse than the given setting: on all boxes the better
 * of the two is returned.
 *
 * The search yields every few settings, so that a worker stays within reach, and judges by IoU alone: what a box loses
 * to its neighbours is in the coverage afterwards.
 *
 * @throws InputError for a setting, boxes or options that cannot be worked with, or no box that takes part
 * @throws the signal's reason when aborted
 */
export async function suggestAnchors(
  boxes: CoverageBoxes,
  settings: AnchorSettings,
  options: SuggestionOptions,
  onProgress?: (progress: SuggestionProgress) => void,
  signal?: AbortSignal,
): Promise<AnchorSuggestion> {
  const { freedom, matching, seed = 1, sampleSize = 2000, generations = defaultGenerations } = options;
  requireCount('sampleSize', sampleSize);
  requireCount('generations', generations);
  if (!Number.isInteger(seed)) throw new InputError('seed', seed, 'be a whole number');
  const genes = layOutGenes(settings, freedom);
  if (genes.start.length === 0) throw new InputError('freedom', 'nothing', 'leave something to change');

  const measure = (stage: 'before' | 'after', measured: AnchorSettings): Promise<Coverage> =>
    computeCoverage(boxes, measured, matching, {
      ...options,
      ...(signal && { signal }),
      onProgress: (done, total) => onProgress?.({ stage, fraction: total === 0 ? 1 : done / total }),
    });
  const before = await measure('before', settings);
  const fitBefore = fitOfCoverage(before);
  if (fitBefore.boxes === 0) throw new InputError('boxes', 0, 'be at least one that takes part');

  const random = createSeededRandom(seed);
  const admitted = admitBoxes(boxes, settings, options);
  const chosen = sampleBoxes(admitted, sampleSize, random);
  const fitter = new AnchorFitter(admitted, settings, chosen, matching.foregroundIou);
  const population = Math.min(72, Math.max(24, genes.start.length * 6));
  const evolution = new DifferentialEvolution({
    ...genes,
    population,
    random,
    // Covered boxes are whole numbers, so a mean below 1 only ever decides between equals.
    score: (candidate) => {
      const fit = fitter.measure(genes.decode(candidate));
      return fit.covered + fit.meanBestIou * 0.999;
    },
  });
  await evolve(
    evolution,
    population,
    generations,
    (fraction) => {
      const best = onProgress && fitter.measure(genes.decode(evolution.bestGenes));
      onProgress?.({ stage: 'search', fraction, ...(best && { best }) });
    },
    signal,
  );

  const found = await measure('after', genes.decode(evolution.bestGenes));
  const fitFound = fitOfCoverage(found);
  const isBetter = compareFits(fitFound, fitBefore) > 0;
  return {
    before,
    after: isBetter ? found : before,
    fitBefore,
    fitAfter: isBetter ? fitFound : fitBefore,
    isBetter,
    evaluations: evolution.evaluations,
    sampledBoxes: chosen.length,
  };
}

/** Runs the generations, or until a third of them brought nothing better. */
async function evolve(
  evolution: DifferentialEvolution,
  population: number,
  generations: number,
  report: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let sliceEnd = performance.now() + sliceMilliseconds;
  let lastBest = -Infinity;
  let lastBetter = 0;
  const patience = Math.max(5, Math.ceil(generations / 3));
  for (let generation = 0; generation <= generations; generation++) {
    for (let member = 0; member < population; member++) {
      evolution.step();
      if (performance.now() < sliceEnd) continue;
      report((generation + member / population) / (generations + 1));
      await yieldTask(signal);
      sliceEnd = performance.now() + sliceMilliseconds;
    }
    if (evolution.bestScore > lastBest) {
      lastBest = evolution.bestScore;
      lastBetter = generation;
    }
    if (generation - lastBetter >= patience) break;
  }
  report(1);
  signal?.throwIfAborted();
}

/** `count` of the admitted boxes, each as likely as the others, in ascending order; all where there are no more. */
function sampleBoxes(admitted: AdmittedBoxes, count: number, random: () => number): Int32Array {
  const total = admitted.sources.length;
  const all = Int32Array.from({ length: total }, (_, index) => index);
  if (total <= count) return all;
  for (let index = 0; index < count; index++) {
    const other = index + Math.floor(random() * (total - index));
    const swapped = all[index] ?? 0;
    all[index] = all[other] ?? 0;
    all[other] = swapped;
  }
  return all.slice(0, count).sort();
}
