/**
 * The pages of the page: the photo under the microscope, its losses as plots, the anchors' coverage, the models to
 * choose from, the kernels.
 */
export const pageViews = ['microscope', 'plots', 'anchors', 'models', 'kernels'] as const;
export type PageView = (typeof pageViews)[number];

/** What the panel beside the photo shows. While it shows the ground truth, its boxes can be edited on the stage. */
export const panelTabs = ['loss', 'inspect', 'ground-truth'] as const;
export type PanelTab = (typeof panelTabs)[number];

/** The hash of a view: links to it are real links, so that back and forward go between views. */
export function hashOfView(view: PageView): string {
  return `#view=${view}`;
}
