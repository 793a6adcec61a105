import { mayBe, type TensorSignature } from './graph-signature.ts';
import type { DetectionsLayout } from './head-layout.ts';

/** An output with its batch of one taken off: rows, and numbers in each, 1 where it is a list. */
interface Rows {
  readonly name: string;
  readonly isInteger: boolean;
  readonly hasBatch: boolean;
  readonly rows: number | undefined;
  readonly columns: number;
}

function readRows({ name, type, dims }: TensorSignature): Rows[] {
  const isInteger = type === 'int64' || type === 'int32';
  if (!dims || (!isInteger && type !== 'float32' && type !== 'float16')) return [];
  const last = dims.at(-1);
  switch (dims.length) {
    case 1:
      return [{ name, isInteger, hasBatch: false, rows: dims[0], columns: 1 }];
    case 2: {
      const boxes = last === 4 || last === 5 ? [{ hasBatch: false, rows: dims[0], columns: last }] : [];
      const list = mayBe(dims[0], 1) ? [{ hasBatch: true, rows: last, columns: 1 }] : [];
      return [...boxes, ...list].map((reading) => ({ name, isInteger, ...reading }));
    }
    case 3: {
      const isBoxes = mayBe(dims[0], 1) && (last === 4 || last === 5);
      return isBoxes ? [{ name, isInteger, hasBatch: true, rows: dims[1], columns: last }] : [];
    }
    default:
      return [];
  }
}

/**
 * Every way in which outputs may be boxes after suppression: corners `[N, 4]` with scores `[N]` and labels `[N]`, or
 * `[N, 5]`, the fifth being the score, with labels. Other outputs, such as the picture's size, are left out.
 */
export function findDetections(outputs: readonly TensorSignature[]): readonly DetectionsLayout[] {
  const all = outputs.flatMap(readRows);
  const lists = all.filter(({ columns }) => columns === 1);
  const hasIntegers = lists.some(({ isInteger }) => isInteger);
  const found: { readonly layout: DetectionsLayout; readonly isExact: boolean }[] = [];
  for (const boxes of all.filter(({ columns, isInteger }) => columns > 1 && !isInteger)) {
    const fitting = lists.filter(
      ({ name, hasBatch, rows }) =>
        name !== boxes.name &&
        hasBatch === boxes.hasBatch &&
        (rows === boxes.rows || rows === undefined || boxes.rows === undefined),
    );
    for (const labels of fitting.filter(({ isInteger }) => isInteger || !hasIntegers)) {
      if (boxes.columns === 5) {
        const layout = {
          kind: 'detections',
          boxes: boxes.name,
          scores: undefined,
          labels: labels.name,
        } as const;
        found.push({ layout, isExact: labels.rows === boxes.rows });
        continue;
      }
      for (const scores of fitting.filter(({ isInteger, name }) => !isInteger && name !== labels.name)) {
        const layout = {
          kind: 'detections',
          boxes: boxes.name,
          scores: scores.name,
          labels: labels.name,
        } as const;
        found.push({ layout, isExact: labels.rows === scores.rows });
      }
    }
  }
  // A number of rows that is as open as the scores' beats one that only might be the same.
  const exact = found.filter(({ isExact }) => isExact);
  return (exact.length > 0 ? exact : found).map(({ layout }) => layout);
}
