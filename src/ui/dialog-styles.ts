import { css } from 'lit';

/** What dialogs over the page have in common. */
export const dialogStyles = css`
  dialog {
    display: none;
    flex-direction: column;
    gap: 12px;
    width: min(560px, calc(100vw - 24px));
    max-height: min(680px, calc(100dvh - 24px));
    padding: 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface-raised);
    color: var(--text);
    box-shadow: var(--shadow);
  }
  dialog[open] {
    display: flex;
  }
  dialog::backdrop {
    background: #00000073;
  }
  dialog h2 {
    font-size: 16px;
    font-weight: 600;
  }
  .list {
    flex: 1;
    min-height: 0;
    overflow: auto;
    border-block: 1px solid var(--line);
  }
  .quiet-text {
    color: var(--text-quiet);
    font-size: 12px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    justify-content: flex-end;
  }
  .actions .first {
    margin-right: auto;
  }
  .actions p {
    flex-basis: 100%;
  }
  .button.primary:disabled {
    border-color: var(--line);
    background: var(--surface-sunken);
    color: var(--text-quiet);
  }
`;
