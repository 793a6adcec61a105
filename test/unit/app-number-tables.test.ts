import { describe, expect, it } from 'vitest';
import { lossContextOf, measureAnchor } from '../../src/app/inspect/anchor-facts.ts';
import {
  anchorClassTable,
  anchorsTable,
  comparisonTable,
  detectionTable,
  hardestTable,
  lossTable,
  tabbedText,
  type NumberTable,
} from '../../src/app/number-tables.ts';
import { answerAnchors, fakeHardest } from '../support/fake-anchors.ts';
import { createFakeReadout, fakeModel } from '../support/fake-engine.ts';

const readout = createFakeReadout();

describe('tables of numbers', () => {
  it('are written with tabs, every digit, and nothing where there is no number', () => {
    const text = tabbedText([
      ['a\tb', 'c'],
      [0.1 + 0.2, 1e-21],
      [NaN, Infinity],
    ]);
    expect(text).toBe('a b\tc\n0.30000000000000004\t1e-21\n\t');
  });

  it('have as many fields in every line as in the head, or fewer', () => {
    const rows = answerAnchors({ name: 'anchors', anchors: [3, 7, 8] });
    const facts = measureAnchor(rows.rows[1]!, lossContextOf(readout));
    const tables: NumberTable[] = [
      lossTable(readout),
      comparisonTable(['CE', 'FL'], readout),
      detectionTable(readout.detections, fakeModel.classes),
      anchorClassTable(facts, fakeModel.classes),
      anchorsTable(rows, readout, fakeModel),
      hardestTable(fakeHardest(4), fakeModel.classes),
    ];
    for (const [head, ...lines] of tables) {
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(head!.length);
    }
  });

  it('add up to the totals', () => {
    const [, ...lines] = lossTable(readout);
    const column = (at: number): number => lines.slice(0, 3).reduce((sum, line) => sum + Number(line[at]), 0);
    expect(column(1)).toBeCloseTo(readout.crossEntropy.total, 9);
    expect(column(2)).toBeCloseTo(readout.focal.total, 9);
  });

  it('leave empty what an ignored anchor has not', () => {
    const { rows } = answerAnchors({ name: 'anchors', anchors: [7] });
    const [, first] = anchorClassTable(measureAnchor(rows[0]!, lossContextOf(readout)), []);
    expect(first!.slice(5)).toEqual(['', '', '', '', '', '']);
  });
});
