import { css } from 'lit';

/** A thin bar of progress. */
export const progressStyles = css`
  progress {
    width: 100%;
    height: 4px;
    border: 0;
    border-radius: 2px;
    background: var(--line);
    appearance: none;
    accent-color: var(--accent);
  }
  progress::-webkit-progress-bar {
    border-radius: 2px;
    background: var(--line);
  }
  progress::-webkit-progress-value {
    border-radius: 2px;
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    border-radius: 2px;
    background: var(--accent);
  }
  @media (forced-colors: active) {
    progress::-webkit-progress-value {
      background: Highlight;
    }
  }
`;
