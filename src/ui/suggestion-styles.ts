import { css } from 'lit';

/** Of `fs-coverage-suggestion` alone. */
export const suggestionStyles = css`
  :host {
    display: grid;
    gap: 8px;
  }
  h2 {
    font-size: 13px;
    font-weight: 600;
  }
  .free {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 72px;
    gap: 4px 8px;
    align-items: center;
  }
  .check {
    display: flex;
    grid-column: 1;
    gap: 8px;
    align-items: center;
    min-height: 28px;
  }
  input[type='checkbox'] {
    width: 16px;
    height: 16px;
    accent-color: var(--accent);
  }
  progress {
    width: 100%;
    height: 6px;
    accent-color: var(--accent);
  }
  .quiet {
    color: var(--text-quiet);
    font-size: 12px;
  }
  .button.primary:disabled {
    border-color: var(--line);
    background: none;
    color: var(--text-quiet);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 12px;
  }
  th,
  td {
    padding: 4px 0 4px 8px;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: right;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  th[scope='row'] {
    padding-left: 0;
    color: var(--text-quiet);
    text-align: left;
    white-space: nowrap;
  }
  th[scope='col'] {
    color: var(--text-quiet);
  }
  .changed {
    font-weight: 600;
  }
`;
