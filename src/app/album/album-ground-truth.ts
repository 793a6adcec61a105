import type { AnnotatedImage } from '../../annotations/annotation-set.ts';
import type { Store } from '../app-state.ts';
import type { GroundTruthController } from '../ground-truth/ground-truth-controller.ts';
import type { GivenGroundTruth } from '../ground-truth/ground-truth-subject.ts';
import type { AlbumPhoto } from './album-state.ts';
import type { ClassChoiceKeeper } from './class-choices.ts';

export interface AlbumGroundTruthParts {
  readonly store: Store;
  readonly groundTruth: Pick<GroundTruthController, 'give'>;
  readonly choices: ClassChoiceKeeper;
}

/** Makes the model's ground truth of what annotation files say, by the classes that were decided. */
export class AlbumGroundTruth {
  readonly #parts: AlbumGroundTruthParts;

  constructor(parts: AlbumGroundTruthParts) {
    this.#parts = parts;
  }

  /** What a photo comes with. */
  async given(image: AnnotatedImage | undefined): Promise<GivenGroundTruth> {
    if (!image) return { boxes: undefined, origin: 'none' };
    const [{ boxesOfImage }, { mapping }] = await Promise.all([
      import('./photo-boxes.ts'),
      this.#parts.choices.decide([image]),
    ]);
    return { boxes: boxesOfImage(image, mapping, this.#classes).boxes, origin: 'file' };
  }

  /** The photos with the number of boxes that those among `ids` have. */
  async withCounts(photos: readonly AlbumPhoto[], ids: ReadonlySet<number>): Promise<readonly AlbumPhoto[]> {
    const named = photos.filter(({ id }) => ids.has(id)).flatMap(({ annotated }) => annotated ?? []);
    if (named.length === 0) return photos;
    const [{ boxesOfImage }, { mapping }] = await Promise.all([
      import('./photo-boxes.ts'),
      this.#parts.choices.decide(named),
    ]);
    return photos.map((photo) =>
      photo.annotated && ids.has(photo.id)
        ? { ...photo, boxCount: boxesOfImage(photo.annotated, mapping, this.#classes).boxes.length }
        : photo,
    );
  }

  /** Objects of classes that were decided to be none of the model's. */
  async countLeftOut(images: readonly AnnotatedImage[]): Promise<number> {
    const { mapping } = await this.#parts.choices.decide(images);
    const isLeftOut = (name: string): boolean => (mapping.get(name) ?? null) === null;
    return images.reduce(
      (sum, { objects }) => sum + objects.filter(({ categoryName }) => isLeftOut(categoryName)).length,
      0,
    );
  }

  /** The file of the sample on the stage, if nothing else is on its way there. */
  sampleOnStage(): string | undefined {
    const { photo, opening } = this.#parts.store.state;
    return opening ? undefined : photo?.sample?.file;
  }

  /** The photo on the stage has been annotated anew, or its classes have been decided otherwise. */
  async giveToStage(
    ids: ReadonlySet<number>,
    sample: AnnotatedImage | undefined,
    keepEdits: boolean,
  ): Promise<void> {
    const { photo, album, opening } = this.#parts.store.state;
    if (opening) return;
    const shown = album.photos.find(({ id }) => id === photo?.albumId && ids.has(id));
    const image = shown?.annotated ?? sample;
    if (!image) return;
    const given = await this.given(image);
    if (this.#parts.store.state.photo === photo) this.#parts.groundTruth.give(given, { keepEdits });
  }

  /** Has the person look at the decided classes again. */
  async changeClasses(): Promise<void> {
    const { album, annotations } = this.#parts.store.state;
    const sample = this.sampleOnStage();
    const { findByName } = await import('./import-annotations.ts');
    const onStage = sample === undefined ? undefined : annotations && findByName(annotations.set, sample);
    const images = album.photos.flatMap(({ annotated }) => annotated ?? []);
    const { open } = await this.#parts.choices.decide(onStage ? [...images, onStage] : images);
    if (open.length === 0 || !(await this.#parts.choices.ask('change', open))) return;
    const { photos } = this.#parts.store.state.album;
    const ids = new Set(photos.filter(({ annotated }) => annotated).map(({ id }) => id));
    const counted = await this.withCounts(photos, ids);
    this.#parts.store.update({ album: { ...this.#parts.store.state.album, photos: counted } });
    await this.giveToStage(ids, onStage, true);
  }

  get #classes(): readonly string[] {
    return this.#parts.store.state.model?.classes ?? [];
  }
}
