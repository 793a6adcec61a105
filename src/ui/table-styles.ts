import { css } from 'lit';

/** A table of many columns that scrolls sideways where there is no room. */
export const tableStyles = css`
  .scroll {
    overflow-x: auto;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 12px;
  }
  th,
  td {
    height: 28px;
    padding: 0 8px;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: left;
    white-space: nowrap;
  }
  th:first-child,
  td:first-child {
    padding-left: 16px;
  }
  th:last-child,
  td:last-child {
    padding-right: 16px;
  }
  th {
    color: var(--text-quiet);
  }
  .figure {
    text-align: right;
  }
  .name {
    max-width: 220px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  a {
    color: var(--accent);
  }
  .sort {
    min-height: 28px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
  }
  .sort:hover,
  [aria-sort='ascending'] .sort,
  [aria-sort='descending'] .sort {
    color: var(--text);
  }
  .arrow {
    display: inline-block;
    width: 10px;
  }
`;
