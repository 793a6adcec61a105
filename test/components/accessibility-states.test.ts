import axe from 'axe-core';
import { cdp, page as browser } from 'vitest/browser';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pageViews, panelTabs, type PageView, type PanelTab } from '../../src/app/page-view.ts';
import { tourSteps } from '../../src/app/tour/tour-state.ts';
import { answerInspector } from '../support/fake-anchors.ts';
import { FakePage } from '../support/fake-page.ts';

let page: FakePage | undefined;

/** Emulates what a person has set in the system. */
async function setMedia(name: string, value: string): Promise<void> {
  const session = cdp() as unknown as { send(method: string, parameters: object): Promise<unknown> };
  await session.send('Emulation.setEmulatedMedia', { features: [{ name, value }] });
}

beforeAll(() => browser.viewport(1280, 800));

afterEach(async () => {
  page?.dispose();
  page = undefined;
  location.hash = '';
  await setMedia('forced-colors', 'none');
  await browser.viewport(1280, 800);
});

/** All that axe checks, and that nothing to press is smaller than 24 × 24 pixels. */
async function violations(of: FakePage): Promise<string[]> {
  // Colours that are still on their way to another theme have no contrast to speak of.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const results = await axe.run(of.app, { rules: { 'target-size': { enabled: true } } });
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

/** Where the page shows its answer once it is there; views come a moment after they are asked for. */
async function show(view: PageView, panel: PanelTab): Promise<FakePage> {
  location.hash = `#view=${view}`;
  page = new FakePage();
  answerInspector(page.engine);
  void page.app.startEngine();
  await page.untilOpened(1);
  page.engine.answer();
  page.controller.openPanel(panel);
  if (panel === 'inspect') page.controller.inspect.act({ kind: 'pin', point: { x: 300, y: 300 } });
  const lazy = (): Element | null | undefined =>
    page!.app.shadowRoot!.querySelector('fs-lazy-view')?.shadowRoot?.firstElementChild;
  for (let turn = 0; view !== 'microscope' && lazy()?.shadowRoot == null; turn++) {
    if (turn > 500) throw new Error(`${view} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await page.settle();
  return page;
}

const send = (of: FakePage, name: string, detail: object): void =>
  void of.app.dispatchEvent(new CustomEvent(name, { detail }));

/** Waits for what is fetched when it is asked for. */
async function until(of: FakePage, selector: string): Promise<void> {
  for (let turn = 0; !deep(of.app.shadowRoot!, selector); turn++) {
    if (turn > 500) throw new Error(`${selector} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await of.settle();
}

function deep(root: ParentNode, selector: string): Element | undefined {
  for (const element of root.querySelectorAll('*')) {
    if (element.matches(selector)) return element;
    const inside = element.shadowRoot ? deep(element.shadowRoot, selector) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

/** What can stand over or beside a view. */
const overlays: Readonly<Record<string, (of: FakePage) => Promise<void>>> = {
  'the menu of help': async (of) => {
    (deep(of.app.shadowRoot!, 'button.opener') as HTMLElement).click();
    await of.settle();
  },
  'an answer to what it is': async (of) => {
    const about = deep(of.app.shadowRoot!, 'fs-about[subject=loss]')!;
    about.shadowRoot!.querySelector('button')!.click();
    await of.settle();
  },
  'the link': async (of) => {
    send(of, 'fs-help', { dialog: 'share' });
    await until(of, 'dialog[open]');
  },
  'the keyboard': async (of) => {
    send(of, 'fs-help', { dialog: 'keyboard' });
    await until(of, 'dialog[open]');
  },
  diagnostics: async (of) => {
    send(of, 'fs-help', { dialog: 'diagnostics' });
    await until(of, 'pre[aria-busy=false]');
  },
  'boxes that are kept': async (of) => {
    of.controller.album.act({ kind: 'open-kept' });
    await until(of, 'dialog[open]');
  },
  'the tour': async (of) => {
    send(of, 'fs-tour', { action: { kind: 'start' } });
    await of.settle();
  },
  'the end of the tour': async (of) => {
    send(of, 'fs-tour', { action: { kind: 'start' } });
    send(of, 'fs-tour', { action: { kind: 'leave' } });
    await of.settle();
  },
  'settings of a link': async (of) => {
    location.hash = '#view=microscope&gamma=4&theta=1';
    await until(of, '[aria-label="Settings from a link"]');
  },
  'a comparison': async (of) => {
    of.controller.changeSettings({ compareMode: 'swipe', compareLeft: 'ohem', compareRight: 'focal-star' });
    await of.settle();
  },
};

interface Place {
  readonly view: PageView;
  readonly panel: PanelTab;
}

const places = [
  ...panelTabs.map((panel): Place => ({ view: 'microscope', panel })),
  ...pageViews.filter((view) => view !== 'microscope').map((view): Place => ({ view, panel: 'loss' })),
];

const looks = [
  { look: 'light', width: 1280, theme: 'light', forced: 'none' },
  { look: 'dark, on a phone', width: 360, theme: 'dark', forced: 'none' },
  { look: 'forced colours', width: 1280, theme: 'auto', forced: 'active' },
] as const;

describe.each(places)('$view, $panel', ({ view, panel }) => {
  it.each(looks)('is free of faults: $look', async ({ width, theme, forced }) => {
    await browser.viewport(width, 800);
    await setMedia('forced-colors', forced);
    const opened = await show(view, panel);
    opened.controller.changeSettings({ theme });
    await opened.settle();
    expect(await violations(opened)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    const last = opened.app
      .shadowRoot!.querySelector('fs-header')!
      .shadowRoot!.querySelector('fs-open-menu')!;
    expect(last.getBoundingClientRect().right).toBeLessThanOrEqual(width);
  });
});

describe.each(Object.keys(overlays))('with %s', (name) => {
  it.each(looks.slice(0, 2))('is free of faults: $look', async ({ width, theme }) => {
    await browser.viewport(width, 800);
    const opened = await show('microscope', 'loss');
    opened.controller.changeSettings({ theme });
    await overlays[name]!(opened);
    expect(await violations(opened)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

describe('the tour’s card', () => {
  it('lies beside the photo, takes the keyboard, and is read out once a step', async () => {
    await browser.viewport(390, 844);
    const opened = await show('microscope', 'loss');
    send(opened, 'fs-tour', { action: { kind: 'start' } });
    await opened.settle();
    const card = opened.app.shadowRoot!.querySelector('fs-tour')!;
    const stage = opened.app.shadowRoot!.querySelector('fs-stage')!;
    const status = (): string => card.shadowRoot!.querySelector('[role=status]')!.textContent;
    const spoken: string[] = [];
    const observer = new MutationObserver(() => spoken.push(status()));
    observer.observe(card.shadowRoot!, { subtree: true, childList: true, characterData: true });
    for (let step = 0; step < 4; step++) {
      opened.engine.emit({ type: 'readout', readout: readoutFor(opened) });
      await opened.settle();
      expect(stage.getBoundingClientRect().bottom).toBeLessThanOrEqual(card.getBoundingClientRect().top + 1);
      expect(stage.getBoundingClientRect().height).toBeGreaterThan(200);
      expect(card.shadowRoot!.activeElement?.textContent.trim()).toBe('Next');
      expect(status()).toMatch(new RegExp(`^Step ${step + 1} of ${tourSteps.length} .+\\.$`));
      expect(status()).not.toContain('…');
      opened.engine.emit({ type: 'readout', readout: readoutFor(opened) });
      await opened.settle();
      (card.shadowRoot!.activeElement as HTMLElement).click();
      await opened.settle();
    }
    observer.disconnect();
    const texts = new Set(spoken.filter((text) => text.startsWith('Step')));
    // The fifth has come up, too, and no step in two wordings.
    expect([...texts].map((text) => text.slice(0, 'Step 1'.length))).toEqual([1, 2, 3, 4, 5].map((step) => `Step ${step}`)); // prettier-ignore
    send(opened, 'fs-tour', { action: { kind: 'end', how: 'give-back' } });
    await opened.settle();
    await opened.settle();
    const header = opened.app.shadowRoot!.activeElement;
    expect(header?.localName).toBe('fs-header');
  });
});

/** Figures for the settings in force, as the engine sends them a moment after a change. */
function readoutFor({ controller }: FakePage) {
  const { gamma, alpha, alphaOn } = controller.store.state.settings;
  const { readout } = controller.store.state;
  return { ...readout!, focalParameters: { gamma, alpha: alphaOn ? alpha : ('off' as const) } };
}
