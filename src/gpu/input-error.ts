/**
 * A number that a caller of a kernel got wrong, found before any work for the GPU was recorded.
 *
 * @example
 * new InputError('gamma', 11, 'lie in [0, 10]').message; // "gamma must lie in [0, 10], not 11"
 */
export class InputError extends RangeError {
  /** What is at fault: the name of a parameter, or of a buffer and its property ("logits.size"). */
  readonly parameter: string;
  readonly value: number | string;

  constructor(parameter: string, value: number | string, requirement: string) {
    super(`${parameter} must ${requirement}, not ${value}`);
    this.name = 'InputError';
    this.parameter = parameter;
    this.value = value;
  }
}

/** @throws InputError unless `value` lies in [least, most]; NaN does not */
export function requireWithin(parameter: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new InputError(parameter, value, `lie in [${least}, ${most}]`);
}

/** @throws InputError unless `value` is a whole number of at least `least` */
export function requireCount(parameter: string, value: number, least = 1): void {
  if (!Number.isInteger(value) || value < least)
    throw new InputError(parameter, value, `be a whole number of at least ${least}`);
}

/**
 * A buffer may be larger than what is read of it, never smaller.
 *
 * @param bytes how much of it is read or written
 * @param usage bits of GPUBufferUsage that it needs
 * @throws InputError
 */
export function requireBuffer(
  name: string,
  buffer: GPUBuffer,
  bytes: number,
  usage: GPUBufferUsageFlags = GPUBufferUsage.STORAGE,
): void {
  if (buffer.size < bytes) throw new InputError(`${name}.size`, buffer.size, `be at least ${bytes} bytes`);
  if ((buffer.usage & usage) !== usage)
    throw new InputError(`${name}.usage`, buffer.usage, `include the bits ${usage}`);
}
