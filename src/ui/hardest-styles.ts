import { css } from 'lit';

/** In CSS pixels; the list draws only the rows in sight, and has to know where they are. */
export const hardestRowHeight = 28;

/** Of `fs-inspect-hardest` alone. */
export const hardestStyles = css`
  .choices {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }
  .list {
    overflow: auto;
    max-height: 420px;
    overflow-anchor: none;
    margin: 0 -8px;
    font-size: 12px;
    scrollbar-width: thin;
  }
  .row {
    position: relative;
    display: grid;
    grid-template-columns: 40px 34px minmax(0, 1fr) 68px 40px;
    gap: 4px;
    align-items: center;
    height: ${hardestRowHeight}px;
    padding: 0 8px;
    border-bottom: 1px solid var(--line);
  }
  .heads {
    position: sticky;
    z-index: 1;
    top: 0;
    background: var(--surface);
    color: var(--text-quiet);
  }
  .row > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .arrow {
    margin-left: 2px;
  }
  .value,
  .iou {
    text-align: right;
  }
  .quiet {
    color: var(--text-quiet);
  }
  .row:not(.heads):hover {
    background: var(--surface-sunken);
  }
  .row.current {
    background: var(--accent-soft);
    font-weight: 600;
  }
  button {
    min-height: 28px;
    padding: 0;
    border: 0;
    background: none;
  }
  .heads button {
    max-width: 100%;
    overflow: hidden;
    color: inherit;
    text-overflow: ellipsis;
  }
  .heads button:hover,
  [aria-sort='ascending'] button,
  [aria-sort='descending'] button {
    color: var(--text);
  }
  button:focus-visible {
    outline-offset: -2px;
  }
  .rank {
    /* What covers the row reaches beyond the cell. */
    overflow: visible !important;
  }
  .visit::after {
    position: absolute;
    inset: 0;
    content: '';
  }
  .visit:focus-visible {
    outline: none;
  }
  .visit:focus-visible::after {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  @media (forced-colors: active) {
    .row.current {
      outline: 1px solid Highlight;
      outline-offset: -1px;
    }
  }
`;
