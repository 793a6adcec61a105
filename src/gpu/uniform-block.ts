import { makeShaderDataDefinitions, makeStructuredView } from 'webgpu-utils';
import type { GpuResources } from './gpu-resources.ts';
import type { ShaderSource } from './shader-source.ts';

/** Values of a uniform struct's fields, by the names they have in the WGSL. */
export interface UniformValues {
  readonly [field: string]: number | readonly number[] | Float32Array | Uint32Array | UniformValues;
}

/** A uniform buffer whose layout is read from the shader that uses it. */
export interface UniformBlock {
  readonly buffer: GPUBuffer;
  /** Sets the fields named in `values`, keeps the others, and queues the upload. Allocates no GPU memory. */
  write(values: UniformValues): void;
}

/**
 * @param variable the name of the `var<uniform>` in the shader
 * @throws Error when the shader has no such uniform, or lacks a field that is written
 */
export function createUniformBlock(
  resources: GpuResources,
  source: ShaderSource,
  variable: string,
): UniformBlock {
  const definition = makeShaderDataDefinitions(source.code).uniforms[variable];
  if (!definition) throw new Error(`${source.name} has no uniform "${variable}"`);
  const view = makeStructuredView(definition);
  const fields = new Set(Object.keys(view.views as Record<string, unknown>));
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const buffer = resources.createBuffer(`${source.name} ${variable}`, view.arrayBuffer.byteLength, usage);
  return {
    buffer,
    write: (values) => {
      const missing = Object.keys(values).find((name) => !fields.has(name));
      if (missing !== undefined) throw new Error(`${source.name} ${variable} has no field "${missing}"`);
      view.set(values);
      resources.device.queue.writeBuffer(buffer, 0, view.arrayBuffer);
    },
  };
}
