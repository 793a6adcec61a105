import { placeOfAnchor, shapeFactors } from '../anchors/anchor-cells.ts';
import type { Detection } from '../detect/detection.ts';
import { sigmoid } from '../detect/score.ts';
import type { ModelDescription, Readout } from '../engine/messages.ts';
import type { SideReading } from '../pipeline/analysis-path.ts';
import type { AnchorRow, AnchorRows, HardestRows } from '../pipeline/anchor-rows.ts';
import { lossContextOf, measureRow, type AnchorFacts } from './inspect/anchor-facts.ts';
import { lossCategories } from './loss-shares.ts';

/** Lines of a table, its head first. Numbers have all their digits; what has none is left empty. */
export type NumberTable = readonly (readonly (string | number)[])[];

/** As spreadsheets take a table from the clipboard: a tab between fields, a line each. */
export function tabbedText(table: NumberTable): string {
  const field = (value: string | number): string =>
    typeof value === 'number'
      ? Number.isFinite(value)
        ? String(value)
        : ''
      : value.replaceAll(/[\t\r\n]+/g, ' ');
  return table.map((row) => row.map(field).join('\t')).join('\n');
}

/** Both losses by what they come from, in their own units, and what they were computed with. */
export function lossTable(readout: Readout): NumberTable {
  const { crossEntropy, focal, counts, focalParameters, normaliser, box } = readout;
  const { gamma, alpha } = focalParameters;
  return [
    ['source', 'cross_entropy', 'focal', 'anchors'],
    ...lossCategories.map((category) => [
      category,
      crossEntropy.byCategory[category],
      focal.byCategory[category],
      counts[category],
    ]),
    ['ignored', 0, 0, counts.ignored],
    ['total', crossEntropy.total, focal.total],
    ...(box ? [[`box_loss_${box.spec.loss}`, box.total, box.total]] : []),
    ['normaliser', normaliser, normaliser],
    ['gamma', '', gamma],
    ['alpha', '', alpha],
  ];
}

/** The sides of a comparison, and the heatmap's colour scale, which both share. */
export function comparisonTable(
  names: readonly [string, string],
  { comparison, scaleRange }: Readout,
): NumberTable {
  const row = (name: string, side: SideReading | undefined): readonly (string | number)[] =>
    side
      ? [
          name,
          side.breakdown.total,
          ...lossCategories.map((category) => side.breakdown.byCategory[category]),
          side.selected ? side.selected.foreground + side.selected.background : '',
        ]
      : [name];
  return [
    ['loss', 'total', ...lossCategories, 'selected'],
    row(names[0], comparison?.left),
    row(names[1], comparison?.right),
    ['colour_scale', scaleRange.minimum, scaleRange.maximum],
  ];
}

/** What was found: boxes as corners, in pixels of the upright original. */
export function detectionTable(detections: readonly Detection[], classes: readonly string[]): NumberTable {
  return [
    ['class', 'score', 'x0', 'y0', 'x1', 'y1'],
    ...detections.map(({ classIndex, score, box }) => [
      classes[classIndex] ?? String(classIndex),
      score,
      ...box,
    ]),
  ];
}

/** One anchor, class by class; losses undivided. */
export function anchorClassTable({ row, classes }: AnchorFacts, names: readonly string[]): NumberTable {
  const head = ['anchor', 'class', 'own', 'logit', 'p', 'p_t', 'modulating_factor'];
  return [
    [...head, 'cross_entropy', 'focal', 'cross_entropy_gradient', 'focal_gradient'],
    ...classes.map((one) => [
      row.anchor,
      names[one.classIndex] ?? String(one.classIndex),
      one.isOwn ? 1 : 0,
      one.logit,
      one.p,
      one.pt ?? '',
      one.modulation ?? '',
      one.crossEntropy ?? '',
      one.focal ?? '',
      one.crossEntropyGradient ?? '',
      one.focalGradient ?? '',
    ]),
  ];
}

/** Several anchors, one a line; losses undivided. */
export function anchorsTable(
  { layout, rows }: AnchorRows,
  readout: Readout,
  model: ModelDescription,
): NumberTable {
  const context = lossContextOf(readout);
  const lineOf = (row: AnchorRow): readonly (string | number)[] => {
    const place = placeOfAnchor(layout, row.anchor);
    const { scale, ratio } = shapeFactors(model.anchors, place.shape);
    const losses = (['cross-entropy', 'focal'] as const).map((loss) => measureRow(row, loss, context).sum);
    const level = layout.levels[place.level]?.name ?? '';
    return [row.anchor, level, scale, ratio, ...row.box, row.target, row.bestIou, ...losses];
  };
  const head = ['anchor', 'level', 'scale', 'ratio', 'x0', 'y0', 'x1', 'y1', 'target'];
  return [[...head, 'best_iou', 'cross_entropy', 'focal'], ...rows.map(lineOf)];
}

/** The list of the hardest, in its order. */
export function hardestTable({ layout, rows }: HardestRows, classes: readonly string[]): NumberTable {
  return [
    [
      'rank',
      'anchor',
      'level',
      'x0',
      'y0',
      'x1',
      'y1',
      'target',
      'top_class',
      'top_p',
      'value',
      'loss',
      'iou',
    ],
    ...rows.map((row, index) => [
      index + 1,
      row.anchor,
      layout.levels[placeOfAnchor(layout, row.anchor).level]?.name ?? '',
      ...row.box,
      row.target,
      classes[row.topClass] ?? String(row.topClass),
      sigmoid(row.topLogit),
      row.value,
      row.loss,
      row.bestIou,
    ]),
  ];
}
