import { describe, expect, it } from 'vitest';
import { contrastFraction, scaleRange } from '../../src/stage/colormap.ts';
import { mapsOfContent, mapsOfScale, planBoxPanes, planPanes } from '../../src/stage/panes.ts';
import type { HeatmapSettings, StageView } from '../../src/stage/scene.ts';

const view: StageView = { width: 401, height: 300, scale: 2, offsetX: 10, offsetY: 20, pixelRatio: 1 };
const single: HeatmapSettings = {
  shown: 'focal',
  level: 'all',
  reduce: 'sum',
  colormap: 'magma',
  opacity: 0.7,
  scale: 'log',
  lockScale: true,
};

describe('panes', () => {
  it('cover the canvas once, whatever the divider', () => {
    for (const mode of ['single', 'swipe', 'side-by-side', 'difference', 'ratio'] as const) {
      for (const divider of [-1, 0, 0.001, 0.3, 0.5, 0.9999, 1, 2]) {
        const panes = planPanes({ view, heatmap: { ...single, mode, divider } });
        expect(panes[0]?.start).toBe(0);
        expect(panes.at(-1)?.end).toBe(401);
        expect(panes.every(({ start, end }) => end > start)).toBe(true);
        if (panes.length === 2) expect(panes[0]?.end).toBe(panes[1]?.start);
      }
    }
  });

  it('keep the photo where it is in a swipe, and draw its boxes once', () => {
    const panes = planPanes({ view, heatmap: { ...single, mode: 'swipe', divider: 0.25 } });
    expect(panes.map(({ content, end }) => [content, end])).toEqual([
      ['left', 100],
      ['right', 401],
    ]);
    expect(panes.every((pane) => pane.view === view)).toBe(true);
    expect(planBoxPanes(panes)).toMatchObject([{ start: 0, end: 401 }]);
    const only = planPanes({ view, heatmap: { ...single, mode: 'swipe', divider: 1 } });
    expect(only.map(({ content }) => content)).toEqual(['left']);
  });

  it('hold the photo at the same place of either half side by side', () => {
    const panes = planPanes({ view, heatmap: { ...single, mode: 'side-by-side', divider: 0.1 } });
    const [left, right] = panes;
    expect(left?.view.offsetX).toBe(10);
    expect(right!.view.offsetX - right!.start).toBe(10);
    expect(planBoxPanes(panes)).toEqual(panes);
  });

  it('share one scale where two losses are compared, and have one alone for what is no loss', () => {
    expect(mapsOfScale(single)).toEqual(['cross-entropy', 'focal']);
    expect(mapsOfScale({ ...single, lockScale: false })).toEqual(['focal']);
    expect(mapsOfScale({ ...single, shown: 'left' })).toEqual(['left']);
    expect(mapsOfScale({ ...single, mode: 'swipe', lockScale: false })).toEqual(['left', 'right']);
    expect(mapsOfContent('ratio')).toEqual(['left', 'right']);
    expect(mapsOfContent('right')).toEqual(['right', 'right']);
  });
});

describe('contrast', () => {
  it('is right − left on the scale that either has', () => {
    expect(contrastFraction(3, 1, 4, 'linear', 'difference')).toBe(-0.5);
    expect(contrastFraction(1, 3, 4, 'linear', 'difference')).toBe(0.5);
    expect(contrastFraction(2, 2, 4, 'log', 'difference')).toBe(0);
    expect(contrastFraction(0, 4e-3, 4, 'log', 'difference')).toBeCloseTo(0.4, 12);
    expect(scaleRange(4, 'log', 'difference')).toEqual({ minimum: -4, maximum: 4 });
  });

  it('is the decades of right over left, four of them either way', () => {
    expect(contrastFraction(1, 100, 1, 'linear', 'ratio')).toBeCloseTo(0.5, 12);
    expect(contrastFraction(100, 1, 1, 'linear', 'ratio')).toBeCloseTo(-0.5, 12);
    expect(contrastFraction(0, 1e-9, 1, 'linear', 'ratio')).toBe(1);
    expect(contrastFraction(1e-9, 0, 1, 'linear', 'ratio')).toBe(-1);
    expect(contrastFraction(0, 0, 1, 'linear', 'ratio')).toBe(0);
    expect(scaleRange(4, 'linear', 'ratio')).toEqual({ minimum: 1e-4, maximum: 1e4 });
  });
});
