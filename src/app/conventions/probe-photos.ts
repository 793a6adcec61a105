import { cocoCategories } from '../../model/coco-classes.ts';
import type { ProbePhoto } from '../../model/probe-photo.ts';
import type { AppState } from '../app-state.ts';
import { imageIdOf, type CocoAnnotations, type Sample, type SampleShelf } from '../samples.ts';

/** Each costs a run of the model for every way that exporters prepare its input. */
const mostPhotos = 2;

/**
 * Photos with known objects, for conventions to be told apart by: the person's own that is on the stage with ground
 * truth of its own, then samples with their annotations. What cannot be had is left out.
 */
export async function collectProbePhotos(
  state: AppState,
  shelf: Pick<SampleShelf, 'list' | 'photo' | 'annotations'>,
  signal: AbortSignal,
): Promise<readonly ProbePhoto[]> {
  const own = photoOnStage(state);
  try {
    const samples = state.samples.length > 0 ? state.samples : await shelf.list();
    const annotations = await shelf.annotations();
    const chosen = samples.slice(0, mostPhotos - (own ? 1 : 0));
    const taken = chosen.map(async (sample) => ({
      blob: await shelf.photo(sample, signal),
      fileName: sample.file,
      boxes: boxesOf(annotations, sample),
    }));
    const settled = await Promise.allSettled(taken);
    return [
      ...(own ? [own] : []),
      ...settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    ];
  } catch {
    return own ? [own] : [];
  }
}

/** The person's own photo. A box around many objects says nothing of where one of them is. */
function photoOnStage({ photo, album, groundTruth, model }: AppState): ProbePhoto | undefined {
  const file = album.photos.find(({ id }) => id === photo?.albumId)?.file;
  if (!file || !model) return undefined;
  const boxes = (groundTruth.boxes ?? [])
    .filter(({ crowd }) => !crowd)
    .map(({ box, classIndex }) => ({ box, label: model.classes[classIndex] ?? '' }));
  return boxes.length === 0 ? undefined : { blob: file, fileName: file.name, boxes };
}

function boxesOf(annotations: CocoAnnotations, { file }: Sample): ProbePhoto['boxes'] {
  const names = new Map(cocoCategories);
  const imageId = imageIdOf(annotations, file);
  return annotations.annotations
    .filter(({ image_id }) => image_id === imageId)
    .map(({ category_id, bbox: [x, y, width, height] }) => ({
      box: [x, y, x + width, y + height] as const,
      label: names.get(category_id) ?? '',
    }));
}
