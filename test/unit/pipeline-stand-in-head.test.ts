import { describe, expect, it } from 'vitest';
import { plainBoxCoding } from '../../src/anchors/box-coding.ts';
import { createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { decodeCandidates, findDetections } from '../../src/detect/find-detections.ts';
import { selectCandidatesReference } from '../../src/detect/reference/select-candidates.ts';
import { createInputGeometry } from '../../src/image/input-geometry.ts';
import type { HeadOutputs, ModelSession } from '../../src/model/model-session.ts';
import type { DetectionOutputs } from '../../src/model/read-detections.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { answerInput } from '../../src/pipeline/answer-photo.ts';
import { createStandInHead } from '../../src/pipeline/stand-in-head.ts';
import { FakeSession } from '../support/fake-analysis.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';

const detections: DetectionOutputs = {
  count: 3,
  boxes: Float32Array.of(8, 16, 72, 96, 40, 4, 120, 60, 0, 0, 20, 20),
  scores: Float32Array.of(0.875, 0.5, 1),
  labels: Int32Array.of(3, 1, 90),
};
const photo = { width: 128, height: 96 };
const sliders = { scoreThreshold: 0.05, nmsIou: 0.5, suppressAcrossClasses: false };

describe('a stand-in for a head', () => {
  it('brings boxes through the line as they were, with their scores and labels', () => {
    const { head, grid } = createStandInHead(detections, 80, 128, 96);
    const { anchors, classes, logits, deltas } = head;
    expect([anchors, classes, grid.anchorCount]).toEqual([3, 91, 3]);
    const selected = selectCandidatesReference(logits, deltas, { anchors, classes }, 0.05);
    const geometry = createInputGeometry(128, 96, 128, 32);
    const decoded = decodeCandidates(selected, grid, geometry, photo, plainBoxCoding);
    const found = findDetections(decoded, { ...sliders, topKPerLevel: 1000, maxDetections: 100 });
    expect(found.map(({ box, classIndex }) => [classIndex, ...box])).toEqual([
      [90, 0, 0, 20, 20],
      [3, 8, 16, 72, 96],
      [1, 40, 4, 120, 60],
    ]);
    expect(found[0]!.score).toBeCloseTo(1, 6);
    expect(found[1]!.score).toBeCloseTo(0.875, 6);
    expect(found[2]!.score).toBeCloseTo(0.5, 6);
  });

  it('of nothing found is one anchor that scores nothing', () => {
    const [boxes, scores, labels] = [new Float32Array(0), new Float32Array(0), new Int32Array(0)];
    const { head, grid } = createStandInHead({ count: 0, boxes, scores, labels }, 80, 128, 96);
    expect([head.anchors, head.classes, grid.anchorCount]).toEqual([1, 80, 1]);
    expect(Math.max(...head.logits)).toBeLessThan(-80);
  });
});

describe('a model’s answer', () => {
  const manifest = parseManifest(createTinyManifest(1));
  const grid = createAnchorGrid(manifest.anchors, 128, 96);
  const { signal } = new AbortController();
  const input = { place: 'cpu', width: 128, height: 96, data: new Float32Array(0) } as const;
  const nothing = {
    place: 'cpu',
    anchors: grid.anchorCount,
    classes: 3,
    logits: new Float32Array(0),
    deltas: new Float32Array(0),
  } as const;

  /** A session that gives this head, or says that it has none. */
  function sessionOf(head: HeadOutputs | undefined, detects = !head): ModelSession {
    const session: ModelSession = new FakeSession('wasm', manifest);
    let layout: ModelSession['layout'];
    return Object.create(session, {
      layout: { get: () => layout },
      run: {
        value: () => {
          layout = detects ? { kind: 'detections', boxes: 'b', scores: 's', labels: 'l' } : session.layout;
          return head ? Promise.resolve(head) : Promise.reject(new FocalScopeError('model-detections-only'));
        },
      },
      detect: { value: () => Promise.resolve(detections) },
    }) as ModelSession;
  }

  it('is a head, of logits or of recovered ones', async () => {
    const release = (): void => undefined;
    for (const isRecovered of [false, true]) {
      const session = sessionOf({ ...nothing, isRecovered, release });
      const answered = await answerInput(session, input, () => Promise.resolve(input), grid, 3, signal);
      expect(answered).toMatchObject({ answer: isRecovered ? 'recovered' : 'logits' });
      expect(answered.grid).toBe(grid);
    }
  });

  it('is boxes where a run shows that there are no heads; the input is made once more', async () => {
    const session = sessionOf(undefined);
    let prepared = 0;
    const again = () => {
      prepared += 1;
      return Promise.resolve(input);
    };
    const first = await answerInput(session, input, again, grid, 3, signal);
    expect(first).toMatchObject({ answer: 'detections', head: { anchors: 3, classes: 91 } });
    expect(prepared).toBe(1);
    // From then on it is known.
    await answerInput(session, input, again, grid, 3, signal);
    expect(prepared).toBe(1);
  });

  it('is refused and freed where it has other anchors than the grid, or levels of other sizes', async () => {
    let released = 0;
    const release = (): void => void (released += 1);
    const levels = grid.levels.map(({ gridWidth, gridHeight }) => ({ width: gridHeight, height: gridWidth }));
    const wrong: HeadOutputs[] = [
      { ...nothing, anchors: grid.anchorCount - 9, release },
      { ...nothing, levels, release },
      { ...nothing, levels: levels.slice(1), release },
    ];
    for (const head of wrong) {
      const answered = answerInput(sessionOf(head), input, () => Promise.resolve(input), grid, 3, signal);
      await expect(answered).rejects.toMatchObject({ code: 'model-not-a-detector' });
    }
    expect(released).toBe(wrong.length);
  });
});
