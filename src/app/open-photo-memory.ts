import type { Store } from './app-state.ts';
import type { PhotoTitle } from './photo-title.ts';

const storageKey = 'focalscope.photo';

/** The name of the photo that a reload has closed; none where a sample was open, which the address tells, or a frame of a video. */
function recall(storage: Storage | undefined): string | undefined {
  try {
    return storage?.getItem(storageKey) ?? undefined;
  } catch {
    // Storage that is blocked is as good as none.
    return undefined;
  }
}

function note(storage: Storage | undefined, { fileName, sample, isFrame }: PhotoTitle): void {
  try {
    if (sample || isFrame) storage?.removeItem(storageKey);
    else storage?.setItem(storageKey, fileName);
  } catch {
    // A full or blocked storage costs a reload the photo's name, and nothing else.
  }
}

/**
 * Remembers which photo of the person's own is open, for a reload of this tab and no longer, and says after one which to
 * open again. The photo itself is nobody's to keep: its name alone is.
 *
 * @param storage the tab's own, undefined where the browser allows none
 * @returns a function that ends it
 */
export function followOpenPhoto(store: Store, storage: Storage | undefined): () => void {
  let closed = recall(storage);
  let shown: PhotoTitle | undefined;
  return store.subscribe(({ photo, opening, message }) => {
    if (!photo || photo === shown) return;
    shown = photo;
    note(storage, photo);
    // Whoever was quicker than the first sample needs no reminder.
    const isFirstSample = photo.sample !== undefined && (opening === undefined || opening === photo);
    const fileName = isFirstSample && !message ? closed : undefined;
    closed = undefined;
    if (fileName === undefined) return;
    store.update({
      message: { error: { code: 'photo-not-kept', details: { fileName }, technical: '' }, serial: 1 },
    });
  });
}
