import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createInitialState, type AppState } from '../../src/app/app-state.ts';
import { CoverageController } from '../../src/app/coverage/coverage-controller.ts';
import type { CoverageAction } from '../../src/app/coverage/coverage-state.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { FocalScopeError } from '../../src/base/errors.ts';
import { fitOfCoverage } from '../../src/coverage/anchor-fit.ts';
import { computeCoverage } from '../../src/coverage/compute-coverage.ts';
import type { CoverageClient } from '../../src/coverage/coverage-client.ts';
import type { CoverageQuestion, SuggestionResult } from '../../src/coverage/coverage-messages.ts';
import { summariseCoverage } from '../../src/coverage/summarise-coverage.ts';
import { createFakeAnalysis, createFakeReadout, fakeModel } from '../support/fake-engine.ts';

/** Measures on the spot, when the test lets it; keeps what it was asked. */
class FakeClient implements CoverageClient {
  readonly asked: CoverageQuestion[] = [];
  readonly signals: AbortSignal[] = [];
  readonly gates: (() => void)[] = [];
  failure: Error | undefined;
  isGated = false;
  rests = 0;

  async measure(...[boxes, question, signal]: Parameters<CoverageClient['measure']>) {
    this.asked.push(question);
    await this.#wait(signal);
    if (this.failure) throw this.failure;
    const coverage = await computeCoverage(boxes, question.settings, question.matching);
    return { coverage, summary: summariseCoverage(coverage), milliseconds: 2 };
  }

  async suggest(
    ...[boxes, { settings, matching, freedom }, signal, onProgress]: Parameters<CoverageClient['suggest']>
  ): Promise<SuggestionResult> {
    onProgress?.({ stage: 'search', fraction: 0.5 });
    await this.#wait(signal);
    const describeAt = async (scales: readonly number[]) => {
      const coverage = await computeCoverage(boxes, { ...settings, scales }, matching);
      return {
        settings: coverage.settings,
        fit: fitOfCoverage(coverage),
        all: summariseCoverage(coverage).all,
      };
    };
    const before = await describeAt(settings.scales);
    const after = await describeAt(
      Array.from({ length: freedom.scales ?? 1 }, (_, index) => index / 2 + 0.5),
    );
    return { before, after, isBetter: true, evaluations: 3, sampledBoxes: 1 };
  }

  rest(): void {
    this.rests++;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    this.signals.push(signal);
    if (!this.isGated) return;
    await new Promise<void>((resolve, reject) => {
      this.gates.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
}

const coco = {
  images: [{ id: 1, file_name: 'dog.jpg' }],
  annotations: [
    { image_id: 1, category_id: 18, bbox: [10, 20, 200, 300] as [number, number, number, number] },
    { image_id: 1, category_id: 1, bbox: [10, 20, 4, 5] as [number, number, number, number] },
  ],
};
const sample = { file: 'dog.jpg', title: '', titleZh: '', alt: '', altZh: '', width: 768, height: 576 };
const waiting = createInitialState(resolveSettings({}, fakeModel), 'en');
const ready: AppState = { ...waiting, model: fakeModel };
const withPhoto: AppState = {
  ...ready,
  photo: { fileName: 'dog.jpg', sample: undefined, serial: 1 },
  analysis: createFakeAnalysis(),
  readout: createFakeReadout(),
};
const file = (boxes: number): NonNullable<AppState['annotations']> => ({
  set: {
    categories: [{ name: 'dog' }],
    images: [
      {
        fileName: 'a.jpg',
        width: 640,
        height: 480,
        objects: Array.from({ length: boxes }, () => ({
          box: [10, 10, 90, 90] as const,
          categoryName: 'dog',
          crowd: false,
        })),
      },
    ],
  },
  format: 'coco',
  fileNames: ['a.json'],
  warnings: [],
});

let client: FakeClient;
let controller: CoverageController;
const act = (action: CoverageAction): void => controller.act(action);
const until = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 1 });
const untilReady = (): Promise<void> => until(() => expect(controller.state.phase).toBe('ready'));

beforeEach(() => {
  client = new FakeClient();
  const readSamples = () => Promise.resolve({ annotations: coco, samples: [sample] });
  controller = new CoverageController({ client, readSamples }, waiting);
});
afterEach(() => controller.close());

describe('whose boxes are measured', () => {
  it('the samples’ while there is nothing else, with the model’s anchors as soon as they are known', async () => {
    controller.open(waiting);
    await untilReady();
    expect(controller.state.source).toBe('samples');
    expect(controller.state.measured!.summary.all.boxes).toBe(2);
    controller.follow({ ...ready, model: { ...fakeModel, anchors: { ...fakeModel.anchors, ratios: [1] } } });
    await until(() => expect(controller.state.measured!.coverage.settings.ratios).toEqual([1]));
    expect(controller.state.isModels).toBe(true);
    expect(controller.state.measured!.input.classNames).toContain('dog');
  });

  it('the photo’s where it has any, and as they are edited', async () => {
    controller.open(withPhoto);
    await untilReady();
    expect(controller.state.source).toBe('photo');
    expect([...controller.state.measured!.input.boxes.corners]).toEqual([121, 201, 321, 561]);
    const boxes = [{ id: 1, box: [0, 0, 50, 60], classIndex: 1, crowd: false }] as const;
    controller.follow({ ...withPhoto, groundTruth: { ...withPhoto.groundTruth, boxes } });
    await until(() => expect([...controller.state.measured!.input.boxes.corners]).toEqual([0, 0, 50, 60]));
    const asked = client.asked.length;
    // A readout with the same boxes is no reason to measure again.
    controller.follow({ ...withPhoto, readout: createFakeReadout(), groundTruth: { ...withPhoto.groundTruth, boxes } }); // prettier-ignore
    expect(client.asked.length).toBe(asked);
  });

  it('a file’s when it is opened, and what a person chooses after that', async () => {
    controller.open(withPhoto);
    await untilReady();
    const opened = { ...withPhoto, annotations: file(3) };
    controller.follow(opened);
    await until(() => expect(controller.state.measured?.summary.all.boxes).toBe(3));
    expect(controller.state.available).toEqual(['photo', 'file', 'samples']);
    act({ kind: 'source', source: 'samples' });
    await until(() => expect(controller.state.measured?.summary.all.boxes).toBe(2));
    controller.close();
    controller.open(opened);
    expect(controller.state.source).toBe('samples');
    expect(client.rests).toBe(1);
  });

  it('none, and it is said so', async () => {
    controller.open({ ...withPhoto, annotations: file(0) });
    await until(() => expect(controller.state.phase).toBe('empty'));
    expect(controller.state.measured).toBeUndefined();
    expect(client.asked).toEqual([]);
  });
});

describe('settings', () => {
  beforeEach(async () => {
    controller.open(withPhoto);
    await untilReady();
  });

  it('are measured at once, and go back to the model’s', async () => {
    act({ kind: 'settings', change: { scales: [0.3] } });
    act({ kind: 'matching', change: { foregroundIou: 0.7 } });
    await until(() => expect(controller.state.measured!.coverage.matching.foregroundIou).toBe(0.7));
    expect(controller.state.measured!.coverage.settings.scales).toEqual([0.3]);
    expect(controller.state.isModels).toBe(false);
    act({ kind: 'reset' });
    await until(() => expect(controller.state.measured!.coverage.matching.foregroundIou).toBe(0.5));
    expect(controller.state.settings).toEqual({ ...fakeModel.anchors, inputSide: 512 });
    expect(controller.state.isModels).toBe(true);
  });

  it('that were overtaken are not measured', async () => {
    client.isGated = true;
    for (const scale of [1, 2, 3, 4]) act({ kind: 'settings', change: { scales: [scale] } });
    await until(() => expect(client.gates).toHaveLength(1));
    client.isGated = false;
    client.gates[0]!();
    await until(() => expect(controller.state.measured!.coverage.settings.scales).toEqual([4]));
    expect(client.asked.slice(1).map(({ settings }) => settings.scales)).toEqual([[1], [4]]);
  });

  it('do not wait for a measurement that takes long', async () => {
    client.isGated = true;
    act({ kind: 'settings', change: { scales: [1] } });
    await until(() => expect(client.gates).toHaveLength(1));
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 400);
    client.isGated = false;
    act({ kind: 'settings', change: { scales: [2] } });
    vi.restoreAllMocks();
    expect(client.signals.at(-1)!.aborted).toBe(true);
    await until(() => expect(controller.state.measured!.coverage.settings.scales).toEqual([2]));
    expect(controller.state.phase).toBe('ready');
  });

  it('that no anchor can have are refused', () => {
    expect(() => act({ kind: 'settings', change: { scales: [] } })).toThrow(/scales/);
    expect(controller.state.isModels).toBe(true);
  });

  it('that cannot be measured are said to be so, and can be tried again', async () => {
    client.failure = new FocalScopeError('coverage-hung');
    act({ kind: 'settings', change: { scales: [1] } });
    await until(() => expect(controller.state.phase).toBe('failed'));
    expect(controller.state.error?.code).toBe('coverage-hung');
    client.failure = undefined;
    act({ kind: 'retry' });
    await untilReady();
  });
});

describe('a suggestion', () => {
  beforeEach(async () => {
    controller.open(withPhoto);
    await untilReady();
  });

  it('is looked for, shown, and taken over', async () => {
    act({ kind: 'suggest', freedom: { scales: 2 } });
    expect(controller.state.suggestion?.status).toBe('running');
    await until(() => expect(controller.state.suggestion?.status).toBe('done'));
    expect(controller.state.settings.scales).toHaveLength(3);
    act({ kind: 'use-suggestion' });
    await until(() => expect(controller.state.measured!.coverage.settings.scales).toEqual([0.5, 1]));
    // What it brought stays in sight.
    expect(controller.state.suggestion?.status).toBe('done');
    act({ kind: 'settings', change: { ratios: [1] } });
    expect(controller.state.suggestion).toBeUndefined();
  });

  it.each<[string, () => void]>([
    ['cancelled', () => act({ kind: 'cancel-suggestion' })],
    ['overtaken by other settings', () => act({ kind: 'settings', change: { ratios: [1] } })],
    ['left behind with the view', () => controller.close()],
  ])('ends when it is %s', async (_, end) => {
    client.isGated = true;
    act({ kind: 'suggest', freedom: { scales: 2 } });
    await until(() => expect(client.gates.length).toBeGreaterThan(0));
    const signal = client.signals.at(-1)!;
    end();
    expect(signal.aborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(controller.state.suggestion).toBeUndefined();
  });
});
