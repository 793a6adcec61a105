import { css } from 'lit';

/** Of `fs-photo-strip` alone. */
export const photoStripStyles = css`
  nav {
    display: flex;
    gap: 4px;
    align-items: center;
    padding: 8px;
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  .row {
    flex: 1;
    min-width: 0;
    overflow: auto hidden;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  ul {
    position: relative;
    height: 68px;
    margin: 0 4px;
  }
  li {
    position: absolute;
    top: 4px;
    width: 84px;
    height: 56px;
  }
  li button {
    position: relative;
    display: grid;
    width: 100%;
    height: 100%;
    padding: 0;
    place-items: center;
    overflow: hidden;
    border: 0;
    border-radius: var(--radius-small);
    background: var(--surface-sunken);
    color: var(--text-quiet);
  }
  li button:hover {
    filter: brightness(1.08);
  }
  li button[aria-current='true'] {
    box-shadow:
      0 0 0 2px var(--surface),
      0 0 0 4px var(--accent);
    overflow: visible;
  }
  li button[aria-current='true'] fs-thumbnail {
    border-radius: var(--radius-small);
  }
  li button:focus-visible {
    outline-offset: 1px;
  }
  .count {
    position: absolute;
    right: 3px;
    bottom: 3px;
    min-width: 18px;
    padding: 0 4px;
    border-radius: 4px;
    background: var(--surface-raised);
    color: var(--text);
    font-size: 11px;
    line-height: 16px;
    text-align: center;
  }
  .step.previous svg {
    rotate: 90deg;
  }
  .step.next svg {
    rotate: -90deg;
  }
  @media (forced-colors: active) {
    li button[aria-current='true'] {
      outline: 3px solid Highlight;
    }
  }
  @media (max-width: 720px) {
    nav {
      padding: 4px;
    }
    .step {
      display: none;
    }
  }
`;
