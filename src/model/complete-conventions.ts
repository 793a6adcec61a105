import type { DetectorConventions } from './detector-conventions.ts';
import type { ExporterConventions } from './exporters/exporter.ts';
import { fitConventions } from './fit-grid.ts';
import type { GraphFacts } from './graph-facts.ts';

/** An exporter's conventions with what is the model's own: classes, activation, a fixed size. */
export function completeConventions(
  conventions: ExporterConventions,
  { fixedSize, activation }: Pick<GraphFacts, 'fixedSize' | 'activation'>,
  { classes, categoryIds }: Pick<DetectorConventions, 'classes' | 'categoryIds'>,
): DetectorConventions {
  const completed = { ...conventions, activation, classes, categoryIds };
  if (!fixedSize) return completed;
  const { resize } = conventions.inputRule;
  const fit = resize?.kind === 'fixed' ? resize.fit : 'contain';
  return {
    ...completed,
    inputRule: { ...conventions.inputRule, resize: { kind: 'fixed', ...fixedSize, fit } },
    defaultSide: Math.max(fixedSize.width, fixedSize.height),
  };
}

/** Every exporter's conventions that give as many anchors as the graph does, as they would read it. */
export function readingsOf(
  exporters: readonly ExporterConventions[],
  facts: Pick<GraphFacts, 'answered' | 'fixedSize' | 'activation'>,
  list: Pick<DetectorConventions, 'classes' | 'categoryIds'>,
): DetectorConventions[] {
  return exporters.flatMap((exporter) => {
    const fitted = fitConventions(exporter, facts.answered);
    return fitted ? [completeConventions(fitted, facts, list)] : [];
  });
}
