import type { Locator, Page } from 'playwright';
import type { AnnotationSet, AnnotationText } from '../../src/annotations/annotation-set.ts';
import { readAnnotations } from '../../src/annotations/read-annotations.ts';
import { readSample, type DroppedFile, type FocalScopePage } from './focalscope-page.ts';

const photoNames = ['horses.jpg', 'motorcycle.jpg'] as const;
export const photos: readonly DroppedFile[] = photoNames.map((name) => ({
  name,
  type: 'image/jpeg',
  buffer: readSample(name),
}));

export const { set: samples } = await readAnnotations([
  { name: 'annotations.json', content: readSample('annotations.json').toString('utf8') },
]);
/** The samples' own annotations of the two photos. */
export const two: AnnotationSet = {
  categories: samples.categories,
  images: samples.images.filter(({ fileName }) => photoNames.some((name) => name === fileName)),
};

/** Files as a drop from the desktop has them: without their folders. */
export const toDrop = (files: readonly AnnotationText[]): DroppedFile[] =>
  files.map(({ fileName, text }) => ({ name: fileName.split('/').at(-1) ?? '', buffer: Buffer.from(text) }));

/** COCO of one box of a class that the model may not have. */
export const cocoOf = (
  categoryName: string,
  fileName = 'horses.jpg',
  bbox = [100, 100, 80, 60],
): DroppedFile => ({
  name: 'instances.json',
  buffer: Buffer.from(
    JSON.stringify({
      images: [{ id: 1, file_name: fileName, width: 773, height: 512 }],
      annotations: [{ id: 1, image_id: 1, category_id: 7, bbox, area: 4800, iscrowd: 0 }],
      categories: [{ id: 7, name: categoryName }],
    }),
  ),
});

export const strip = (page: Page): Locator => page.getByRole('navigation', { name: 'Photos' });
const boxes = (page: Page): Locator => page.getByRole('list', { name: 'Boxes' }).getByRole('button');
export const openPanel = (page: Page): Promise<void> =>
  page.getByRole('tab', { name: 'Ground truth' }).click();

/** Closes what was opened, and puts the first sample on the stage anew: where each of a page's tests begins. */
export async function startAfresh(app: FocalScopePage): Promise<void> {
  const { page } = app;
  const close = strip(page).getByRole('button', { name: 'Close all photos and annotations' });
  if (await close.isVisible()) await close.click();
  await app.openSample('dog.jpg');
}

/** What the list says of each box: class, number and size. */
export async function describeBoxes(page: Page): Promise<string[]> {
  await openPanel(page);
  await boxes(page).first().waitFor();
  const labels = await boxes(page).evaluateAll((buttons) =>
    buttons.map((button) => button.getAttribute('aria-label') ?? ''),
  );
  return labels.sort();
}
