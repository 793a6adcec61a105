import { FocalScopeError } from '../base/errors.ts';
import { InputError, requireCount } from '../gpu/input-error.ts';

/** What a pass over `[A, K]` logits covers. */
export interface DenseLossShape {
  /** A */
  readonly anchors: number;
  /** K */
  readonly classes: number;
  /** How logits are stored; float32 unless said. The dense and the softmax loss read float16. */
  readonly logits?: 'f32' | 'f16';
}

/** What a pass over the logits reads; both buffers may be larger than their tensors. */
export interface DenseLossInputs {
  /** `[A, K]`, row-major, of the shape's format; rounded up to whole words; usage `STORAGE` */
  readonly logits: GPUBuffer;
  /** int32 `[A]`: class index, -1 background, -2 ignored; usage `STORAGE` */
  readonly targets: GPUBuffer;
}

/** Anchors whose rows are bound together. */
export interface AnchorChunk {
  readonly firstAnchor: number;
  readonly anchorCount: number;
}

/** Threads that share the row of an anchor: a power of two up to a workgroup's 64. */
export const laneCounts = [1, 2, 4, 8, 16, 32, 64] as const;
export type LaneCount = (typeof laneCounts)[number];

/** @throws InputError unless so many threads can share a row */
export function requireLanes(lanes: LaneCount): void {
  if (!laneCounts.includes(lanes))
    throw new InputError('lanesPerAnchor', lanes, 'be a power of two up to 64');
}

/** Invocations of a workgroup in the kernels that walk over anchors. */
export const workgroupSize = 64;

/** Byte offsets of bindings are multiples of this. */
const bindingAlignment = 256;

/** Bytes of one logit. */
export function logitBytes(shape: DenseLossShape): 2 | 4 {
  return shape.logits === 'f16' ? 2 : 4;
}

/**
 * Splits `[A, K]` into runs of whole rows, each of whose logits and float32 gradient take at most `limit` bytes.
 * They begin at multiples of 64 rows (128 of float16), so that byte offsets are those that bindings need.
 *
 * @throws InputError (a RangeError) when A or K is not a positive integer
 * @throws FocalScopeError `webgpu-limit-exceeded` when that many rows are already too many
 */
export function splitIntoChunks(shape: DenseLossShape, limit: number): AnchorChunk[] {
  requireCount('anchors', shape.anchors);
  requireCount('classes', shape.classes);
  const chunkStep = bindingAlignment / logitBytes(shape);
  const rowBytes = shape.classes * Float32Array.BYTES_PER_ELEMENT;
  const fitting = Math.floor(limit / rowBytes);
  const step = Math.floor(fitting / chunkStep) * chunkStep;
  if (fitting < shape.anchors && step === 0)
    throw new FocalScopeError('webgpu-limit-exceeded', { needed: chunkStep * rowBytes, limit });
  const size = fitting >= shape.anchors ? shape.anchors : step;
  const chunks: AnchorChunk[] = [];
  for (let firstAnchor = 0; firstAnchor < shape.anchors; firstAnchor += size)
    chunks.push({ firstAnchor, anchorCount: Math.min(size, shape.anchors - firstAnchor) });
  return chunks;
}

/** @throws InputError for float16 logits, from passes that would read them as something else */
export function requireFloat32(shape: DenseLossShape): void {
  if (shape.logits === 'f16') throw new InputError('shape.logits', 'f16', 'be f32 here');
}

/** Whether rows are read four logits at a time, which is far quicker: the kernels have a way for each case. */
export function readsQuads(shape: DenseLossShape): boolean {
  return shape.classes % 4 === 0;
}

/** The rows of `chunk` in an `[A, K]` buffer, in whole words; float32 unless said. */
export function bindRows(
  buffer: GPUBuffer,
  chunk: AnchorChunk,
  classes: number,
  elementBytes: 2 | 4 = 4,
): GPUBufferBinding {
  const rowBytes = classes * elementBytes;
  const size = Math.ceil((chunk.anchorCount * rowBytes) / 4) * 4;
  return { buffer, offset: chunk.firstAnchor * rowBytes, size };
}

/** The first `anchors` words of a buffer that may be larger, and larger than a binding may be. */
export function bindAnchors(buffer: GPUBuffer, anchors: number): GPUBufferBinding {
  return { buffer, size: anchors * Uint32Array.BYTES_PER_ELEMENT };
}
