/** Where the paper (Lin et al. 2017, arXiv 1708.02002) speaks of something. */
export interface PaperPlace {
  readonly section?: string;
  readonly equation?: string;
  readonly figure?: string;
  readonly table?: string;
  readonly appendix?: string;
}

/** Everything that “What am I looking at?” is answered for, with its place in the paper where it has one. */
export const aboutSubjects = {
  stage: { section: '4' },
  loss: { section: '3.2', equation: '(5)' },
  compare: { section: '5.1', table: '1d', appendix: 'A' },
  readouts: { section: '5.1' },
  detections: { section: '4.1' },
  heatmap: { section: '4' },
  run: undefined,
  inspect: { section: '3', equation: '(2)' },
  hardest: { section: '5.1' },
  'ground-truth': { section: '4' },
  anchors: { section: '4', table: '1c' },
  kernels: { section: '4.1', equation: '(5)' },
  models: { section: '4', table: '1e' },
  'plot-candidates': { section: '1' },
  'plot-sum': { section: '3.2' },
  'plot-loss': { section: '3.2', equation: '(4)', figure: '1' },
  'plot-shares': { section: '5.1' },
  'plot-cumulative': { section: '5.1', figure: '4' },
  'plot-prior': { section: '3.3' },
  table_1a: { section: '5.1', table: '1a' },
  table_1b: { section: '5.1', table: '1b' },
  table_1c: { section: '5.2', table: '1c' },
  table_1d: { section: '5.1', table: '1d' },
  table_1e: { section: '5.2', table: '1e' },
  table_2: { section: '5.3', table: '2' },
  figure_2: { section: '5.2', figure: '2' },
} as const satisfies Record<string, PaperPlace | undefined>;

export type AboutSubject = keyof typeof aboutSubjects;

/** The parts of a place, in the order in which they are named. */
export const paperParts = ['section', 'appendix', 'equation', 'figure', 'table'] as const;
