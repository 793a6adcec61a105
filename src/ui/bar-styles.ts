import { css } from 'lit';

/** A bar below the photo that says what has just happened, with a button at its end. */
export const barStyles = css`
  .bar {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 12px;
    align-items: start;
    padding: 8px 12px 8px 16px;
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  .text {
    padding: 6px 0;
    overflow-wrap: anywhere;
  }
  .text a {
    color: var(--accent);
    white-space: nowrap;
  }
`;
