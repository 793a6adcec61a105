import { FocalScopeError } from '../base/errors.ts';

/** The formats that are decoded. */
export type ImageFormat = 'JPEG' | 'PNG' | 'GIF' | 'WebP' | 'AVIF' | 'BMP';

/** The media type each is handed to the browser with: names and types of files often lie. */
export const mediaTypes: Readonly<Record<ImageFormat, string>> = {
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  GIF: 'image/gif',
  WebP: 'image/webp',
  AVIF: 'image/avif',
  BMP: 'image/bmp',
};

/** As many bytes as {@link sniffImageFormat} looks at: an SVG may open with a long comment. */
export const sniffedLength = 1 << 16;

/** Over a file's first bytes as Latin-1 text. */
const decodedFormats: readonly (readonly [RegExp, ImageFormat])[] = [
  [/^\xff\xd8\xff/, 'JPEG'],
  [/^\x89PNG\r\n\x1a\n/, 'PNG'],
  [/^GIF8[79]a/, 'GIF'],
  [/^RIFF[^]{4}WEBP/, 'WebP'],
  [/^BM[^]{4}\0{4}/, 'BMP'],
  [/^[^]{4}ftyp(?:[^]{4})*?avi[fs]/, 'AVIF'],
];

/** Formats that people pick by mistake and whose name belongs in the refusal. */
const refusedFormats: readonly (readonly [RegExp, string])[] = [
  [/^[^]{4}ftyp(?:[^]{4})*?(?:hei[cxms]|hev[cxms])/, 'HEIC'],
  [/^[^]{4}ftyp(?:mif1|msf1)/, 'HEIF'],
  [/^[^]{4}ftypjp[x2]/, 'JPEG 2000'],
  [/^[^]{4}ftypcrx/, 'Canon raw'],
  [/^[^]{4}ftyp/, 'MP4'],
  [/^(?:II[*+]\0|MM\0[*+])/, 'TIFF'],
  [/^%PDF-/, 'PDF'],
  [/^(?:\xff\x0a|\0\0\0\x0cJXL )/, 'JPEG XL'],
  [/^(?:\xff\x4f\xff\x51|\0\0\0\x0cjP {2})/, 'JPEG 2000'],
  [/^8BPS/, 'Photoshop'],
  [/^\0\0[\x01\x02]\0/, 'ICO'],
  [/^v\/1\x01/, 'OpenEXR'],
  [/^%!PS/, 'PostScript'],
  [/^\x1a\x45\xdf\xa3/, 'WebM'],
  [/^RIFF[^]{4}AVI /, 'AVI'],
  [/^P[1-7]\s/, 'Netpbm'],
];

/**
 * Names a file's format from its first bytes, never from its name.
 *
 * @param bytes the file's first {@link sniffedLength} bytes, or all of them
 * @throws FocalScopeError `image-empty`, `image-vector` (SVG), `image-unsupported-format` with the `format`'s name,
 * or `image-not-an-image`
 */
export function sniffImageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new FocalScopeError('image-empty');
  const start = readLatin1(bytes, 0, brandsEnd(bytes));
  const decoded = decodedFormats.find(([pattern]) => pattern.test(start));
  if (decoded) return decoded[1];
  const refused = refusedFormats.find(([pattern]) => pattern.test(start));
  if (refused) throw new FocalScopeError('image-unsupported-format', { format: refused[1] });
  if (isSvg(bytes.subarray(0, sniffedLength))) throw new FocalScopeError('image-vector', { format: 'SVG' });
  throw new FocalScopeError('image-not-an-image');
}

/** Bytes `[start, end)` as Latin-1 text, shorter where the file ends before. */
export function readLatin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

/** Where the list of brands ends that an ISO media file (AVIF, HEIC, MP4) begins with; 32 for other files. */
function brandsEnd(bytes: Uint8Array): number {
  if (readLatin1(bytes, 4, 8) !== 'ftyp') return 32;
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  return Math.min(length, 256);
}

/** Whether the root element of what may be an XML document is `svg`. */
function isSvg(bytes: Uint8Array): boolean {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const encoding = !isUtf16 ? 'utf-8' : bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
  let rest = new TextDecoder(encoding).decode(bytes).trimStart();
  while (rest.startsWith('<?') || rest.startsWith('<!')) {
    const close = rest.startsWith('<!--') ? '-->' : doctypeEnd(rest);
    const end = rest.indexOf(close);
    if (end < 0) return false;
    rest = rest.slice(end + close.length).trimStart();
  }
  return /^<(?:[\w.-]+:)?svg[\s/>]/i.test(rest);
}

/** What closes the declaration at the start of `text`: a document type may hold others in square brackets. */
function doctypeEnd(text: string): string {
  return /^<![^>]*\[/.test(text) ? ']>' : '>';
}
