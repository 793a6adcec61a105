import { css } from 'lit';

/** Of `fs-app` alone: the page's grid. */
export const appStyles = css`
  :host {
    height: 100%;
  }
  .page {
    display: grid;
    grid-template:
      'header header' auto 'stage panel' minmax(0, 1fr) 'footer footer' auto / minmax(0, 1fr)
      clamp(328px, 24vw, 352px);
    height: 100%;
  }
  fs-header {
    grid-area: header;
  }
  main {
    display: flex;
    flex-direction: column;
    grid-area: stage;
    min-width: 0;
    min-height: 0;
  }
  fs-stage,
  fs-lazy-view {
    flex: 1;
    min-height: 0;
  }
  fs-video-bar,
  fs-update-bar,
  fs-tour,
  fs-link-notice,
  fs-import-bar,
  fs-photo-strip {
    flex: none;
  }
  /* The other views have the window to themselves. */
  .page:not([data-view='microscope']) main {
    grid-area: stage / stage / panel / panel;
  }
  aside {
    display: grid;
    grid-area: panel;
    grid-template-rows: auto auto minmax(0, 1fr);
    min-height: 0;
    border-left: 1px solid var(--line);
    background: var(--surface);
  }
  .scroll {
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-gutter: stable;
    scrollbar-width: thin;
  }
  fs-sheet-handle {
    display: none;
  }
  fs-footer {
    grid-area: footer;
  }
  @media (max-width: 720px) {
    .page {
      grid-template:
        'header' auto 'stage' minmax(0, 1fr) 'panel' var(--sheet) 'footer' auto
        / minmax(0, 1fr);
    }
    aside {
      border-top: 1px solid var(--line);
      border-left: 0;
      border-radius: 16px 16px 0 0;
    }
    .scroll {
      scrollbar-gutter: auto;
    }
    fs-sheet-handle {
      display: block;
    }
  }
`;
