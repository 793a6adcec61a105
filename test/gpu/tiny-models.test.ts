import { describe, expect, it } from 'vitest';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { parseManifest } from '../../src/model/manifest.ts';
import { headNames } from '../../src/model/model-session.ts';
import { createWebGpuSession } from '../../src/model/webgpu-session.ts';
import { testDevice } from '../support/gpu.ts';
import { createTinyRetinaNet } from '../support/tiny-models.ts';

describe('tiny RetinaNet on WebGPU', () => {
  const model = createTinyRetinaNet();
  const names = headNames(parseManifest(model.manifest));

  it.each([
    [128, 128],
    [96, 64],
  ])('answers a %i × %i picture as the plain computation does', async (width, height) => {
    const device = await testDevice();
    const session = await createWebGpuSession(model.bytes, names, device);
    const data = Float32Array.from({ length: 3 * width * height }, (_, i) => Math.sin(i * 12.9898) * 2);
    const outputs = await session.run({ place: 'cpu', data, width, height });
    try {
      const expected = model.computeHead(data, width, height);
      expect(outputs.anchors).toBe(expected.anchors);
      if (outputs.place !== 'gpu') throw new Error('The outputs left the GPU.');
      const heads = [
        { buffer: outputs.logits, values: expected.logits },
        { buffer: outputs.deltas, values: expected.deltas },
      ];
      for (const { buffer, values } of heads) {
        const actual = new Float32Array(await readBuffer(device, buffer, values.length * 4));
        const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0);
        expect(worst).toBeLessThan(1e-4);
      }
    } finally {
      outputs.release();
      await session.dispose();
    }
  });
});
