/** Whose an entry of the history is: written by the page, in a visit of one's own or one begun by a link. */
export type EntryMark = 'own' | 'link';

/** The window's address, as far as links are concerned. */
export interface AddressBar {
  /** `mark` is undefined for an entry that the page has not written itself: a link that was followed or pasted. */
  read(): { readonly hash: string; readonly mark: EntryMark | undefined };
  /** Puts another hash on the entry that the history is at, and adds none. */
  replace(hash: string, mark: EntryMark): void;
  /** The page's address without query and hash. */
  readonly base: string;
}

const markName = 'focalscope';

function markOf(state: unknown): EntryMark | undefined {
  if (typeof state !== 'object' || state === null || !(markName in state)) return undefined;
  const mark = state[markName];
  return mark === 'own' || mark === 'link' ? mark : undefined;
}

/** The browser's own. */
export const browserAddress: AddressBar = {
  read: () => ({ hash: location.hash, mark: markOf(history.state) }),
  replace: (hash, mark) => {
    try {
      history.replaceState({ [markName]: mark }, '', hash);
    } catch {
      // Some browsers allow so many writes a minute; the next one brings the address up to date.
    }
  },
  get base() {
    return location.origin + location.pathname;
  },
};

/** An address that is read and never written, for pages inside others. */
export const readOnlyAddress: AddressBar = {
  read: () => ({ hash: location.hash, mark: undefined }),
  replace: () => undefined,
  base: browserAddress.base,
};
