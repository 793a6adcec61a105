import { css } from 'lit';
import { progressStyles } from './progress-styles.ts';
import { sectionStyles } from './section-styles.ts';

/** What the parts of the kernels' view have in common. */
export const kernelStyles = [
  sectionStyles,
  progressStyles,
  css`
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
      font-family:
        ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', 'Noto Sans Mono', Menlo, monospace;
      font-size: 12px;
    }
    @media (max-width: 720px) {
      th,
      td {
        padding-left: 14px;
      }
    }
  `,
];
