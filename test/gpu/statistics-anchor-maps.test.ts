import { describe, expect, it } from 'vitest';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { InputError } from '../../src/gpu/input-error.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { createClassColumn } from '../../src/loss/class-column.ts';
import { createAnchorMarks } from '../../src/statistics/anchor-marks.ts';
import { createErrorProbability } from '../../src/statistics/error-probability.ts';
import { createOwnClass } from '../../src/statistics/own-class.ts';
import { describeAnchorMaps } from '../support/anchor-maps-suite.ts';
import type { LossCase } from '../support/dense-loss.ts';
import { withGpu } from '../support/gpu.ts';

/** Rows are bound 64 at a time where there are more, as on a device that binds little at once. */
const chunkBytes = ({ classes }: LossCase): number => 64 * classes * 4;

interface Kernel {
  encode(encoder: GPUCommandEncoder): void;
  dispose(): void;
}

/** Runs a kernel over arrays and reads what it wrote. */
function run<Made extends Kernel>(
  inputs: Readonly<Record<string, Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>>,
  make: (device: GPUDevice, buffers: Readonly<Record<string, GPUBuffer>>) => Promise<Made>,
  outputs: (made: Made) => readonly GPUBuffer[],
  anchors: number,
): Promise<ArrayBuffer[]> {
  return withGpu(async (device) => {
    const resources = new GpuResources(device, 'test');
    const buffers = Object.fromEntries(
      Object.entries(inputs).map(([name, values]) => [name, resources.createBufferWithData(name, values)]),
    );
    const made = await make(device, buffers);
    const encoder = device.createCommandEncoder();
    made.encode(encoder);
    device.queue.submit([encoder.finish()]);
    const read = await Promise.all(outputs(made).map((buffer) => readBuffer(device, buffer, anchors * 4)));
    made.dispose();
    resources.dispose();
    return read;
  });
}

describeAnchorMaps('kernel', {
  errors: async (lossCase) => {
    const { logits, targets, classes } = lossCase;
    const shape = { anchors: targets.length, classes };
    const [errors] = await run(
      { logits, targets },
      async (device, { logits: rows, targets: labels }) => {
        const kernel = await createErrorProbability(device, shape, { maxBindingBytes: chunkBytes(lossCase) });
        return {
          errors: kernel.errors,
          encode: (encoder: GPUCommandEncoder) => kernel.encode(encoder, { logits: rows!, targets: labels! }),
          dispose: () => kernel.dispose(),
        };
      },
      (made) => [made.errors],
      targets.length,
    );
    return new Float32Array(errors!);
  },
  column: async (lossCase, classIndex) => {
    const { logits, targets, classes } = lossCase;
    const shape = { anchors: targets.length, classes };
    const [column, own] = await run(
      { logits, targets },
      async (device, { logits: rows, targets: labels }) => {
        const kernel = await createClassColumn(device, shape, { maxBindingBytes: chunkBytes(lossCase) });
        return {
          outputs: [kernel.logits, kernel.targets],
          encode: (encoder: GPUCommandEncoder) =>
            kernel.encode(encoder, { logits: rows!, targets: labels! }, classIndex),
          dispose: () => kernel.dispose(),
        };
      },
      (made) => made.outputs,
      targets.length,
    );
    return { logits: new Float32Array(column!), targets: new Int32Array(own!) };
  },
  marks: async (targets, marks) => {
    const [marked] = await run(
      { targets },
      async (device, { targets: labels }) => {
        const kernel = await createAnchorMarks(device, { anchors: targets.length });
        return {
          marks: kernel.marks,
          encode: (encoder: GPUCommandEncoder) => kernel.encode(encoder, labels!, marks),
          dispose: () => kernel.dispose(),
        };
      },
      (made) => [made.marks],
      targets.length,
    );
    return new Float32Array(marked!);
  },
  ownClass: async (targets, values, classIndex) => {
    const [kept] = await run(
      { targets, values },
      async (device, { targets: labels, values: any }) => {
        const kernel = await createOwnClass(device, { anchors: targets.length });
        return {
          kept: kernel.kept,
          encode: (encoder: GPUCommandEncoder) =>
            kernel.encode(encoder, { targets: labels!, values: any! }, classIndex),
          dispose: () => kernel.dispose(),
        };
      },
      (made) => [made.kept],
      targets.length,
    );
    return new Float32Array(kept!);
  },
});

describe('one class by itself, kernel', () => {
  it('is none that the head has not', () =>
    withGpu(async (device) => {
      const resources = new GpuResources(device, 'test');
      const column = await createClassColumn(device, { anchors: 2, classes: 3 });
      const inputs = {
        logits: resources.createBufferWithData('logits', new Float32Array(6)),
        targets: resources.createBufferWithData('targets', new Int32Array(2)),
      };
      const encoder = device.createCommandEncoder();
      for (const classIndex of [-1, 3])
        expect(() => column.encode(encoder, inputs, classIndex)).toThrow(InputError);
      column.dispose();
      resources.dispose();
    }));
});
