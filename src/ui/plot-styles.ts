import { css } from 'lit';

/** Marks of the plots: lines are told apart by their dashes too, areas by their order. */
export const plotMarkStyles = css`
  :host {
    --line-1: light-dark(#b8500c, #f0a25f);
    --line-2: light-dark(#8a6500, #e3bd4b);
    --line-3: light-dark(#1d7d58, #4cc495);
    --line-4: light-dark(#8443bd, #c79bf2);
  }
  .curve {
    fill: none;
    stroke-linejoin: round;
    stroke-width: 1.75;
  }
  .reference {
    stroke: var(--text);
  }
  .fixed-1 {
    stroke: var(--line-1);
    stroke-dasharray: 8 3;
  }
  .fixed-2 {
    stroke: var(--line-2);
    stroke-dasharray: 4 3;
  }
  .fixed-3 {
    stroke: var(--line-3);
    stroke-dasharray: 8 3 2 3;
  }
  .fixed-4 {
    stroke: var(--line-4);
    stroke-dasharray: 2 2;
  }
  .current {
    stroke: var(--accent);
    stroke-width: 3;
  }
  .current-foreground {
    stroke: var(--accent);
    stroke-dasharray: 6 3;
  }
  .current-background {
    stroke: var(--accent);
    stroke-dasharray: 2 3;
  }
  .area,
  .dot {
    stroke: none;
  }
  .area.foreground,
  .area.current {
    fill: var(--part-foreground);
  }
  .area.hard-background {
    fill: var(--part-hard);
  }
  .area.easy-background,
  .area.other {
    fill: var(--part-easy);
  }
  .dot.reference {
    fill: var(--text);
  }
  .dot.fixed-1 {
    fill: var(--line-1);
  }
  .dot.fixed-3 {
    fill: var(--line-3);
  }
  .dot.current {
    fill: var(--accent);
  }
  .halo {
    fill: none;
    stroke: var(--surface);
    stroke-width: 3;
  }
  @media (forced-colors: active) {
    :host {
      --line-1: CanvasText;
      --line-2: CanvasText;
      --line-3: CanvasText;
      --line-4: CanvasText;
      --accent: Highlight;
      --text: CanvasText;
      --part-foreground: Highlight;
      --part-hard: LinkText;
      --part-easy: GrayText;
      --surface: Canvas;
    }
  }
`;

/** What stands around a plot inside a figure. */
export const plotTextStyles = css`
  .formula {
    margin: 4px 0 12px;
    overflow-x: auto;
    overflow-y: hidden;
    font-size: 15px;
  }
  math {
    font-family: 'Cambria Math', 'STIX Two Math', 'Latin Modern Math', math;
  }
  .sentence {
    max-width: 80ch;
    margin-top: 12px;
    font-size: 14px;
    text-wrap: pretty;
  }
  .waiting {
    display: grid;
    place-items: center;
    min-height: 160px;
    padding: 16px;
    border-radius: var(--radius-small);
    background: var(--surface-sunken);
    color: var(--text-quiet);
    text-align: center;
  }
  .quiet {
    color: var(--text-quiet);
    font-size: 12px;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 16px;
  }
  @media (max-width: 900px) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
