import { css } from 'lit';

/** Of `fs-stage` alone, apart because it is long. */
export const stageStyles = css`
  :host {
    position: relative;
    overflow: hidden;
    background: var(--stage);
    container-type: size;
  }
  .view,
  .surface,
  .surface canvas,
  fs-preview {
    position: absolute;
    inset: 0;
  }
  .view {
    touch-action: none;
    cursor: grab;
  }
  .view:active {
    cursor: grabbing;
  }
  .view:focus-visible {
    outline-offset: -3px;
  }
  .surface canvas {
    width: 100%;
    height: 100%;
  }
  /* What takes longer than most changes do, such as a kernel's first use, shows that it is under way. */
  :host([aria-busy='true']) .view.quiet::after {
    position: absolute;
    top: 0;
    left: 0;
    width: 100%;
    height: 3px;
    background: linear-gradient(90deg, transparent, var(--accent), transparent) 0 0 / 50% 100% repeat-x;
    animation:
      appear 300ms 600ms backwards,
      pass 1200ms linear infinite;
    content: '';
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @keyframes pass {
    to {
      background-position-x: 100%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host([aria-busy='true']) .view.quiet::after {
      background: var(--accent);
      animation: appear 300ms 600ms backwards;
    }
  }
  /* In the document from the start, for its size; unseen until a frame is on it. */
  .view.waiting {
    visibility: hidden;
  }
  .tooltip {
    --x: 0px;
    --y: 0px;
    position: absolute;
    top: 0;
    left: 0;
    padding: 2px 8px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--surface-raised);
    box-shadow: var(--shadow);
    font-size: 12px;
    white-space: nowrap;
    translate: var(--x) var(--y);
    pointer-events: none;
  }
  .bottom {
    position: absolute;
    right: 16px;
    bottom: 16px;
    left: 16px;
    display: flex;
    gap: 16px;
    align-items: flex-end;
    justify-content: space-between;
    pointer-events: none;
  }
  .bottom > * {
    pointer-events: auto;
  }
  fs-legend {
    width: 600px;
    min-width: 0;
  }
  .zoom {
    display: flex;
    align-items: center;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow);
  }
  .about {
    margin-left: auto;
    padding: 4px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow);
  }
  .zoom span {
    min-width: 48px;
    text-align: center;
  }
  .none {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 16px;
    align-items: center;
    justify-content: center;
    padding: 8px 8px 8px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    box-shadow: var(--shadow);
  }
  .top {
    position: absolute;
    top: 12px;
    right: 16px;
    left: 16px;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
    gap: 8px;
    pointer-events: none;
  }
  .top > * {
    max-width: 100%;
    pointer-events: auto;
  }
  @container (height < 280px) {
    .bottom {
      display: none;
    }
  }
  @container (width < 640px) {
    fs-legend {
      flex: 1;
      width: auto;
      min-width: 0;
    }
  }
  @container (width < 480px) {
    .zoom {
      display: none;
    }
  }
  @media (max-width: 720px) {
    .bottom {
      right: 8px;
      bottom: 8px;
      left: 8px;
    }
    .top {
      top: 8px;
      right: 8px;
      left: 8px;
    }
  }
`;
