import type { AnnotatedImage, AnnotationCategory, AnnotationSet } from '../../annotations/annotation-set.ts';
import type { NamedPhoto } from '../../annotations/photo-sizes.ts';
import type { AppState } from '../app-state.ts';
import type { GroundTruthStore, KeptGroundTruth } from '../ground-truth/ground-truth-store.ts';
import { hashPhoto } from '../ground-truth/photo-hash.ts';
import type { AlbumPhoto, ExportScope } from './album-state.ts';
import type { ClassChoiceKeeper } from './class-choices.ts';

export interface CollectParts {
  readonly kept: GroundTruthStore;
  readonly choices: ClassChoiceKeeper;
}

/** What is to be exported, and the photos that tell the sizes that are missing. */
export interface CollectedExport {
  readonly set: AnnotationSet;
  readonly photos: readonly NamedPhoto[];
  /** Annotated objects of classes that are left out. */
  readonly leftOut: number;
}

function ofStage({ analysis, photo, album, groundTruth, model }: AppState): AnnotatedImage | undefined {
  if (!analysis || !photo || !model || !groundTruth.boxes) return undefined;
  const path = album.photos.find(({ id }) => id === photo.albumId)?.path ?? photo.fileName;
  const objects = groundTruth.boxes.map(({ box, classIndex, crowd }) => ({
    box,
    categoryName: model.classes[classIndex] ?? String(classIndex),
    crowd,
  }));
  return { fileName: path, width: analysis.width, height: analysis.height, objects };
}

function ofKept({ fileName, width, height, boxes }: KeptGroundTruth): AnnotatedImage {
  const objects = boxes.map(({ box, className, crowd }) => ({ box, categoryName: className, crowd }));
  return { fileName, width, height, objects };
}

/** The model's classes in its order, so that YOLO's numbers are the model's, and then whatever else is used. */
function categoriesOf(images: readonly AnnotatedImage[], model: AppState['model']): AnnotationCategory[] {
  const categories = new Map<string, AnnotationCategory>();
  model?.classes.forEach((name, index) => {
    const id = model.categoryIds[index];
    categories.set(name, id === undefined ? { name } : { name, id });
  });
  for (const { objects } of images)
    for (const { categoryName: name } of objects) if (!categories.has(name)) categories.set(name, { name });
  return [...categories.values()];
}

/** The opened photos that anybody has given boxes: as they were edited, or else as their files have them. */
async function ofAlbum(
  state: AppState,
  { kept, choices }: CollectParts,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<{ images: AnnotatedImage[]; leftOut: number }> {
  const { photos } = state.album;
  const edited = new Map((await kept.list().catch(() => [])).map((one) => [one.hash, one]));
  const { mapping } = await choices.decide(photos.flatMap(({ annotated }) => annotated ?? []));
  const images: AnnotatedImage[] = [];
  let leftOut = 0;
  const fromFile = ({ annotated, path }: AlbumPhoto): AnnotatedImage | undefined => {
    if (!annotated) return undefined;
    const objects = annotated.objects.flatMap((object) => {
      const categoryName = mapping.get(object.categoryName);
      return categoryName ? [{ ...object, categoryName }] : [];
    });
    leftOut += annotated.objects.length - objects.length;
    return { ...annotated, fileName: path, objects };
  };
  for (const [index, photo] of photos.entries()) {
    signal.throwIfAborted();
    onProgress(index / photos.length);
    const shown = photo.id === state.photo?.albumId ? ofStage(state) : undefined;
    // Only what was edited has to be told by its bytes.
    const hash = edited.size > 0 && !shown ? await hashPhoto(photo.file).catch(() => '') : '';
    const own = edited.get(hash);
    const image = shown ?? (own ? { ...ofKept(own), fileName: photo.path } : fromFile(photo));
    if (image) images.push(image);
  }
  return { images, leftOut };
}

/** Collects the boxes to be exported; photos without any ground truth are left out. */
export async function collectExport(
  scope: ExportScope,
  state: AppState,
  parts: CollectParts,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<CollectedExport> {
  const shown = ofStage(state);
  const found =
    scope === 'photo'
      ? { images: shown ? [shown] : [], leftOut: 0 }
      : scope === 'kept'
        ? { images: (await parts.kept.list()).map(ofKept), leftOut: 0 }
        : await ofAlbum(state, parts, onProgress, signal);
  const photos = state.album.photos.map(({ path, file }) => ({ path, photo: file }));
  const set = { images: found.images, categories: categoriesOf(found.images, state.model) };
  return { set, photos, leftOut: found.leftOut };
}
