import { css } from 'lit';
import { selectInLabelStyles } from './select-styles.ts';

/** Of the elements that look at single anchors. */
export const inspectStyles = css`
  .quiet-text {
    color: var(--text-quiet);
    font-size: 12px;
  }
  .warning {
    color: var(--danger);
    font-size: 12px;
  }
  h3 {
    margin: 0;
    font-size: 12px;
    font-weight: 600;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    justify-content: space-between;
  }
  .head:has(> .copy) {
    flex-wrap: nowrap;
  }
  .copy {
    margin: -6px -6px -6px auto;
  }
  .badge {
    padding: 0 8px;
    border-radius: 4px;
    background: var(--accent-soft);
    color: var(--accent);
    font-size: 12px;
    white-space: nowrap;
  }
  .wide-table {
    overflow-x: auto;
    margin: 0 -16px;
    padding: 0 16px;
    scrollbar-width: thin;
  }
  .wide-table:focus-visible {
    outline-offset: -2px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 12px;
  }
  th,
  td {
    height: 26px;
    padding: 0 0 0 10px;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: right;
    white-space: nowrap;
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
    text-align: left;
  }
  thead th {
    color: var(--text-quiet);
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
  ${selectInLabelStyles}
`;
