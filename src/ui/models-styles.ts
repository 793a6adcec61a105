import { css } from 'lit';

/** What the sections of the models' view have in common. */
export const modelsStyles = css`
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
  @media (max-width: 720px) {
    section {
      padding: 16px;
    }
  }
`;
