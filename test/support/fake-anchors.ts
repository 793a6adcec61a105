import { anchorsUnder, type AnchorLayout } from '../../src/anchors/anchor-cells.ts';
import { anchorBox, createAnchorGrid } from '../../src/anchors/anchor-grid.ts';
import type {
  AnchorRow,
  AnchorRows,
  AnchorsQuery,
  AnchorTable,
  HardestRows,
} from '../../src/pipeline/anchor-rows.ts';
import { retinaAnchors } from './anchor-settings.ts';
import type { FakeEngine } from './fake-engine.ts';

/** The grid of the fake analysis: a photo of 768 × 576 in an input of 512 × 384. */
const grid = createAnchorGrid(retinaAnchors, 512, 384);
const scale = 512 / 768;

const { levels, anchorsPerCell, anchorCount } = grid;
export const fakeLayout: AnchorLayout = { levels, anchorsPerCell, anchorCount };

function fakeRow(anchor: number): AnchorRow {
  const [x0, y0, x1, y1] = anchorBox(grid, anchor);
  // One in ten is foreground of class 2, one in ten ignored; the logits differ from anchor to anchor.
  const target = anchor % 10 === 3 ? 2 : anchor % 10 === 7 ? -2 : -1;
  return {
    anchor,
    box: [x0 / scale, y0 / scale, x1 / scale, y1 / scale],
    target,
    matched: target === -1 ? -1 : 0,
    bestIou: (anchor % 11) / 11,
    logits: Float32Array.of(-3 + (anchor % 5), -4, -2 + (anchor % 3)),
    deltas: [0.1, -0.2, 0.3, 0],
  };
}

/** What an engine answers about anchors. */
export function answerAnchors(query: AnchorsQuery): AnchorRows {
  const anchors =
    query.name === 'anchors'
      ? query.anchors
      : anchorsUnder(grid, query.x * scale, query.y * scale, query.level);
  return { layout: fakeLayout, rows: anchors.map(fakeRow) };
}

/** A list of `count` anchors, falling. */
export function fakeHardest(count: number): HardestRows {
  const rows = Array.from({ length: count }, (_, index) => {
    const { anchor, box, target, bestIou } = fakeRow(index * 40 + 3);
    const loss = 0.4 / (index + 1);
    return { anchor, box, target, bestIou, loss, value: loss, topClass: index % 3, topLogit: -index / 10 };
  });
  return { layout: fakeLayout, rows };
}

/** A table of all anchors; small numbers, large ones and repeating fractions. */
export function fakeTable(): AnchorTable {
  const rows = Array.from({ length: anchorCount }, (_, anchor) => fakeRow(anchor));
  const column = (of: (anchor: number) => number): Float32Array<ArrayBuffer> =>
    Float32Array.from(rows, ({ anchor }) => of(anchor));
  return {
    layout: fakeLayout,
    gamma: 2,
    alpha: 0.25,
    boxes: Float32Array.from(rows.flatMap(({ box }) => [...box])),
    targets: Int32Array.from(rows, ({ target }) => target),
    matched: Int32Array.from(rows, ({ matched }) => matched),
    bestIou: column((anchor) => (anchor % 11) / 11),
    crossEntropy: column((anchor) => 1 / (anchor + 3)),
    focal: column((anchor) => 1e-9 / (anchor + 3)),
    gradientNorm: column((anchor) => Math.SQRT2 / (anchor + 1)),
  };
}

/** Lets a fake engine answer everything that the panel of anchors asks. */
export function answerInspector(engine: FakeEngine): void {
  const query = engine.query.bind(engine);
  engine.query = ((asked: Parameters<typeof query>[0]) =>
    asked.name === 'anchors' || asked.name === 'anchors-at'
      ? Promise.resolve(answerAnchors(asked))
      : query(asked)) as typeof engine.query;
  engine.answers.hardest = fakeHardest(20);
}
