import { css, svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { Words } from '../app/i18n/words.ts';
import type { CoverKind } from '../coverage/compute-coverage.ts';

/** In the order in which they are stacked: what is well first. */
export const coverParts = ['covered', 'low-quality', 'none'] as const satisfies readonly CoverKind[];

/**
 * Each kind of cover has a colour, a pattern for areas and a shape for dots, so that none has to be told by its
 * colour.
 */
export const coverMarkStyles = css`
  .covered {
    --mark: var(--cover-covered);
  }
  .low-quality {
    --mark: var(--cover-low);
  }
  .none {
    --mark: var(--cover-none);
  }
  .mark {
    width: 12px;
    height: 12px;
    flex: none;
    forced-color-adjust: none;
  }
  .mark path {
    fill: none;
    stroke: var(--mark);
    stroke-width: 2;
  }
  .mark.covered path {
    fill: var(--mark);
    stroke: none;
  }
`;

/** The colours, for the view's own host: whatever is inside inherits them. */
export const coverColours = css`
  :host {
    --cover-covered: light-dark(#1d7d58, #4cc495);
    --cover-low: light-dark(#a86a00, #f0b440);
    --cover-none: light-dark(#b3263a, #ff8f98);
  }
  @media (forced-colors: active) {
    :host {
      --cover-covered: CanvasText;
      --cover-low: Highlight;
      --cover-none: LinkText;
    }
  }
`;

/** Outlines on a grid of 12 around its middle: a disc, a triangle, a cross. */
export const markPaths: Readonly<Record<CoverKind, string>> = {
  covered: 'M6 1.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9Z',
  'low-quality': 'M6 2 10.500 10h-9Z',
  none: 'M2 2 10 10M10 2 2 10',
};

export function coverMark(kind: CoverKind): TemplateResult {
  return html`<svg class="mark ${kind}" viewBox="0 0 12 12" aria-hidden="true">
    ${svg`<path d=${markPaths[kind]} />`}
  </svg>`;
}

/** A mark and what it stands for. */
export function coverLegend(words: Words): TemplateResult {
  return html`${coverParts.map(
    (kind) => html`<span class="key">${coverMark(kind)} ${words.text(`coverage.cover.${kind}`)}</span>`,
  )}`;
}

/** Fills for areas: solid, stripes, a lattice of crossing lines. To be put into the `<defs>` of a picture. */
export function coverPatterns(): SVGTemplateResult {
  return svg`
    <pattern id="fill-covered" width="6" height="6" patternUnits="userSpaceOnUse">
      <rect class="solid covered" width="6" height="6" />
    </pattern>
    <pattern id="fill-low-quality" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="soft low-quality" width="6" height="6" />
      <rect class="solid low-quality" width="3" height="6" />
    </pattern>
    <pattern id="fill-none" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="soft none" width="5" height="5" />
      <path class="line none" d="M0 2.500H5M2.500 0V5" />
    </pattern>
  `;
}

/** What the fills are drawn with. */
export const coverPatternStyles = css`
  .solid {
    fill: var(--mark);
  }
  .soft {
    fill: var(--mark);
    fill-opacity: 0.3;
  }
  .line {
    fill: none;
    stroke: var(--mark);
    stroke-width: 1.5;
  }
`;
