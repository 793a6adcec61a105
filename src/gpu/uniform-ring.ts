import { makeShaderDataDefinitions, makeStructuredView } from 'webgpu-utils';
import type { GpuResources } from './gpu-resources.ts';
import type { ShaderSource } from './shader-source.ts';
import type { UniformValues } from './uniform-block.ts';

/** Encodes that may wait for their submit at the same time. */
export const ringSlots = 256;

/** A uniform buffer whose values belong to the place in the command buffer where they were recorded. */
export interface UniformRing {
  /** Bind this; it always holds the values of the latest {@link record} that the GPU has come to. */
  readonly buffer: GPUBuffer;
  /**
   * Sets the fields named in `values`, keeps the others, and records a copy of them in front of the passes encoded
   * after it. Up to {@link ringSlots} records may wait for their submit; allocates no GPU memory.
   */
  record(encoder: GPUCommandEncoder, values: UniformValues): void;
}

/**
 * Where a plain uniform block is overwritten at once, so that the last write before a submit holds for all of it, a
 * ring keeps what each record said until the GPU reaches it.
 *
 * @param variable the name of the `var<uniform>` in the shader
 * @throws Error when the shader has no such uniform, or lacks a field that is written
 */
export function createUniformRing(
  resources: GpuResources,
  source: ShaderSource,
  variable: string,
): UniformRing {
  const definition = makeShaderDataDefinitions(source.code).uniforms[variable];
  if (!definition) throw new Error(`${source.name} has no uniform "${variable}"`);
  const view = makeStructuredView(definition);
  const fields = new Set(Object.keys(view.views as Record<string, unknown>));
  const bytes = view.arrayBuffer.byteLength;
  const label = `${source.name} ${variable}`;
  const buffer = resources.createBuffer(label, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  const slots = resources.createBuffer(
    `${label}, recorded`,
    bytes * ringSlots,
    GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  );
  let next = 0;
  return {
    buffer,
    record: (encoder, values) => {
      const missing = Object.keys(values).find((name) => !fields.has(name));
      if (missing !== undefined) throw new Error(`${source.name} ${variable} has no field "${missing}"`);
      view.set(values);
      const offset = (next++ % ringSlots) * bytes;
      resources.device.queue.writeBuffer(slots, offset, view.arrayBuffer);
      encoder.copyBufferToBuffer(slots, offset, buffer, 0, bytes);
    },
  };
}
