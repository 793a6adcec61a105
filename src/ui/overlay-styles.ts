import { css } from 'lit';

/** What drawings over the stage have in common: pointers go through them, and lines show on any photo. */
export const overlayStyles = css`
  :host {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  svg {
    width: 100%;
    height: 100%;
    overflow: visible;
    forced-color-adjust: none;
  }
  rect {
    fill: none;
  }
  .rim {
    stroke: #000b;
    stroke-width: 4px;
  }
  text {
    fill: #fff;
    paint-order: stroke;
    stroke: #000c;
    stroke-width: 3px;
    font: 600 12px/1 var(--font);
  }
`;
