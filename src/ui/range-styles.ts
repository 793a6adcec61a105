import { css } from 'lit';

/** A slider; `--share` is how much of its track lies before the thumb. */
export const rangeStyles = css`
  input[type='range'] {
    --share: 0%;
    display: block;
    width: 100%;
    height: 24px;
    background: none;
    appearance: none;
  }
  input[type='range']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: linear-gradient(to right, var(--accent) var(--share), var(--line) var(--share));
  }
  input[type='range']::-moz-range-track {
    height: 4px;
    border-radius: 2px;
    background: var(--line);
  }
  input[type='range']::-moz-range-progress {
    height: 4px;
    border-radius: 2px;
    background: var(--accent);
  }
  input[type='range']::-webkit-slider-thumb {
    width: 16px;
    height: 16px;
    margin-top: -6px;
    border: 1px solid var(--line-strong);
    border-radius: 50%;
    background: var(--surface-raised);
    box-shadow: 0 1px 2px #0003;
    appearance: none;
  }
  input[type='range']::-moz-range-thumb {
    width: 14px;
    height: 14px;
    border: 1px solid var(--line-strong);
    border-radius: 50%;
    background: var(--surface-raised);
  }
  /* The ring is the thumb's: around the whole row it would cover what is beside it. */
  input[type='range']:focus-visible {
    outline: none;
  }
  input[type='range']:focus-visible::-webkit-slider-thumb {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  input[type='range']:focus-visible::-moz-range-thumb {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  @media (forced-colors: active) {
    input[type='range'] {
      appearance: auto;
    }
    input[type='range']:focus-visible {
      outline: 2px solid Highlight;
    }
  }
`;
