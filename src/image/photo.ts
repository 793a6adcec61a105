/** Pixels on the CPU: RGBA, sRGB, opaque, row-major from the top left. */
export interface PixelImage {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]` */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A decoded photograph, upright (its EXIF orientation applied) and flattened on white. */
export interface Photo {
  readonly fileName: string;
  /** Size of the upright original, in pixels: the frame of all boxes that a person sees. */
  readonly width: number;
  readonly height: number;
  /** The pixels that are worked on: the original's, or a reduction where it is larger than a texture may be. */
  readonly pixels: PixelImage;
}
