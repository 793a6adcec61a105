import type { AlbumPhoto } from './album-state.ts';
import type { OpenedFile } from './opened-file.ts';

const keyOf = ({ file, path }: OpenedFile): string => `${path}|${file.size}|${file.lastModified}`;

/** Hands out the numbers of the album's photos. */
export class AlbumPhotos {
  #nextId = 1;

  /** The album with more photos; one that is there already is not added twice. */
  add(
    photos: readonly AlbumPhoto[],
    files: readonly OpenedFile[],
  ): { readonly all: readonly AlbumPhoto[]; readonly opened: readonly AlbumPhoto[] } {
    const known = new Map(photos.map((photo) => [keyOf(photo), photo]));
    const opened = files.map((one): AlbumPhoto => {
      const photo = known.get(keyOf(one)) ?? {
        id: this.#nextId++,
        file: one.file,
        path: one.path,
        annotated: undefined,
        boxCount: undefined,
        isBroken: false,
      };
      known.set(keyOf(one), photo);
      return photo;
    });
    return { all: [...known.values()], opened };
  }
}
