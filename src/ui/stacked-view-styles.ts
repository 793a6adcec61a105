import { css } from 'lit';

/** A view of sections below each other, under its name and what it is for. */
export const stackedViewStyles = css`
  .view {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    max-width: 1120px;
    margin: 0 auto;
    padding: 28px 24px 40px;
  }
  h2 {
    margin-bottom: 4px;
    font-size: 20px;
    font-weight: 600;
  }
  .lead {
    max-width: 76ch;
    color: var(--text-quiet);
    text-wrap: pretty;
  }
  @media (max-width: 720px) {
    .view {
      gap: 12px;
      padding: 20px 12px 28px;
    }
    header {
      padding: 0 4px;
    }
  }
`;
