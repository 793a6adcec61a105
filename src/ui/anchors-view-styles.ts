import { css } from 'lit';

/** Of `fs-anchors-view` alone: the answer and its figures on the left, what can be changed on the right. */
export const anchorsViewStyles = css`
  :host {
    display: grid;
    grid-template: 'main side' auto 'more side' 1fr / minmax(0, 1fr) clamp(328px, 24vw, 352px);
    min-height: 100%;
    background: var(--ground);
  }
  .main,
  .more {
    display: grid;
    gap: 16px;
    align-content: start;
    min-width: 0;
    padding: 24px 24px 0;
  }
  .main {
    grid-area: main;
  }
  .more {
    grid-area: more;
    padding: 16px 24px 24px;
  }
  .side {
    position: sticky;
    top: 0;
    grid-area: side;
    align-self: start;
    height: 100cqh;
    overflow: auto;
    border-left: 1px solid var(--line);
    background: var(--surface);
  }
  .side section {
    padding: 16px;
    border-bottom: 1px solid var(--line);
  }
  .card {
    padding: 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .card .button {
    margin-top: 8px;
  }
  .quiet {
    color: var(--text-quiet);
  }
  .working {
    display: flex;
    gap: 12px;
    align-items: center;
    color: var(--text-quiet);
    font-size: 12px;
  }
  .working:empty {
    display: none;
  }
  progress {
    width: 160px;
    height: 6px;
    accent-color: var(--accent);
  }
  @media (max-width: 900px) {
    :host {
      grid-template: 'main' auto 'side' auto 'more' auto / minmax(0, 1fr);
    }
    .main,
    .more {
      padding: 16px;
    }
    .side {
      position: static;
      height: auto;
      border-block: 1px solid var(--line);
      border-left: 0;
    }
    .side section:last-child {
      border-bottom: 0;
    }
  }
`;
