import { css } from 'lit';
import { sectionStyles } from './section-styles.ts';

/** What the sections of the models' view have in common. */
export const modelsStyles = [
  sectionStyles,
  css`
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: center;
      margin-top: 16px;
    }
    .file {
      position: relative;
    }
    .file:has(:focus-visible) {
      outline: 2px solid var(--accent);
      outline-offset: 2px;
    }
    .file input {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      opacity: 0;
      cursor: pointer;
    }
    .file input::file-selector-button {
      cursor: pointer;
    }
    dl {
      display: flex;
      flex-wrap: wrap;
      gap: 12px 32px;
      margin: 16px 0 0;
    }
    dt {
      color: var(--text-quiet);
      font-size: 12px;
    }
    dd {
      margin: 0;
    }
    summary {
      width: fit-content;
      color: var(--text-quiet);
    }
    .alert {
      color: var(--danger);
    }
    .fault,
    .note {
      margin-top: 12px;
    }
    .small {
      font-size: 12px;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 24px;
      align-items: center;
      justify-content: space-between;
      padding: 12px 0;
      border-top: 1px solid var(--line);
    }
    .about {
      flex: 1 1 320px;
      min-width: 0;
    }
    .title {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 10px;
      align-items: baseline;
      overflow-wrap: anywhere;
      font-weight: 500;
    }
    .source {
      overflow-wrap: anywhere;
    }
    .buttons {
      display: flex;
      gap: 8px;
      align-items: center;
    }
  `,
];
