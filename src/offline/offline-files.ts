/**
 * What a file is kept for: `shell` opens the page, `base` is everything else that every browser needs, the others are
 * the model's runtime on WebGPU or on WASM, and the losses without WebGPU.
 */
export const fileGroups = ['shell', 'base', 'webgpu', 'wasm', 'cpu'] as const;
export type FileGroup = (typeof fileGroups)[number];

/** One file of the site. */
export interface OfflineFile {
  /** Below the site's folder; the page itself is the empty path. */
  readonly path: string;
  /** A hash of its contents; undefined where its name holds one. */
  readonly revision: string | undefined;
  readonly bytes: number;
  readonly group: FileGroup;
}

/** Every file of one version of the site; the build writes it into the service worker. */
export interface OfflineManifest {
  /** The script that the page of this version starts with. */
  readonly entry: string;
  readonly files: readonly OfflineFile[];
}

/** Which groups a page needs that runs its model and its kernels there. */
export function neededGroups(model: 'webgpu' | 'wasm', kernels: 'webgpu' | 'cpu'): readonly FileGroup[] {
  return ['shell', 'base', model, ...(kernels === 'cpu' ? (['cpu'] as const) : [])];
}

export function totalBytes(files: readonly OfflineFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
