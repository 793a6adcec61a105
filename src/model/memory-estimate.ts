/** What a run works on: all that its memory follows from. */
export interface RunSize {
  readonly inputWidth: number;
  readonly inputHeight: number;
  /** A */
  readonly anchors: number;
  /** K */
  readonly classes: number;
}

/** Where a run takes place, and what there is room for. */
export interface RunRoom {
  /** Where the network runs. */
  readonly provider: 'webgpu' | 'wasm';
  /** Limits of the device that the kernels work on; undefined where they work on the CPU. */
  readonly gpu?: Pick<GPUSupportedLimits, 'maxBufferSize' | 'maxStorageBufferBindingSize'> | undefined;
  /** Of the model's file, and of those with its weights. */
  readonly modelBytes: number;
  /** Whether the graph gives each level's maps by themselves; otherwise it has them and their concatenation at once. */
  readonly isPerLevel?: boolean;
}

/** One of the pieces of memory that a run cannot do without. */
export interface MemoryNeed {
  readonly name: 'logits' | 'anchors' | 'input' | 'rows' | 'wasm-heap';
  readonly place: 'WebGPU' | 'WebAssembly';
  readonly bytes: number;
  readonly limit: number;
}

/** What WebAssembly addresses by 32 bits, and so the most that ONNX Runtime's heap grows to. */
export const wasmHeapLimit = 2 ** 32;

/** ONNX Runtime itself, before any model: 24 MB (measured with 1.30). */
const wasmRuntimeBytes = 24e6;

/** Rows of `[A, K]` that are bound at least at once: so many make up the alignment of an offset. */
const rowsBoundAtOnce = 64;

/**
 * What a run needs, piece by piece, at least: the network's own maps come on top of the heap's figure, which over the
 * built-in model is 0.6 to 0.9 of what was measured. A buffer that kernels read in chunks is held against the largest
 * buffer alone, one that is bound as a whole against the largest binding, too.
 */
export function estimateMemory(size: RunSize, room: RunRoom): readonly MemoryNeed[] {
  const { inputWidth, inputHeight, anchors, classes } = size;
  const input = 3 * inputWidth * inputHeight * 4;
  const logits = anchors * classes * 4;
  /** Deltas, or the anchors' corners. */
  const boxes = anchors * 16;
  const needs: MemoryNeed[] = [];
  if (room.provider === 'wasm') {
    const copies = room.isPerLevel === true ? 1 : 2;
    const bytes = room.modelBytes + leastHeapBytes(inputWidth, inputHeight, copies * (logits + boxes));
    needs.push({ name: 'wasm-heap', place: 'WebAssembly', bytes, limit: wasmHeapLimit });
  }
  if (room.gpu) {
    const { maxBufferSize, maxStorageBufferBindingSize } = room.gpu;
    const whole = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    needs.push(
      { name: 'logits', place: 'WebGPU', bytes: logits, limit: maxBufferSize },
      { name: 'anchors', place: 'WebGPU', bytes: boxes, limit: whole },
      { name: 'input', place: 'WebGPU', bytes: input, limit: whole },
      { name: 'rows', place: 'WebGPU', bytes: rowsBoundAtOnce * classes * 4, limit: whole },
    );
  }
  return needs;
}

/** What ONNX Runtime's heap holds during a run at least, without the model's weights: itself, the input, the outputs. */
export function leastHeapBytes(inputWidth: number, inputHeight: number, outputBytes: number): number {
  return wasmRuntimeBytes + 3 * inputWidth * inputHeight * 4 + outputBytes;
}

/** The piece that exceeds its limit by the most; undefined where all fit. */
export function findExcess(size: RunSize, room: RunRoom): MemoryNeed | undefined {
  const excess = estimateMemory(size, room).filter(({ bytes, limit }) => bytes > limit);
  return excess.toSorted((first, second) => second.bytes / second.limit - first.bytes / first.limit)[0];
}
