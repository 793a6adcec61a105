import { css } from 'lit';

/** Of `fs-controls` alone. */
export const controlsStyles = css`
  section {
    padding: 16px;
    border-bottom: 1px solid var(--line);
  }
  section:last-child {
    border-bottom: 0;
  }
  .group {
    display: grid;
    gap: 12px;
  }
  h2 {
    margin-bottom: 8px;
    font-size: 13px;
    font-weight: 600;
  }
  .group h2 {
    margin-bottom: -4px;
  }
  .heading {
    margin-bottom: 4px;
  }
  .group .heading {
    margin-bottom: -6px;
  }
  .heading h2,
  .group .heading h2 {
    margin-bottom: 0;
  }
  .group .choice {
    gap: 8px;
    margin-bottom: 0;
  }
  .choice fs-loss-choice {
    flex: 1;
  }
  .heading fs-copy-values {
    margin: -4px 0 -4px auto;
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  .wide {
    width: 100%;
  }
  summary {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 24px;
    border-radius: 4px;
    font-weight: 600;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary svg {
    color: var(--text-quiet);
  }
  details[open] summary svg {
    rotate: 180deg;
  }
  .more {
    display: grid;
    gap: 12px;
    padding-top: 12px;
  }
  .more .button {
    justify-self: start;
    margin-left: -12px;
  }
`;
