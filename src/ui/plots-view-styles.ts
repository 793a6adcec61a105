import { css } from 'lit';

/** Of `fs-plots-view` alone: the sliders stay in sight above a column of sections. */
export const plotsViewStyles = css`
  :host {
    counter-reset: section;
  }
  /* Plots are drawn one after the other; what stands below one that grows would jump. */
  :host(:not([drawn])) {
    visibility: hidden;
  }
  .controls {
    position: sticky;
    top: 0;
    z-index: 1;
    display: grid;
    grid-template-columns: minmax(200px, 280px) minmax(200px, 280px) minmax(0, 1fr);
    gap: 8px 32px;
    align-items: center;
    padding: 10px max(24px, calc((100% - 1152px) / 2));
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }
  .now {
    font-size: 14px;
    font-weight: 500;
    line-height: 1.4;
    text-wrap: pretty;
  }
  .view {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 40px;
    max-width: 1200px;
    margin: 0 auto;
    padding: 28px 24px 48px;
  }
  header h2 {
    margin-bottom: 4px;
    font-size: 24px;
    font-weight: 600;
    line-height: 1.3;
  }
  header .lead {
    font-size: 15px;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  section h2 {
    display: flex;
    gap: 10px;
    align-items: baseline;
    margin-bottom: -12px;
    font-size: 18px;
    font-weight: 600;
    line-height: 1.35;
    counter-increment: section;
  }
  section h2::before {
    flex: none;
    width: 26px;
    border-radius: 50%;
    background: var(--accent-soft);
    color: var(--accent);
    font-size: 14px;
    line-height: 26px;
    text-align: center;
    content: counter(section);
  }
  .lead {
    max-width: 78ch;
    color: var(--text-quiet);
    font-size: 14px;
    text-wrap: pretty;
  }
  section .lead {
    padding-left: 36px;
  }
  p.waiting {
    border: 1px dashed var(--line-strong);
    background: none;
  }
  @media (max-width: 900px) {
    .controls {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.15fr);
      gap: 2px 20px;
    }
    .now {
      grid-column: 1 / -1;
    }
  }
  @media (max-width: 720px) {
    .controls {
      gap: 0 12px;
      padding: 6px 12px 8px;
    }
    .now {
      font-size: 12px;
      font-weight: 400;
    }
    .view {
      gap: 32px;
      padding: 20px 12px 32px;
    }
    header {
      padding: 0 4px;
    }
    section .lead {
      padding-left: 0;
    }
    section h2 {
      margin-bottom: -8px;
    }
  }
`;
