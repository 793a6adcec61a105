import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { createInitialState, Store } from '../../src/app/app-state.ts';
import { retinaNetAnchors, ssd300Boxes, ssd512Boxes, yolo2Boxes } from '../../src/app/plots/candidates.ts';
import { talkExample, weighExamples } from '../../src/app/plots/easy-against-hard.ts';
import {
  evenlyBetween,
  gradientOfMargin,
  lossGammas,
  lossOfProbability,
  marginOf,
  turnedDownBy,
} from '../../src/app/plots/loss-curves.ts';
import {
  cumulativeFractions,
  cumulativeGammas,
  elementKinds,
  preparePhotoElements,
  sharesUnder,
} from '../../src/app/plots/photo-elements.ts';
import { PlotsController } from '../../src/app/plots/plots-controller.ts';
import { startingLosses } from '../../src/app/plots/prior-curve.ts';
import { bestOf, columnsOf, publishedTables } from '../../src/app/plots/published-figures.ts';
import { countByColumn } from '../../src/app/plots/rug.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { priorBias } from '../../src/loss/prior.ts';
import type { ElementHistogram } from '../../src/statistics/element-histogram-reading.ts';
import { marginBinCount } from '../../src/statistics/margin-bins.ts';
import { computeElementHistogramReference } from '../../src/statistics/reference/element-histogram.ts';
import { retinaAnchors } from '../support/anchor-settings.ts';
import { randomNumbers } from '../support/dense-loss.ts';
import { createFakeAnalysis, createFakeReadout, FakeEngine } from '../support/fake-engine.ts';

const unweighted = { kind: 'focal', alpha: -1, normaliser: 'none' } as const;

describe('loss curves', () => {
  it('are those of the dense loss’s float64 twin, foreground and background alike', () => {
    const logits = Float32Array.from(evenlyBetween(-12, 12, 480));
    for (const gamma of [...lossGammas, 0.3, 3.7]) {
      for (const target of [0, -1]) {
        const targets = new Int32Array(logits.length).fill(target);
        const twin = computeDenseLossReference(
          logits,
          targets,
          1,
          { ...unweighted, gamma },
          { gradient: true },
        );
        const y = target === 0 ? 1 : -1;
        logits.forEach((x, index) => {
          const margin = y * x;
          const loss = lossOfProbability(1 / (1 + Math.exp(-margin)), gamma);
          // 1 − p_t itself loses digits where p_t is next to 1.
          expect(Math.abs(loss - twin.perAnchor[index]!)).toBeLessThan(1e-9 * (1 + loss));
          const gradient = y * twin.gradient![index]!;
          expect(Math.abs(gradientOfMargin(margin, gamma) - gradient)).toBeLessThan(1e-12);
        });
      }
    }
  });

  it('have the closed forms of the paper', () => {
    expect(lossOfProbability(0.9, 0)).toBeCloseTo(0.10536, 5);
    expect(lossOfProbability(0.1, 0)).toBeCloseTo(2.302585, 6);
    expect(lossOfProbability(1, 2)).toBe(0);
    expect(turnedDownBy(0.9, 2)).toBeCloseTo(100, 9);
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (p, gamma) => {
          expect(lossOfProbability(p, gamma)).toBeCloseTo(-((1 - p) ** gamma) * Math.log(p), 12);
          // dFL/dx of appendix B, times y.
          const exact = (1 - p) ** gamma * (gamma * p * Math.log(p) + p - 1);
          expect(gradientOfMargin(marginOf(p), gamma)).toBeCloseTo(exact, 10);
        },
      ),
    );
  });
});

describe('a hundred thousand easy examples against a hundred hard ones', () => {
  it('make 45.8 times the loss under cross entropy, and less under focal loss', () => {
    const crossEntropy = weighExamples(talkExample, 0);
    expect(crossEntropy.easyEach).toBeCloseTo(0.105, 3);
    expect(crossEntropy.hardEach).toBeCloseTo(2.303, 3);
    expect(crossEntropy.easy).toBeCloseTo(-1e5 * Math.log(0.9), 6);
    expect(crossEntropy.ratio).toBeCloseTo(45.76, 2);
    const focal = weighExamples(talkExample, 2);
    expect(focal.ratio).toBeCloseTo(crossEntropy.ratio * (0.01 / 0.81), 9);
    expect(focal.ratio).toBeLessThan(1);
  });

  it('are weighed by α as background against foreground', () => {
    const plain = weighExamples(talkExample, 2);
    const weighed = weighExamples(talkExample, 2, 0.25);
    expect(weighed.ratio).toBeCloseTo(plain.ratio * 3, 9);
    expect(weighed.hard).toBeCloseTo(plain.hard / 4, 9);
  });
});

describe('candidates', () => {
  it('are counted from the grids', () => {
    expect(yolo2Boxes).toBe(845);
    expect(ssd300Boxes).toBe(8732);
    expect(ssd512Boxes).toBe(24_564);
    for (const [width, height] of [
      [416, 320],
      [800, 600],
      [1333, 800],
    ] as const)
      expect(retinaNetAnchors(width, height)).toBe(
        createAnchorGrid(retinaAnchors, width, height).anchorCount,
      );
  });
});

/** Logits as a detector has them: easy background, a few hard ones, some foreground. */
function createElements() {
  const random = randomNumbers(5);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [anchors, classes] = [900, 20];
  const targets = Int32Array.from({ length: anchors }, (_, anchor) => (anchor % 30 === 0 ? anchor % classes : anchor % 31 === 0 ? -2 : -1)); // prettier-ignore
  const logits = Float32Array.from({ length: anchors * classes }, (_, element) => {
    const isOwn = targets[Math.floor(element / classes)] === element % classes;
    return isOwn ? 2 * normal() : random() < 0.002 ? 2 * normal() : -5 + 1.5 * normal();
  });
  const margins = { foreground: [] as number[], background: [] as number[] };
  logits.forEach((x, element) => {
    const target = targets[Math.floor(element / classes)]!;
    if (target === -2) return;
    if (target === element % classes) margins.foreground.push(x);
    else margins.background.push(-x);
  });
  return { counts: computeElementHistogramReference(logits, targets, classes), margins };
}

describe('the elements of a photo', () => {
  it('gather their loss as exact sorting in float64 says, within 0.002', async () => {
    const { counts, margins } = createElements();
    const elements = await preparePhotoElements(counts);
    expect(elements.fixed.map(({ gamma }) => gamma)).toEqual([...cumulativeGammas]);
    const drawn = [...elements.fixed, { gamma: 3.3, shares: sharesUnder(elements.losses, 3.3) }];
    for (const kind of elementKinds) {
      const easiestFirst = Float64Array.from(margins[kind]).sort().reverse();
      for (const { gamma, shares } of drawn) {
        const losses = easiestFirst.map((z) => (1 / (1 + Math.exp(z))) ** gamma * Math.log1p(Math.exp(-z)));
        const total = losses.reduce((sum, loss) => sum + loss, 0);
        let below = 0;
        let next = 0;
        cumulativeFractions.forEach((fraction, index) => {
          const wanted = fraction * losses.length;
          while (next + 1 <= wanted) below += losses[next++]!;
          const exact = (below + (wanted - next) * (losses[next] ?? 0)) / total;
          expect(Math.abs(shares[kind][index]! - exact)).toBeLessThan(0.002);
        });
      }
    }
  });

  it('stand in the columns of their margins, none left out', async () => {
    const { counts, margins } = createElements();
    const elements = await preparePhotoElements(counts);
    for (const kind of elementKinds) {
      const sum = (columns: Float64Array): number => columns.reduce((all, count) => all + count, 0);
      expect(sum(elements.byProbability[kind])).toBe(margins[kind].length);
      expect(sum(elements.byMargin[kind])).toBe(margins[kind].length);
    }
    const edges = Float64Array.of(-Infinity, 0.25, 1.25, Infinity);
    const columns = countByColumn(counts.foreground, edges);
    const between = (from: number, to: number): number =>
      margins.foreground.filter((z) => z >= from && z < to).length;
    expect([...columns]).toEqual([between(-Infinity, 0.25), between(0.25, 1.25), between(1.25, Infinity)]);
  });

  it('may be none', async () => {
    const none = new Uint32Array(marginBinCount);
    const elements = await preparePhotoElements({ foreground: none, background: none, nonFinite: 0 });
    expect(elements.losses.foreground.elements).toBe(0);
    expect(elements.fixed[0]!.shares.foreground).toHaveLength(0);
  });
});

describe('the loss at the start', () => {
  it('is the twin’s over logits that all are the bias', () => {
    const targets = Int32Array.from({ length: 60 }, (_, anchor) =>
      anchor < 4 ? anchor : anchor < 7 ? -2 : -1,
    );
    const head = { anchors: 60, classes: 5, foreground: 4, ignored: 3 };
    for (const prior of [0.0001, 0.01, 0.5]) {
      const logits = new Float32Array(60 * 5).fill(priorBias(prior));
      const starts = startingLosses(head, prior, 2, 0.25);
      const twin = (gamma: number, alpha: number): number =>
        computeDenseLossReference(logits, targets, 5, { kind: 'focal', gamma, alpha, normaliser: 'foreground' }).totals().total; // prettier-ignore
      expect(starts.crossEntropy.total / twin(0, -1)).toBeCloseTo(1, 6);
      expect(starts.focal.total / twin(2, 0.25)).toBeCloseTo(1, 6);
      expect(startingLosses(head, prior, 1.5, 'off').focal.total / twin(1.5, -1)).toBeCloseTo(1, 6);
    }
  });
});

describe('published figures', () => {
  it('are those of the file, row for row', () => {
    const path = new URL('../../src/app/plots/published-figures.json', import.meta.url);
    const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { rows: unknown }>;
    for (const [name, rows] of Object.entries(publishedTables)) expect(rows).toEqual(file[name]!.rows);
  });

  it('have their columns, and their best', () => {
    expect(columnsOf('table_1b')).toEqual(['gamma', 'alpha', 'AP', 'AP50', 'AP75']);
    expect(bestOf(publishedTables.table_1b)).toEqual({
      gamma: 2,
      alpha: 0.25,
      AP: 34,
      AP50: 52.5,
      AP75: 36.5,
    });
    expect(bestOf(publishedTables.table_1d)?.method).toBe('FL');
    expect(bestOf(publishedTables.table_2)?.method).toBe('RetinaNet');
    expect(Object.values(publishedTables).map((rows) => rows.length)).toEqual([7, 7, 7, 10, 10, 9, 10]);
  });
});

describe('the plots’ controller', () => {
  function create() {
    const store = new Store(createInitialState(resolveSettings({}), 'en'));
    const engine = new FakeEngine();
    const foreground = new Uint32Array(marginBinCount);
    foreground[200_000] = 3;
    const answer: ElementHistogram = { foreground, background: foreground, nonFinite: 0 };
    engine.answers['element-histogram'] = answer;
    const query = vi.spyOn(engine, 'query');
    const controller = new PlotsController({ store, client: engine });
    const analyse = (): void => engine.emit({ type: 'analysis', analysis: createFakeAnalysis() });
    const read = (change: Parameters<typeof createFakeReadout>[0] = {}): void =>
      engine.emit({ type: 'readout', readout: createFakeReadout(change) });
    const ready = (): Promise<void> => vi.waitFor(() => expect(store.state.plots.phase).toBe('ready'));
    return { store, engine, query, controller, analyse, read, ready };
  }

  it('has the elements counted when somebody looks, and again for another matching alone', async () => {
    const { store, query, analyse, read, ready } = create();
    analyse();
    read();
    expect(query).not.toHaveBeenCalled();
    store.update({ view: 'plots' });
    expect(store.state.plots.phase).toBe('counting');
    await ready();
    expect(store.state.plots.elements?.losses.foreground.elements).toBe(3);
    // What a slider of the loss changes is no reason.
    read({ focalParameters: { gamma: 5, alpha: 'off' }, focal: createFakeReadout().crossEntropy });
    store.update({ view: 'microscope' });
    store.update({ view: 'plots' });
    expect(query).toHaveBeenCalledTimes(1);
    read({ groundTruth: [] });
    expect(query).toHaveBeenCalledTimes(2);
    await ready();
    analyse();
    expect(store.state.plots).toEqual({ phase: 'waiting', elements: undefined });
    expect(query).toHaveBeenCalledTimes(2);
    read();
    expect(query).toHaveBeenCalledTimes(3);
    await ready();
  });

  it('forgets an answer that is overtaken, and tries again after a failure', async () => {
    const { store, engine, query, controller, analyse, read, ready } = create();
    store.update({ view: 'plots' });
    analyse();
    read();
    const [, signal] = query.mock.calls[0] as unknown as [unknown, AbortSignal];
    analyse();
    expect(signal.aborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(store.state.plots.phase).toBe('waiting');
    const answer = engine.answers['element-histogram']!;
    delete engine.answers['element-histogram'];
    read();
    await vi.waitFor(() => expect(store.state.plots.phase).toBe('failed'));
    engine.answers['element-histogram'] = answer;
    store.update({ view: 'microscope' });
    store.update({ view: 'plots' });
    await ready();
    controller.dispose();
    read({ groundTruth: [] });
    expect(query).toHaveBeenCalledTimes(3);
  });
});
