import {
  writeOnnxModel,
  type OnnxConstant,
  type OnnxGraph,
  type OnnxNode,
} from '../../test/support/onnx-writer.ts';

const scalar = (name: string, value: number): OnnxConstant => ({
  name,
  dims: [],
  data: Float32Array.of(value),
});

const node = (operator: string, inputs: readonly string[], output: string): OnnxNode => ({
  operator,
  inputs,
  outputs: [output],
});

const sum = (input: string, axes: string, output: string): OnnxNode => ({
  ...node('ReduceSum', [input, axes], output),
  attributes: { keepdims: { kind: 'int', value: 0 } },
});

/**
 * The focal loss (γ of 2) as an ONNX graph: inputs `logits`, `turned` and `weights` (see `spreadTargets`),
 * outputs `total` `[]` and, unless left out, `gradient`.
 *
 * @param dims of the inputs and the gradient: any layout of `[A, K]`
 * @param options `form`, 'softplus' has the operator for cross entropy; 'log' takes −log p with p = 1 − q, which stays on
 * WebGPU where Softplus does not, and holds for logits up to about 16
 */
export function writeFocalGraph(
  dims: readonly [rows: number, columns: number],
  options: { readonly gradient: boolean; readonly form: 'softplus' | 'log' },
): Uint8Array<ArrayBuffer> {
  const common = [
    node('Mul', ['logits', 'turned'], 'm'),
    node('Sigmoid', ['m'], 'q'),
    node('Mul', ['q', 'q'], 'q2'),
    node('Mul', ['q2', 'weights'], 'modulated'),
  ];
  const crossEntropy =
    options.form === 'softplus'
      ? [node('Softplus', ['m'], 'crossEntropy')]
      : [node('Sub', ['one', 'q'], 'p'), node('Log', ['p'], 'logP'), node('Neg', ['logP'], 'crossEntropy')];
  const sums = [
    node('Mul', ['modulated', 'crossEntropy'], 'losses'),
    sum('losses', 'columns', 'rowSums'),
    sum('rowSums', 'rows', 'total'),
  ];
  const gradient = [
    ...(options.form === 'softplus' ? [node('Sub', ['one', 'q'], 'p')] : []),
    node('Mul', ['p', 'crossEntropy'], 'steep'),
    node('Mul', ['steep', 'two'], 'steeper'),
    node('Add', ['steeper', 'q'], 'steepness'),
    node('Mul', ['modulated', 'steepness'], 'slope'),
    node('Mul', ['slope', 'turned'], 'gradient'),
  ];
  const graph: OnnxGraph = {
    name: 'focal-loss',
    inputs: ['logits', 'turned', 'weights'].map((name) => ({ name, dims })),
    outputs: [{ name: 'total', dims: [] }, ...(options.gradient ? [{ name: 'gradient', dims }] : [])],
    nodes: [...common, ...crossEntropy, ...sums, ...(options.gradient ? gradient : [])],
    constants: [
      scalar('one', 1),
      scalar('two', 2),
      { name: 'columns', dims: [1], data: BigInt64Array.of(1n) },
      { name: 'rows', dims: [1], data: BigInt64Array.of(0n) },
    ],
  };
  return writeOnnxModel(graph);
}
