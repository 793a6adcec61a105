import type { ConventionsReport } from '../../src/engine/messages.ts';
import { completeConventions, readingsOf } from '../../src/model/complete-conventions.ts';
import type { DetectorConventions } from '../../src/model/detector-conventions.ts';
import { exporterList } from '../../src/model/exporter-list.ts';
import type { GraphFacts } from '../../src/model/graph-facts.ts';

/** What a graph of three classes and the usual pyramid tells. */
export const threeClassFacts: GraphFacts = {
  classes: 3,
  fixedSize: undefined,
  layout: 'concatenated',
  activation: 'probabilities',
  answered: { inputWidth: 128, inputHeight: 128, anchors: 9 * (256 + 64 + 16 + 4 + 1) },
};

const list = { classes: ['person', 'bicycle', 'dog'], categoryIds: [1, 2, 18] };

/** Three classes as an exporter's model has them. */
export function conventionsOf(preset: string, facts = threeClassFacts): DetectorConventions {
  return completeConventions(
    exporterList.find((known) => known.preset === preset)!,
    facts,
    list,
  );
}

/** A report as the engine gives it when exporters were ranked, in the order and with the agreement given. */
export function rankedReport(
  agreements: Readonly<Record<string, number>>,
  photos: readonly string[] = ['dog.jpg'],
): ConventionsReport {
  const readings = readingsOf(exporterList, threeClassFacts, list);
  const rows = Object.entries(agreements).map(([preset, agreement]) => ({
    conventions: readings.find((reading) => reading.preset === preset)!,
    agreement,
    evidence: 1,
  }));
  const [first, second] = rows;
  return {
    conventions: first!.conventions,
    source: 'probe',
    ranking: {
      rows,
      ruledOut: ['mlperf'],
      margin: first!.agreement - (second?.agreement ?? 0),
      equals: [],
      comparesClasses: true,
      photos,
    },
    facts: threeClassFacts,
  };
}
