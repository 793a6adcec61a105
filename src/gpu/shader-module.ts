import { FocalScopeError } from '../base/errors.ts';
import type { ShaderSource } from './shader-source.ts';

/**
 * Compiles a shader; a fault is reported at the line of the file it was written in.
 *
 * @throws FocalScopeError `shader-invalid`
 */
export async function createShaderModule(device: GPUDevice, source: ShaderSource): Promise<GPUShaderModule> {
  const module = device.createShaderModule({ label: source.name, code: source.code });
  const { messages } = await module.getCompilationInfo();
  const errors = messages.filter((message) => message.type === 'error');
  if (errors.length > 0) {
    const faults = errors.map(
      (error) => `${source.origins[error.lineNum - 1] ?? source.name}:${error.linePos} ${error.message}`,
    );
    throw new FocalScopeError('shader-invalid', { shader: source.name, faults: faults.join('\n') });
  }
  return module;
}
