/** The ways through the page. */
export const navigationEn = {
  'navigation.title': 'Views',
  'navigation.microscope': 'Photo',
  'navigation.plots': 'Plots',
  'navigation.anchors': 'Anchors',
  'navigation.models': 'Models',
  'navigation.kernels': 'Kernels',
  'navigation.loading': 'Loading…',
  'navigation.failed': 'This view could not be loaded. Check the connection and open it again.',
  'panel.title': 'Panels',
  'panel.loss': 'Loss',
  'panel.inspect': 'Inspect',
  'panel.ground-truth': 'Ground truth',
} as const;
