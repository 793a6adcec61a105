import { FocalScopeError } from '../base/errors.ts';
import { GpuResources } from './gpu-resources.ts';

/** One pass that the GPU has timed. */
export interface TimedPass {
  readonly label: string;
  /** Workgroups asked for; 0 for a render pass. */
  readonly workgroups: number;
  /** Between the first and the last of its work, as the GPU's own clock has it: never negative, rounded by browsers. */
  readonly nanoseconds: number;
}

/** What {@link PassTimer.read} gives. */
export interface PassTimes {
  /** In the order in which they were encoded. */
  readonly passes: readonly TimedPass[];
  /** Passes encoded after the last query was taken. */
  readonly untimed: number;
}

/** Timers that are switched on, by their device: what {@link stampPass} asks. */
const timers = new WeakMap<GPUDevice, PassTimer>();

const bytesPerQuery = BigUint64Array.BYTES_PER_ELEMENT;

/**
 * Times the passes of one device for as long as it lives: from its making to `dispose`, every compute kernel and the
 * stage's render pass stamp their beginning and end. All it needs is made at the start.
 *
 * @example
 * const timer = startPassTimer(device); // undefined without timestamps
 * loss.encode(encoder, inputs, params);
 * device.queue.submit([encoder.finish()]);
 * const { passes } = await timer.read();
 * timer.dispose();
 */
export class PassTimer {
  readonly #device: GPUDevice;
  readonly #resources: GpuResources;
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #staging: GPUBuffer;
  readonly #writes: readonly GPUComputePassTimestampWrites[];
  readonly #taken: { readonly label: string; readonly workgroups: number }[] = [];
  #untimed = 0;

  /** @param capacity how many passes are timed between two reads */
  constructor(device: GPUDevice, capacity: number) {
    this.#device = device;
    this.#resources = new GpuResources(device, 'pass timer');
    const size = 2 * capacity * bytesPerQuery;
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const querySet = device.createQuerySet({ label: 'pass timer', type: 'timestamp', count: 2 * capacity });
    this.#queries = querySet;
    this.#resolved = this.#resources.createBuffer('timestamps', size, QUERY_RESOLVE | COPY_SRC);
    this.#staging = this.#resources.createBuffer('timestamps, read back', size, COPY_DST | MAP_READ);
    this.#writes = Array.from({ length: capacity }, (_, pass) => ({
      querySet,
      beginningOfPassWriteIndex: 2 * pass,
      endOfPassWriteIndex: 2 * pass + 1,
    }));
  }

  /** What a pass is to be begun with; undefined once no query is left. */
  stamp(label: string, workgroups: number): GPUComputePassTimestampWrites | undefined {
    const writes = this.#writes[this.#taken.length];
    if (writes) this.#taken.push({ label, workgroups });
    else this.#untimed += 1;
    return writes;
  }

  /**
   * The times of all passes since the last read, and begins anew. Whatever was encoded must have been submitted.
   * Reads do not overlap.
   */
  async read(): Promise<PassTimes> {
    const taken = this.#taken.splice(0);
    const untimed = this.#untimed;
    this.#untimed = 0;
    if (taken.length === 0) return { passes: [], untimed };
    const size = 2 * taken.length * bytesPerQuery;
    const encoder = this.#device.createCommandEncoder({ label: 'pass timer' });
    encoder.resolveQuerySet(this.#queries, 0, 2 * taken.length, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#staging, 0, size);
    this.#device.queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ, 0, size);
    const stamps = new BigUint64Array(this.#staging.getMappedRange(0, size).slice(0));
    this.#staging.unmap();
    const passes = taken.map(({ label, workgroups }, pass) => {
      const [begin = 0n, end = 0n] = stamps.subarray(2 * pass, 2 * pass + 2);
      // A clock that was set back between the two says nothing.
      return { label, workgroups, nanoseconds: end > begin ? Number(end - begin) : 0 };
    });
    return { passes, untimed };
  }

  /** Switches the timer off and frees what it holds. */
  dispose(): void {
    if (timers.get(this.#device) === this) timers.delete(this.#device);
    this.#queries.destroy();
    this.#resources.dispose();
  }
}

/**
 * Switches the timing of a device's passes on.
 *
 * @param capacity how many passes are timed between two reads, at most 2,048
 * @returns undefined where the device has no timestamps
 * @throws FocalScopeError `internal` when the device's passes are being timed already
 */
export function startPassTimer(device: GPUDevice, capacity = 256): PassTimer | undefined {
  if (!device.features.has('timestamp-query')) return undefined;
  if (timers.has(device)) throw new FocalScopeError('internal', { reason: 'passes are timed already' });
  const timer = new PassTimer(device, capacity);
  timers.set(device, timer);
  return timer;
}

/** What a pass of this device is to be begun with while its passes are timed; undefined, at no cost, while they are not. */
export function stampPass(
  device: GPUDevice,
  label: string,
  workgroups: number,
): GPUComputePassTimestampWrites | undefined {
  return timers.get(device)?.stamp(label, workgroups);
}
