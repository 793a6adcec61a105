import { stampPass } from './pass-timer.ts';
import { createShaderModule } from './shader-module.ts';
import type { ShaderSource } from './shader-source.ts';
import { tileWorkgroups } from './tile-workgroups.ts';

/** One entry of a group: a buffer, part of one, or a texture view. */
export type KernelBinding = GPUBuffer | GPUBufferBinding | GPUTextureView;

/** A compute pipeline with the two things done to it: bind, and dispatch over a flat number of workgroups. */
export interface ComputeKernel {
  readonly label: string;
  /** Group 0 of the pipeline's own layout, entries by binding number. */
  bind(entries: Readonly<Record<number, KernelBinding>>): GPUBindGroup;
  /** Records one pass of `workgroups` workgroups, tiled over two dimensions past the limit of one. */
  encode(encoder: GPUCommandEncoder, bindGroup: GPUBindGroup, workgroups: number): void;
}

/**
 * Compiles one entry point.
 *
 * The kernel must take its flat workgroup index from `flatWorkgroup` of `shared/dispatch.wgsl` and return past its
 * count: the tiling rounds up.
 *
 * @throws FocalScopeError `shader-invalid`
 */
export async function createComputeKernel(
  device: GPUDevice,
  source: ShaderSource,
  entryPoint: string,
  constants: Readonly<Record<string, number>> = {},
): Promise<ComputeKernel> {
  const label = `${source.name} ${entryPoint}`;
  const module = await createShaderModule(device, source);
  const pipeline = await device.createComputePipelineAsync({
    label,
    layout: 'auto',
    compute: { module, entryPoint, constants: { ...constants } },
  });
  const layout = pipeline.getBindGroupLayout(0);
  return {
    label,
    bind: (entries) =>
      device.createBindGroup({
        label,
        layout,
        entries: Object.entries(entries).map(([binding, resource]) => ({
          binding: Number(binding),
          resource: resource instanceof GPUBuffer ? { buffer: resource } : resource,
        })),
      }),
    encode: (encoder, bindGroup, workgroups) => {
      if (workgroups === 0) return;
      const timestampWrites = stampPass(device, label, workgroups);
      const pass = encoder.beginComputePass(timestampWrites ? { label, timestampWrites } : { label });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...tileWorkgroups(workgroups, device.limits.maxComputeWorkgroupsPerDimension));
      pass.end();
    },
  };
}
