/** What a heatmap is of, beside a loss, and which anchors it is narrowed to. */
export const heatmapEn = {
  'quantity.p-t': 'p_t, the lowest in each cell',
  'quantity.assignment': 'Assignment of the anchors',
  'quantity.ohem': 'OHEM selection, the hardest N',
  'quantity.ohem-1-3': 'OHEM selection, 1:3 at most',
  'quantity.legend.p-t': 'Lowest p_t in the cell',
  'quantity.legend.assignment': 'Assignment',
  'quantity.legend.ohem': 'OHEM selection',
  'quantity.legend.ohem-1-3': 'OHEM 1:3 selection',
  'quantity.note.p-t':
    'Foreground: p_t of its own class. Background: the smallest p_t over the classes. A cell shows its hardest anchor; ignored ones are left out.',
  'quantity.note.assignment':
    'Where anchors share a cell, foreground shows before ignored, and ignored before background.',
  'quantity.note.ohem': 'Where anchors share a cell, one that OHEM selected shows before the others.',
  'quantity.note.ohem-1-3': 'Where anchors share a cell, one that OHEM selected shows before the others.',
  'marks.foreground': 'Foreground',
  'marks.background': 'Background',
  'marks.ignored': 'Ignored',
  'marks.selected-background': 'Background',
  'marks.unselected': 'Not selected',
  'marks.counted': '{name} {count}',
  'marks.legend': '{title}, counts of all anchors',
  'filter.class': 'Class',
  'filter.class.all': 'All classes',
  'filter.class.legend': '{title}, {name}',
  'filter.hardest': 'hardest {share}',
  'filter.separator': ', ',
  'filter.note': 'These totals are of all anchors and classes. The heatmap shows only: {filters}.',
  'filter.note.sides': 'These totals are of all anchors. The heatmap shows only: {filters}.',
  'filter.note.class':
    'These totals are of “{name}” alone: its column for class losses, its own anchors for box losses.',
} as const;
