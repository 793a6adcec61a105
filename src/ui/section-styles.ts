import { css } from 'lit';

/** Sections of a view that is read from top to bottom, with headings, quiet text and links. */
export const sectionStyles = css`
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
  }
`;
