/** A file as it was picked, dropped or pasted, alone or out of a folder. */
export interface OpenedFile {
  readonly file: File;
  /** With its folders, where they are known. */
  readonly path: string;
}

/** What came in at one go. */
export interface OpenedFiles {
  readonly files: readonly OpenedFile[];
  /** The folder they are from: what cannot be opened in it is passed over. */
  readonly folder?: string;
  /** The folder held more than {@link mostFiles}. */
  readonly isCut?: boolean;
}

/** Most files taken out of a folder at once. */
export const mostFiles = 10_000;

export type FileKind = 'photo' | 'video' | 'annotations' | 'model' | 'other';

/** What a file is opened as, by its name and type. */
export function kindOfFile({ name, type }: Pick<File, 'name' | 'type'>): FileKind {
  if (/\.onnx$/i.test(name)) return 'model';
  if (/\.(json|xml|txt|csv|names)$/i.test(name)) return 'annotations';
  if (/\.(jpe?g|jpe|jfif|png|webp|gif|avif|bmp)$/i.test(name) || type.startsWith('image/')) return 'photo';
  if (/\.(mp4|m4v|mov|webm|ogv|mkv)$/i.test(name) || type.startsWith('video/')) return 'video';
  return 'other';
}

/** In the order that people number files in: 2 before 10. */
export function sortByPath(files: readonly OpenedFile[]): OpenedFile[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [...files].sort((first, second) => compare(first.path, second.path));
}

/** Files of a picker; from a folder, with their paths in it. */
export function fromPicker(files: readonly File[]): OpenedFiles {
  const paths = files.map((file) => file.webkitRelativePath || file.name);
  const folder = files[0]?.webkitRelativePath.split('/')[0];
  const wanted = folder
    ? files.flatMap((file, index) => (isOpened(file) ? [{ file, path: paths[index] ?? file.name }] : []))
    : files.map((file, index) => ({ file, path: paths[index] ?? file.name }));
  if (!folder) return { files: wanted };
  return { files: sortByPath(wanted).slice(0, mostFiles), folder, isCut: wanted.length > mostFiles };
}

/** Whether a file of a folder is one that can be opened. Systems leave files that begin with a dot. */
export function isOpened(file: Pick<File, 'name' | 'type'>): boolean {
  const kind = kindOfFile(file);
  return !file.name.startsWith('.') && (kind === 'photo' || kind === 'annotations');
}

/** Files of one import, by what they are opened as. */
export type SortedFiles = Readonly<Record<FileKind, readonly OpenedFile[]>>;

/** Sorts files by what they are opened as. A file alone is what the person takes it for: a photo, if nothing else. */
export function sortFiles(files: readonly OpenedFile[]): SortedFiles {
  const of = (kind: FileKind): readonly OpenedFile[] => files.filter(({ file }) => kindOfFile(file) === kind);
  const sorted = {
    photo: of('photo'),
    video: of('video'),
    annotations: of('annotations'),
    model: of('model'),
    other: of('other'),
  };
  return files.length === 1 && sorted.other.length === 1 ? { ...sorted, photo: files, other: [] } : sorted;
}
