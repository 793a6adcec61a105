/** What Chromium sends when the page can be installed; other browsers have it in a menu of their own. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

/** Keeps the browser's offer to install the page until the person asks for it. It may come before all else. */
export class InstallPrompt {
  #offer: InstallPromptEvent | undefined;
  #changed = (): void => undefined;

  constructor(target: EventTarget = window) {
    target.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#offer = event as InstallPromptEvent;
      this.#changed();
    });
    target.addEventListener('appinstalled', () => {
      this.#offer = undefined;
      this.#changed();
    });
  }

  get isOffered(): boolean {
    return this.#offer !== undefined;
  }

  /** Calls `listener` when there is an offer, and when there is none any more. */
  watch(listener: () => void): void {
    this.#changed = listener;
  }

  async show(): Promise<void> {
    const offer = this.#offer;
    this.#offer = undefined;
    this.#changed();
    await offer?.prompt();
  }
}
