import { css } from 'lit';

/** A list to choose from, below its label. */
export const selectStyles = css`
  label {
    display: block;
    margin-bottom: 4px;
    color: var(--text-quiet);
    font-size: 12px;
  }
  select {
    width: 100%;
    height: 32px;
    padding: 0 28px 0 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface-raised);
    text-overflow: ellipsis;
  }
`;

/** The same, inside its label. */
export const selectInLabelStyles = css`
  label {
    color: var(--text-quiet);
    font-size: 12px;
  }
  select {
    width: 100%;
    height: 32px;
    margin-top: 4px;
    padding: 0 6px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface-raised);
    color: var(--text);
    font-size: 13px;
  }
`;
