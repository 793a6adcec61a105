/** How often, and how many times, a target is looked for that a view has yet to bring. */
const again = { every: 100, times: 50 };

/** For how long (milliseconds) what is fetched or unfolds above the target may move it, and is followed. */
const unrest = 4000;

/** What shows that the person goes elsewhere. */
const ownMoves = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/** Draws a line around the control that a step of the tour is about, and brings it into sight. */
export class TourSpotlight {
  #marked: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param path selectors, each within the shadow root of what the last has found */
  show(root: ShadowRoot, path: readonly string[]): void {
    this.clear();
    this.#look(root, path, again.times);
  }

  clear(): void {
    this.#rest();
    this.#marked?.style.removeProperty('outline');
    this.#marked?.style.removeProperty('outline-offset');
    this.#marked?.style.removeProperty('border-radius');
    this.#marked = undefined;
  }

  #look(root: ShadowRoot, path: readonly string[], left: number): void {
    const target = find(root, path);
    if (target && target.getClientRects().length > 0) this.#mark(target);
    else if (left > 0) this.#timer = setTimeout(() => this.#look(root, path, left - 1), again.every);
  }

  #mark(target: HTMLElement): void {
    this.#marked = target;
    target.style.setProperty('outline', '2px solid var(--accent)');
    target.style.setProperty('outline-offset', '6px');
    target.style.setProperty('border-radius', '4px');
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    target.scrollIntoView({ block: 'center', behavior: isStill ? 'instant' : 'smooth' });
    for (const type of ownMoves) addEventListener(type, this.#rest, { capture: true, passive: true });
    const until = performance.now() + unrest;
    let top = target.getBoundingClientRect().top;
    const follow = (): void => {
      const now = target.getBoundingClientRect().top;
      // At rest, but elsewhere than it was brought to.
      if (now === top) target.scrollIntoView({ block: 'center', behavior: 'instant' });
      top = target.getBoundingClientRect().top;
      if (performance.now() < until) this.#timer = setTimeout(follow, again.every * 2);
      else this.#rest();
    };
    this.#timer = setTimeout(follow, again.every * 3);
  }

  /** Leaves the target where it is. */
  readonly #rest = (): void => {
    clearTimeout(this.#timer);
    for (const type of ownMoves) removeEventListener(type, this.#rest, { capture: true });
  };
}

function find(root: ShadowRoot, path: readonly string[]): HTMLElement | undefined {
  let within: ShadowRoot | null = root;
  let found: HTMLElement | undefined;
  for (const selector of path) {
    found = within?.querySelector<HTMLElement>(selector) ?? undefined;
    within = found?.shadowRoot ?? null;
  }
  return found;
}
