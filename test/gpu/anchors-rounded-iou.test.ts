import { expect, test } from 'vitest';
import { createComputeKernel } from '../../src/gpu/compute-kernel.ts';
import { GpuResources } from '../../src/gpu/gpu-resources.ts';
import { readBuffer } from '../../src/gpu/read-buffer.ts';
import { resolveShader } from '../../src/gpu/shader-source.ts';
import { createRandom } from '../support/anchor-settings.ts';
import { withGpu } from '../support/gpu.ts';

const source = resolveShader(
  'divide.wgsl',
  `#include "shared/dispatch.wgsl"
#include "shared/rounded-iou.wgsl"
// Numerators and denominators in turn.
@group(0) @binding(0) var<storage, read> pairs : array<vec2f>;
@group(0) @binding(1) var<storage, read_write> quotients : array<f32>;
@compute @workgroup_size(64)
fn divide(@builtin(global_invocation_id) thread : vec3u) {
  if (thread.x < COUNT) {
    quotients[thread.x] = divideRounded(pairs[thread.x].x, pairs[thread.x].y);
  }
}
override COUNT : u32;`,
);

/** Random pairs, and pairs whose quotients lie at the ends of their binade or next to a midpoint. */
function createPairs(): Float32Array<ArrayBuffer> {
  const random = createRandom(3);
  const pairs: number[] = [];
  for (let index = 0; index < 20_000; index++)
    pairs.push(random() * 2 ** (random() * 40 - 20), random() * 1e6);
  const edges = [
    1,
    1 + 2 ** -23,
    1 + 2 ** -22,
    1.5,
    1.5 + 2 ** -23,
    2 - 2 ** -22,
    2 - 2 ** -23,
    4 / 3,
    5 / 3,
  ];
  for (const first of edges)
    for (const second of edges) pairs.push(first, second * 2 ** 12, second * 3, first);
  for (let index = 0; index < 5_000; index++) {
    const denominator = Math.fround(1 + random());
    const quotient = Math.fround(1 + random());
    pairs.push((quotient + 2 ** -24) * denominator, denominator);
  }
  return Float32Array.from(pairs);
}

// WGSL lets a division be 2.5 units in the last place off: every adapter must come to the same quotient.
test.each([0, 1.2e-7, -1.2e-7, 2.9e-7, -2.9e-7])(
  'division is rounded to nearest where the adapter’s own is off by %f of the quotient',
  async (error) => {
    const plain = 'f32(top) / f32(bottom)';
    expect(source.code).toContain(plain);
    const code = source.code.replace(plain, `${plain} * (1.0 + (${error.toFixed(9)}))`);
    const pairs = createPairs();
    const count = pairs.length / 2;
    await withGpu(async (device) => {
      const resources = new GpuResources(device, 'divide');
      const kernel = await createComputeKernel(device, { ...source, code }, 'divide', { COUNT: count });
      const quotients = resources.createBuffer(
        'quotients',
        count * 4,
        GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
      );
      const encoder = device.createCommandEncoder();
      const bindings = kernel.bind({ 0: resources.createBufferWithData('pairs', pairs), 1: quotients });
      kernel.encode(encoder, bindings, Math.ceil(count / 64));
      device.queue.submit([encoder.finish()]);
      const actual = new Float32Array(await readBuffer(device, quotients, count * 4));
      const expected = actual.map((_, index) => pairs[index * 2]! / pairs[index * 2 + 1]!);
      const different = [...actual.keys()].filter((index) => actual[index] !== expected[index]);
      expect(different.slice(0, 5).map((index) => [index, actual[index], expected[index]])).toEqual([]);
      resources.dispose();
    });
  },
);
