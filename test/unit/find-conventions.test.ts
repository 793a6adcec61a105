import { describe, expect, it, vi } from 'vitest';
import { findConventions } from '../../src/engine/find-conventions.ts';
import type { ConventionsReport, ModelRequest } from '../../src/engine/messages.ts';
import type { Photo } from '../../src/image/photo.ts';
import { classListOf } from '../../src/model/class-lists.ts';
import { completeConventions, readingsOf } from '../../src/model/complete-conventions.ts';
import type { DetectorConventions } from '../../src/model/detector-conventions.ts';
import { exporterList } from '../../src/model/exporter-list.ts';
import type { ProbePhoto } from '../../src/model/probe-photo.ts';
import { clearLead, isClear } from '../../src/model/rank-conventions.ts';
import { writeSidecar } from '../../src/model/sidecar.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { exporterNames, type ExporterName } from '../support/exporter-anchors.ts';
import { createExporterModel, type ExporterModelOptions } from '../support/exporter-models.ts';
import { openProbedModel } from '../support/probed-model.ts';
import { createTinyManifest } from '../support/tiny-manifest.ts';
import { drawTinyPicture, tinyPatchBox, type TinyPatch } from '../support/tiny-picture.ts';

const [width, height] = [512, 384];

/** Twenty cells, so that the twenty boxes compared are all of objects that are there. */
const patches: TinyPatch[] = [
  ...Array.from({ length: 8 }, (_, at) => ({ classIndex: 1, x: 1 + at * 4, y: 1 })),
  ...Array.from({ length: 8 }, (_, at) => ({ classIndex: 0, x: at * 2, y: 3 })),
  ...Array.from({ length: 4 }, (_, at) => ({ classIndex: 2, x: at * 2, y: 4 })),
];
const photo: Photo = {
  fileName: 'patches.png',
  width,
  height,
  pixels: { width, height, data: drawTinyPicture(width, height, patches) },
};

vi.mock('../../src/image/decode-photo.ts', () => ({ decodePhoto: () => Promise.resolve(photo) }));

const builtIn = parseManifest(createTinyManifest(1));
const never = new AbortController().signal;

function probePhoto(labelOf: (patch: TinyPatch) => string): ProbePhoto {
  const boxes = patches.map((patch) => ({ box: tinyPatchBox(patch), label: labelOf(patch) }));
  return { blob: new Blob(), fileName: 'patches.png', boxes };
}

async function find(
  options: ExporterModelOptions,
  request: Partial<Omit<ModelRequest, 'model'>> & Partial<ModelRequest['model']> = {},
): Promise<ConventionsReport & { readonly runs: number }> {
  const exported = createExporterModel(options);
  const session = await openProbedModel(exported);
  try {
    const { classes } = classListOf(exported.classes);
    const { sidecar, labels, probePhotos, conventions } = request;
    const own = probePhoto(({ classIndex }) => classes[exported.activeClasses[classIndex]!]!);
    const report = await findConventions(
      session,
      {
        builtIn,
        request: {
          model: {
            fileName: 'mine.onnx',
            graph: new Blob(),
            ...(sidecar === undefined ? {} : { sidecar }),
            ...(labels === undefined ? {} : { labels }),
          },
          probePhotos: probePhotos ?? [own],
          ...(conventions && { conventions }),
        },
        onRun: () => undefined,
      },
      never,
    );
    return { ...report, runs: session.runs };
  } finally {
    await session.release();
  }
}

/** Those whose boxes are the exporter's own, by its anchors and coding. */
function siblings(exporter: ExporterName): string[] {
  const own = exporterList.find(({ preset }) => preset === exporter)!;
  const key = ({ anchors, boxCoding }: (typeof exporterList)[number]): string =>
    JSON.stringify([anchors, boxCoding.kind, boxCoding.weights, boxCoding.extraPixel]);
  return exporterList.filter((other) => key(other) === key(own)).map(({ preset }) => preset);
}

const agreementOf = ({ ranking }: ConventionsReport, preset: string): number =>
  ranking!.rows.find(({ conventions }) => conventions.preset === preset)!.agreement;

describe('the ranking', () => {
  // Class 0 of 91 and of the middle and the end have no name of their own: they agree with nothing.
  const active = { torchvision: [1, 18, 44] } as Partial<Record<ExporterName, [number, number, number]>>;

  it.each(exporterNames)('puts %s first where a model is one of its own', async (exporter) => {
    const activeClasses = active[exporter] ?? [1, 17, 43];
    const report = await find({ exporter, activeClasses });
    const { ranking, conventions } = report;
    expect(report.source).toBe('probe');
    expect(siblings(exporter)).toContain(conventions.preset);
    expect(ranking!.comparesClasses).toBe(true);
    expect(ranking!.photos).toEqual(['patches.png']);
    const own = agreementOf(report, exporter);
    expect(own).toBeGreaterThan(19);
    // Whoever reads other boxes agrees less.
    for (const row of ranking!.rows) {
      const { preset } = row.conventions;
      if (preset !== 'built-in' && !siblings(exporter).includes(preset))
        expect(row.agreement, preset).toBeLessThan(own);
    }
    expect(ranking!.rows.length + ranking!.ruledOut.length).toBe(exporterList.length + 1);
    expect(conventions.classes).toEqual(classListOf(conventions.classes.length).classes);
  });

  it.each([
    ['detectron2', 'mmdetection'],
    ['keras-retinanet', 'yhenon'],
    ['yhenon', 'keras-retinanet'],
    ['odtk', 'detectron2'],
    ['mmdetection', 'detectron2'],
  ] as const)('tells %s from %s by far', async (exporter, other) => {
    const report = await find({ exporter, activeClasses: [1, 17, 43] });
    expect(agreementOf(report, exporter) - agreementOf(report, other)).toBeGreaterThan(clearLead);
  });

  it('is clear for coding and order that nobody else has, and unclear for twins', async () => {
    const clear = await find({ exporter: 'yhenon', activeClasses: [1, 17, 43] });
    expect(isClear(clear.ranking!)).toBe(true);
    expect(clear.ranking!.margin).toBeGreaterThan(clearLead);
    const near = await find({ exporter: 'mmdetection', activeClasses: [1, 17, 43] });
    expect(near.ranking!.margin).toBeLessThan(clearLead);
    expect(isClear(near.ranking!)).toBe(false);
  });

  it('leaves the layout to decide where nothing on the photos is of a class of the model', async () => {
    const stranger = probePhoto(() => 'unicorn');
    const report = await find({ exporter: 'odtk' }, { probePhotos: [stranger] });
    expect(report.ranking).toMatchObject({ photos: [], margin: 0 });
    expect(isClear(report.ranking!)).toBe(false);
    expect(report.conventions.preset).toBe('odtk');
    // The blank image alone.
    expect(report.runs).toBe(1);
  });

  it('compares boxes of any class where the model’s are only numbered', async () => {
    const report = await find(
      { exporter: 'keras-retinanet', classes: 7 },
      { probePhotos: [probePhoto(() => 'unicorn')] },
    );
    expect(report.ranking!.comparesClasses).toBe(false);
    expect(report.conventions.preset).toMatch(/^keras-retinanet/);
    expect(agreementOf(report, 'keras-retinanet')).toBeGreaterThan(19);
    expect(report.conventions.classes.slice(0, 2)).toEqual(['class 0', 'class 1']);
  });

  it('compares by the names of a labels file', async () => {
    const names = ['ant', 'bee', 'cat'];
    const report = await find(
      { exporter: 'yhenon', classes: 3 },
      {
        labels: names.join('\n'),
        probePhotos: [probePhoto(({ classIndex }) => names[classIndex]!), probePhoto(() => 'unicorn')],
      },
    );
    expect(report.ranking!.comparesClasses).toBe(true);
    expect(report.ranking!.photos).toHaveLength(1);
    expect(report.conventions).toMatchObject({ preset: 'yhenon', classes: names, categoryIds: [0, 1, 2] });
    expect(agreementOf(report, 'yhenon')).toBeGreaterThan(19);
  });

  it('runs the model once for each way to prepare its input, on each photo', async () => {
    const one = await find({ exporter: 'yhenon', activeClasses: [1, 17, 43] });
    const own = probePhoto(() => 'bicycle');
    const two = await find({ exporter: 'yhenon', activeClasses: [1, 17, 43] }, { probePhotos: [own, own] });
    expect(two.runs - 1).toBe(2 * (one.runs - 1));
    expect(one.runs - 1).toBeLessThan(exporterList.length / 2);
  });

  it('keeps a fixed size, and tells the graph’s own facts', async () => {
    const report = await find({ exporter: 'odtk', fixed: [128, 256], activeClasses: [1, 17, 43] });
    expect(report.conventions.inputRule.resize).toEqual({
      kind: 'fixed',
      width: 256,
      height: 128,
      fit: 'contain',
    });
    expect(report.facts).toMatchObject({
      classes: 80,
      layout: 'per-level',
      activation: 'probabilities',
      fixedSize: { width: 256, height: 128 },
    });
    const facts = { ...report.facts!, answered: report.facts!.answered! };
    const readings = readingsOf(exporterList, facts, report.conventions);
    expect(readings.map(({ preset }) => preset)).toEqual(exporterList.map(({ preset }) => preset));
    expect(readings.find(({ preset }) => preset === 'odtk')).toEqual(
      report.ranking!.rows.find(({ conventions }) => conventions.preset === 'odtk')!.conventions,
    );
  });
});

describe('what somebody says of a model', () => {
  const list = { classes: ['ant', 'bee', 'cat'], categoryIds: [5, 6, 9] };
  const facts = { fixedSize: undefined, activation: 'probabilities' } as const;
  const yhenon = exporterList.find(({ preset }) => preset === 'yhenon')!;
  const said: DetectorConventions = completeConventions(yhenon, facts, list);
  const sidecar = JSON.parse(writeSidecar(said, 'mine.onnx')) as unknown;

  it('is taken from its sidecar, and nothing is tried', async () => {
    const report = await find({ exporter: 'yhenon', classes: 3 }, { sidecar });
    expect(report).toMatchObject({ source: 'sidecar', ranking: undefined, conventions: list });
    expect(report.runs).toBe(1);
  });

  it('gets the names of a labels file beside it', async () => {
    const report = await find({ exporter: 'yhenon', classes: 3 }, { sidecar, labels: 'x\ny\nz' });
    expect(report.conventions).toMatchObject({ classes: ['x', 'y', 'z'], categoryIds: [5, 6, 9] });
  });

  it('beats its sidecar where it was decided on the page', async () => {
    const report = await find(
      { exporter: 'yhenon', classes: 3 },
      { sidecar, conventions: { ...said, preset: 'custom' } },
    );
    expect(report).toMatchObject({ source: 'override', conventions: { preset: 'custom' } });
  });

  it.each([
    ['another number of classes', { exporter: 'yhenon', classes: 4 }, { sidecar }, 'sidecar-invalid'],
    ['no sidecar at all', { exporter: 'yhenon', classes: 3 }, { sidecar: [] }, 'sidecar-invalid'],
    ['another number of names', { exporter: 'yhenon', classes: 3 }, { labels: 'a\nb' }, 'labels-invalid'],
    [
      'names beside a sidecar',
      { exporter: 'yhenon', classes: 3 },
      { sidecar, labels: 'a' },
      'labels-invalid',
    ],
    [
      'anchors that it does not have',
      { exporter: 'yhenon', classes: 3 },
      {
        sidecar: JSON.parse(
          writeSidecar({ ...said, anchors: { ...said.anchors, scales: [1] } }, 'm'),
        ) as unknown,
      },
      'model-not-a-detector',
    ],
  ] as const)('is refused with %s', async (_, options, request, code) => {
    await expect(find(options, request)).rejects.toMatchObject({ code });
  });
});
