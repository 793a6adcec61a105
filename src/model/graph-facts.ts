import { FocalScopeError } from '../base/errors.ts';
import type { GraphSignature } from './graph-signature.ts';
import { leastHeapBytes, wasmHeapLimit } from './memory-estimate.ts';
import type { HeadOutputs, ModelSession } from './model-session.ts';

/** What a graph and one run of it tell by themselves. */
export interface GraphFacts {
  /** K */
  readonly classes: number;
  /** The input's size where the graph has only one. */
  readonly fixedSize: { readonly width: number; readonly height: number } | undefined;
  readonly layout: 'concatenated' | 'per-level';
  readonly activation: 'logits' | 'probabilities';
  /** The input that was asked about, and how many anchors it was answered with. */
  readonly answered: { readonly inputWidth: number; readonly inputHeight: number; readonly anchors: number };
}

/** What a session may say of its graph. */
export interface TellingSession extends Pick<ModelSession, 'run'> {
  readonly input?: Pick<ModelSession['input'], 'width' | 'height' | 'axes'> | undefined;
  readonly layout?: ModelSession['layout'];
  readonly signature?: ModelSession['signature'];
}

/** Side of the blank image that graphs of any size are asked about: every stride and every padding divides it. */
const blankSide = 128;

/**
 * Asks a graph about a blank image.
 *
 * @throws FocalScopeError `run-too-large-always` where a graph of one size answers with more than there is room for
 * @throws what the run throws
 */
export async function learnGraphFacts(session: TellingSession, signal: AbortSignal): Promise<GraphFacts> {
  const { width, height } = session.input ?? {};
  const fixedSize = width !== undefined && height !== undefined ? { width, height } : undefined;
  const size = { width: width ?? blankSide, height: height ?? blankSide };
  requireHeap(session.signature, size);
  const data = new Float32Array(3 * size.width * size.height);
  const head: HeadOutputs & { readonly isRecovered?: boolean | undefined } = await session.run(
    { place: 'cpu', ...size, data },
    signal,
  );
  head.release();
  const answered = { inputWidth: size.width, inputHeight: size.height, anchors: head.anchors };
  return {
    classes: head.classes,
    fixedSize,
    layout: session.layout?.kind === 'per-level' ? 'per-level' : 'concatenated',
    activation: head.isRecovered === true ? 'probabilities' : 'logits',
    answered,
  };
}

/** A graph of one size mostly says how much it answers with: what cannot be held is not run. */
function requireHeap(
  signature: GraphSignature | undefined,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const outputs = signature?.outputs ?? [];
  const bytes = leastHeapBytes(
    width,
    height,
    outputs.reduce(
      (sum, { dims }) => sum + (dims ?? [0]).reduce<number>((all, size) => all * (size ?? 1), 4),
      0,
    ),
  );
  if (bytes <= wasmHeapLimit) return;
  const figures = { needed: Math.ceil(bytes / 1e6), limit: Math.floor(wasmHeapLimit / 1e6) };
  throw new FocalScopeError('run-too-large-always', { place: 'WebAssembly', ...figures, width, height });
}

/** A head that ran on the CPU. */
export function requireCpuHead(head: HeadOutputs): HeadOutputs & { readonly place: 'cpu' } {
  if (head.place !== 'cpu') throw new FocalScopeError('internal', { reason: 'a head on the GPU' });
  return head;
}
