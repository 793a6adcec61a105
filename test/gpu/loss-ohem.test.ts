import { describe, expect, it } from 'vitest';
import { GpuResources, liveResourceCount } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createDenseLoss } from '../../src/loss/dense-loss.ts';
import { createOhem } from '../../src/loss/ohem.ts';
import type { OhemParams } from '../../src/loss/ohem-params.ts';
import { computeDenseLossReference } from '../../src/loss/reference/dense-loss.ts';
import { computeOhemReference, type OhemReferenceResult } from '../../src/loss/reference/ohem.ts';
import { testDevice, withGpu } from '../support/gpu.ts';
import { createRandom } from '../support/anchor-settings.ts';
import {
  createDisjointCase,
  createRealisticCase,
  describeOhem,
  selectionInWords,
  type OhemCase,
} from '../support/ohem-suite.ts';

/** The case in buffers that are longer than it: what lies behind would be the hardest of all. */
function uploadCase(resources: GpuResources, { perAnchor, boxes, targets }: OhemCase) {
  const count = targets.length;
  const paddedLosses = new Float32Array(count + 300).fill(1e6);
  const paddedBoxes = Float32Array.from({ length: (count + 300) * 4 }, (_, at) => at);
  const paddedTargets = new Int32Array(count + 300);
  paddedLosses.set(perAnchor);
  paddedBoxes.set(boxes);
  paddedTargets.set(targets);
  return {
    perAnchor: resources.createBufferWithData('losses', paddedLosses),
    boxes: resources.createBufferWithData('boxes', paddedBoxes),
    targets: resources.createBufferWithData('targets', paddedTargets),
  };
}

async function selectWithKernel(inputs: OhemCase, params: OhemParams): Promise<OhemReferenceResult> {
  return withGpu(async (device) => {
    const resources = new GpuResources(device, 'test');
    const count = inputs.targets.length;
    const ohem = await createOhem(device, { anchors: count });
    const encoder = device.createCommandEncoder();
    ohem.encode(encoder, uploadCase(resources, inputs), params);
    device.queue.submit([encoder.finish()]);
    const result = {
      ...(await ohem.readSelection()),
      selected: new Uint32Array(await readBuffer(device, ohem.selected, count * 4)),
      targets: new Int32Array(await readBuffer(device, ohem.targets, count * 4)),
    };
    ohem.dispose();
    resources.dispose();
    return result;
  });
}

describeOhem('kernel', selectWithKernel, 40);

describe('OHEM, kernel', () => {
  it.each([0.3, 1])('selects what the twin selects of 100,000 anchors, ease %f', (easy) =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const inputs = createRealisticCase(800, 832, easy);
      const count = inputs.targets.length;
      expect(count).toBeGreaterThan(100_000);
      const buffers = uploadCase(resources, inputs);
      const ohem = await createOhem(device, { anchors: count });
      for (const wanted of easy < 1 ? [128, 256, 512] : [256])
        for (const iou of [0.5, 0.7])
          for (const ratio of [undefined, 3]) {
            const params = {
              count: wanted,
              iou,
              ...(ratio !== undefined && { negativesPerPositive: ratio }),
            };
            const encoder = device.createCommandEncoder();
            ohem.encode(encoder, buffers, params);
            device.queue.submit([encoder.finish()]);
            const found = await ohem.readSelection();
            const expected = computeOhemReference(inputs, params);
            expect(selectionInWords(found.anchors)).toBe(selectionInWords(expected.anchors));
            expect(found.foreground).toBe(expected.foreground);
            expect(found.foreground).toBeGreaterThan(ratio === undefined ? -1 : 0);
            expect(found.anchors.length).toBeGreaterThan(ratio === undefined ? wanted - 1 : 12);
          }
      ohem.dispose();
      resources.dispose();
    }),
  );

  it('goes through all of 50,000 boxes, none of which overlaps another, for the last positive', async () => {
    const inputs = createDisjointCase(50_000, (anchor) => anchor === 20_000);
    const found = await selectWithKernel(inputs, { count: 256, iou: 0.5, negativesPerPositive: 3 });
    expect([found.foreground, found.background]).toEqual([1, 3]);
    expect(found.anchors[3]).toBe(20_000);
  });

  it('goes through all of 50,000 boxes at 100 places', async () => {
    const inputs = createDisjointCase(50_000, () => false);
    for (let anchor = 100; anchor < 50_000; anchor++)
      inputs.boxes.copyWithin(anchor * 4, (anchor % 100) * 4, (anchor % 100) * 4 + 4);
    const params = { count: 512, iou: 0.7 };
    const found = await selectWithKernel(inputs, params);
    expect(found.anchors).toHaveLength(100);
    expect(selectionInWords(found.anchors)).toBe(
      selectionInWords(computeOhemReference(inputs, params).anchors),
    );
  });

  it('leaves the dense loss with the selected anchors alone', () =>
    withGpu(async (device) => {
      const classes = 8;
      const wanted = 128;
      const resources = new GpuResources(device, 'test');
      const { boxes, targets: given } = createRealisticCase(160, 160);
      const random = createRandom(6);
      const targets = given.map((target) => (target > 0 ? target % classes : target));
      const count = targets.length;
      const logits = Float32Array.from({ length: count * classes }, () => random() * 8 - 6);
      const inputs = {
        logits: resources.createBufferWithData('logits', logits),
        targets: resources.createBufferWithData('targets', targets),
      };
      const boxBuffer = resources.createBufferWithData('boxes', boxes);
      const shape = { anchors: count, classes };
      const crossEntropy = { kind: 'cross-entropy', gamma: 0, alpha: -1, normaliser: 'none' } as const;
      const scoring = await createDenseLoss(device, shape, { gradient: false, losses: [crossEntropy] });
      const training = await createDenseLoss(device, shape, { gradient: 'always', losses: [crossEntropy] });
      const ohem = await createOhem(device, { anchors: count });
      const encoder = device.createCommandEncoder();
      scoring.encode(encoder, inputs, crossEntropy);
      ohem.encode(
        encoder,
        { perAnchor: scoring.perAnchor, boxes: boxBuffer, targets: inputs.targets },
        { count: wanted, iou: 0.5 },
      );
      training.encode(
        encoder,
        { logits: inputs.logits, targets: ohem.targets },
        { ...crossEntropy, normaliser: wanted },
      );
      device.queue.submit([encoder.finish()]);

      const perAnchor = new Float32Array(await readBuffer(device, scoring.perAnchor, count * 4));
      const selection = computeOhemReference({ perAnchor, boxes, targets }, { count: wanted, iou: 0.5 });
      expect(selectionInWords((await ohem.readSelection()).anchors)).toBe(
        selectionInWords(selection.anchors),
      );
      const exact = computeDenseLossReference(
        logits,
        targets,
        classes,
        { ...crossEntropy, normaliser: wanted },
        { gradient: true },
      );
      const losses = new Float32Array(await readBuffer(device, training.perAnchor, count * 4));
      const gradient = new Float32Array(await readBuffer(device, training.gradient, count * classes * 4));
      let total = 0;
      const faults: string[] = [];
      for (let anchor = 0; anchor < count; anchor++) {
        const isSelected = selection.selected[anchor] === 1;
        const expected = isSelected ? exact.perAnchor[anchor]! : 0;
        total += expected;
        if (Math.abs(losses[anchor]! - expected) > 1e-5 * expected) faults.push(`loss of ${anchor}`);
        for (let at = anchor * classes; at < (anchor + 1) * classes; at++) {
          const slope = isSelected ? exact.gradient![at]! : 0;
          if (Math.abs(gradient[at]! - slope) > 1e-5 * Math.abs(slope)) faults.push(`gradient ${at}`);
        }
      }
      expect(faults.slice(0, 5)).toEqual([]);
      expect(total).toBeGreaterThan(0);
      expect((await training.readTotals()).total / total).toBeCloseTo(1, 5);
      for (const owner of [scoring, training, ohem, resources]) owner.dispose();
    }));

  it('keeps the params of each encode, and allocates only once', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const inputs = createRealisticCase(160, 160);
      const buffers = uploadCase(resources, inputs);
      const ohem = await createOhem(device, { anchors: inputs.targets.length });
      const kept = resources.createBuffer(
        'kept',
        inputs.targets.length * 4,
        GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      );
      let before = 0;
      for (let turn = 0; turn < 3; turn++) {
        const encoder = device.createCommandEncoder();
        ohem.encode(encoder, buffers, { count: 64, iou: 0.7 });
        encoder.copyBufferToBuffer(ohem.selected, 0, kept, 0, inputs.targets.length * 4);
        ohem.encode(encoder, buffers, { count: 200, iou: 0.4, negativesPerPositive: 3 });
        device.queue.submit([encoder.finish()]);
        const first = new Uint32Array(await readBuffer(device, kept, inputs.targets.length * 4));
        const chosen = [...first.keys()].filter((anchor) => first[anchor] === 1);
        const expected = computeOhemReference(inputs, { count: 64, iou: 0.7 }).anchors;
        expect(selectionInWords(chosen)).toBe(selectionInWords([...expected].sort((a, b) => a - b)));
        const second = computeOhemReference(inputs, { count: 200, iou: 0.4, negativesPerPositive: 3 });
        expect(selectionInWords((await ohem.readSelection()).anchors)).toBe(selectionInWords(second.anchors));
        if (turn === 0) before = liveResourceCount(device);
      }
      expect(liveResourceCount(device)).toBe(before);
      ohem.dispose();
      resources.dispose();
    }));

  it('refuses shapes, params and buffers out of range', async () => {
    const device = await testDevice();
    for (const anchors of [0, 1.5, NaN])
      await expect(createOhem(device, { anchors })).rejects.toThrow(InputError);
    await expect(createOhem(device, { anchors: 2 ** 30 })).rejects.toMatchObject({
      code: 'webgpu-limit-exceeded',
    });
    await withGpu(async () => {
      const resources = new GpuResources(device, 'test');
      const buffers = uploadCase(
        resources,
        createDisjointCase(1000, () => false),
      );
      const short = resources.createBuffer('short', 3984, GPUBufferUsage.STORAGE);
      const ohem = await createOhem(device, { anchors: 1000 });
      const encoder = device.createCommandEncoder();
      const good = { count: 128, iou: 0.5 };
      for (const params of [
        { ...good, count: 0 },
        { ...good, iou: 1 },
        { ...good, negativesPerPositive: 0.5 },
      ])
        expect(() => ohem.encode(encoder, buffers, params)).toThrow(InputError);
      for (const name of ['perAnchor', 'boxes', 'targets'])
        expect(() => ohem.encode(encoder, { ...buffers, [name]: short }, good)).toThrow(InputError);
      ohem.dispose();
      resources.dispose();
    });
  });
});
