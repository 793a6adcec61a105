import { svg, html, type TemplateResult } from 'lit';

/** Drawn on a grid of 24, stroked in the colour of the text around. */
const paths = {
  photo: svg`<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="m4 18 5-4.500 3 2.500 4-4.500 5 5"/>`,
  language: svg`<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.500 6 3.500 9S15 18 12 21c-3-3-3.500-6-3.500-9S9 6 12 3Z"/>`,
  auto: svg`<circle cx="12" cy="12" r="9"/><path d="M12 3v18a9 9 0 0 0 0-18Z" fill="currentColor"/>`,
  light: svg`<circle cx="12" cy="12" r="4"/><path d="M12 2v2.500M12 19.500V22M2 12h2.500M19.500 12H22M5 5l1.700 1.700M17.300 17.300 19 19M5 19l1.700-1.700M17.300 6.700 19 5"/>`,
  dark: svg`<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500Z"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  fit: svg`<path d="M4 9V5.500A1.500 1.500 0 0 1 5.500 4H9M15 4h3.500A1.500 1.500 0 0 1 20 5.500V9M20 15v3.500a1.500 1.500 0 0 1-1.500 1.500H15M9 20H5.500A1.500 1.500 0 0 1 4 18.500V15"/>`,
  film: svg`<rect x="3" y="6" width="12" height="12" rx="2"/><path d="m15 10.500 6-3.500v10l-6-3.500"/>`,
  paste: svg`<rect x="5" y="5" width="14" height="16" rx="2"/><path d="M9 5V3.500h6V5"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  download: svg`<path d="M12 4v11m-4.500-4L12 15.500 16.500 11M5 20h14"/>`,
  lock: svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>`,
  unlock: svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 7.500-2"/>`,
  warning: svg`<path d="M12 4 2.800 19.500h18.400L12 4ZM12 10v4.500M12 17.200v.1"/>`,
  undo: svg`<path d="M4 9h10.500a5.500 5.500 0 0 1 0 11H8M4 9l4.500-4.500M4 9l4.500 4.500"/>`,
  redo: svg`<path d="M20 9H9.500a5.500 5.500 0 0 0 0 11H16M20 9l-4.500-4.500M20 9l-4.500 4.500"/>`,
  folder: svg`<path d="M3 7.500A1.500 1.500 0 0 1 4.500 6H9l2 2.500h8.500A1.500 1.500 0 0 1 21 10v8a1.500 1.500 0 0 1-1.500 1.500h-15A1.500 1.500 0 0 1 3 18Z"/>`,
  help: svg`<circle cx="12" cy="12" r="9"/><path d="M9.500 9.500a2.500 2.500 0 1 1 3.600 2.200c-.8.4-1.100.9-1.100 1.800M12 16.700v.1"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.500M12 7.500v.1"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700L12 17"/>`,
  keyboard: svg`<rect x="2.500" y="6" width="19" height="12" rx="2"/><path d="M6 10h.1M10 10h.1M14 10h.1M18 10h.1M8 14h8"/>`,
  clipboard: svg`<rect x="5" y="5" width="14" height="16" rx="2"/><path d="M9 5V3.500h6V5M9 11h6M9 15h4"/>`,
  tour: svg`<circle cx="6" cy="18" r="2"/><circle cx="18" cy="6" r="2"/><path d="M8 18h7a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h7"/>`,
  copy: svg`<rect x="8.500" y="8.500" width="11.500" height="11.500" rx="2"/><path d="M15.500 8.500V6A2 2 0 0 0 13.500 4H6a2 2 0 0 0-2 2v7.500a2 2 0 0 0 2 2h2.500"/>`,
  check: svg`<path d="m5 12.500 4.500 4.500L19 7.500"/>`,
  camera: svg`<path d="M4 8.500A1.500 1.500 0 0 1 5.500 7H8l1.500-2.500h5L16 7h2.500A1.500 1.500 0 0 1 20 8.500v9a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17.500Z"/><circle cx="12" cy="12.800" r="3.200"/>`,
  chevron: svg`<path d="m6 9 6 6 6-6"/>`,
};

export type IconName = keyof typeof paths;

/** A picture for a control that has its name in words beside it. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths[name]}</svg>`;
}
