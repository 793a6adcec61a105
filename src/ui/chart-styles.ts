import { css } from 'lit';

/** Axes and their words, the same in all charts. */
export const chartStyles = css`
  .chart {
    position: relative;
    min-height: 220px;
  }
  svg.picture {
    display: block;
    width: 100%;
    background: var(--surface);
  }
  text {
    fill: var(--text-quiet);
    font-size: 11px;
    font-family: var(--font);
  }
  .grid line {
    stroke: var(--line);
  }
  .axis line {
    stroke: var(--line-strong);
  }
  .threshold {
    stroke: var(--text);
    stroke-dasharray: 4 3;
  }
  .strong {
    fill: var(--text);
    font-weight: 600;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin-top: 8px;
    font-size: 12px;
  }
  .key {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  @media (forced-colors: active) {
    text {
      fill: CanvasText;
    }
    .grid line {
      stroke: CanvasText;
      stroke-opacity: 0.25;
    }
  }
`;
