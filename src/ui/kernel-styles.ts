import { css } from 'lit';

/** What the parts of the kernels' view have in common. */
export const kernelStyles = css`
  section {
    padding: 20px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  h3 {
    margin: 0 0 4px;
    font-size: 15px;
    font-weight: 600;
  }
  .quiet-text {
    max-width: 76ch;
    color: var(--text-quiet);
    text-wrap: pretty;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    align-items: end;
    margin-top: 16px;
  }
  .actions label {
    display: block;
    margin-bottom: 4px;
    color: var(--text-quiet);
    font-size: 12px;
  }
  .actions select {
    min-width: 132px;
    height: 32px;
    padding: 0 28px 0 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface-raised);
  }
  .actions select:hover:not(:disabled) {
    border-color: var(--line-strong);
  }
  .running {
    display: grid;
    gap: 6px;
    max-width: 480px;
    margin-top: 16px;
  }
  .running p {
    display: flex;
    gap: 12px;
    justify-content: space-between;
  }
  progress {
    width: 100%;
    height: 4px;
    border: 0;
    border-radius: 2px;
    background: var(--line);
    appearance: none;
    accent-color: var(--accent);
  }
  progress::-webkit-progress-bar {
    border-radius: 2px;
    background: var(--line);
  }
  progress::-webkit-progress-value {
    border-radius: 2px;
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    border-radius: 2px;
    background: var(--accent);
  }
  .note {
    margin-top: 12px;
  }
  .alert {
    margin-top: 12px;
    color: var(--danger);
  }
  .table {
    margin-top: 16px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  caption {
    padding: 0 0 6px;
    color: var(--text-quiet);
    font-size: 12px;
    text-align: start;
  }
  th,
  td {
    padding: 5px 0 5px 20px;
    border-top: 1px solid var(--line);
    font-weight: 400;
    text-align: end;
    white-space: nowrap;
  }
  thead th {
    border-top: 0;
    color: var(--text-quiet);
    font-size: 12px;
  }
  th:first-child,
  td:first-child {
    padding-left: 0;
  }
  th:first-child,
  .words {
    text-align: start;
  }
  code,
  .mono {
    font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', 'Noto Sans Mono', Menlo, monospace;
    font-size: 12px;
  }
  a {
    color: var(--accent);
    text-decoration-color: color-mix(in srgb, currentColor 40%, transparent);
    text-underline-offset: 3px;
  }
  a:hover {
    text-decoration-color: currentColor;
  }
  @media (max-width: 720px) {
    section {
      padding: 16px;
    }
    th,
    td {
      padding-left: 14px;
    }
  }
  @media (forced-colors: active) {
    progress::-webkit-progress-value {
      background: Highlight;
    }
  }
`;
