import { css } from 'lit';

/** What every element's controls have in common. */
export const sharedStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h2,
  p,
  ul,
  figure,
  fieldset,
  legend {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul {
    /* Unlike "none", an empty marker leaves WebKit's list a list. */
    list-style-type: '';
  }
  button,
  input,
  select {
    margin: 0;
    color: inherit;
    font: inherit;
    font-variant-numeric: tabular-nums;
  }
  button,
  select,
  summary,
  input[type='range'],
  input[type='checkbox'],
  label {
    cursor: pointer;
  }
  :disabled {
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  /* A heading with the answer to what it is. */
  .heading {
    display: flex;
    gap: 4px;
    align-items: center;
    justify-content: space-between;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .button {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    justify-content: center;
    min-height: 32px;
    padding: 4px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface-raised);
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
  }
  .button:hover:not(:disabled) {
    border-color: var(--line-strong);
  }
  .button:disabled {
    color: var(--text-quiet);
  }
  .button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.quiet {
    border-color: transparent;
    background: none;
    color: var(--text-quiet);
  }
  .button.quiet:hover:not(:disabled) {
    background: var(--surface-sunken);
    color: var(--text);
  }
  .button.icon {
    width: 32px;
    padding: 0;
  }
  svg.icon {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  @media (forced-colors: active) {
    .button {
      border-color: ButtonText;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .button {
      transition:
        background-color 120ms,
        border-color 120ms;
    }
  }
`;
