import type { Readout } from '../engine/messages.ts';
import { isOfMarks } from '../pipeline/loss-spec.ts';
import { markColours } from '../stage/colormap.ts';
import type { HeatmapMode } from '../stage/scene.ts';
import type { AnchorMark } from '../statistics/anchor-mark-values.ts';
import type { Words } from './i18n/words.ts';
import type { Settings } from './settings.ts';

/** One of the kinds that a heatmap of marks tells apart. */
export interface LegendMark {
  readonly mark: AnchorMark;
  /** CSS colour. */
  readonly colour: string;
  /** Its name, and how many of all anchors it has where that is known. */
  readonly text: string;
}

/** Whether the heatmap's colours are names and no amounts. */
export function showsMarks({ quantity }: Settings, mode: HeatmapMode): boolean {
  return mode === 'single' && (quantity === 'assignment' || quantity.startsWith('ohem'));
}

/** The kinds that the heatmap tells apart, rarest first. */
export function legendMarks(
  words: Words,
  { quantity }: Settings,
  readout: Readout | undefined,
): readonly LegendMark[] {
  const counts = quantity === 'assignment' ? countAssignment(readout) : countSelection(readout);
  return counts.map(([mark, count]) => {
    const name = words.text(`marks.${mark}`);
    return {
      mark,
      colour: markColours[mark],
      text: count === undefined ? name : words.text('marks.counted', { name, count }),
    };
  });
}

type MarkCounts = readonly (readonly [AnchorMark, number | undefined])[];

function countAssignment(readout: Readout | undefined): MarkCounts {
  const { counts } = readout ?? {};
  return [
    ['foreground', counts?.foreground],
    ['ignored', counts?.ignored],
    ['background', counts && counts['easy-background'] + counts['hard-background']],
  ];
}

function countSelection(readout: Readout | undefined): MarkCounts {
  const { map, counts } = readout ?? {};
  // A readout can be of the map before.
  const selected = map && isOfMarks(map.spec) ? map.selected : undefined;
  const all = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    ['foreground', selected?.foreground],
    ['selected-background', selected?.background],
    [
      'unselected',
      selected && all !== undefined ? all - selected.foreground - selected.background : undefined,
    ],
  ];
}
