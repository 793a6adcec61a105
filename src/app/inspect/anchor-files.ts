import { Zip, ZipDeflate } from 'fflate';
import { placeOfAnchor } from '../../anchors/anchor-cells.ts';
import { yieldTask } from '../../base/yield-task.ts';
import type { AnchorTable } from '../../pipeline/anchor-rows.ts';
import { encodeNpy } from './npy-file.ts';

export const anchorFileFormats = ['csv', 'npz'] as const;
export type AnchorFileFormat = (typeof anchorFileFormats)[number];

/** Lines written between two chances for others. */
const linesPerTask = 1024;

/** Bytes packed between two of them. */
const bytesPerTask = 2 ** 16;

/** One date for every file, so that the same arrays make the same archive. */
const anyDate = new Date(1980, 0, 1);

const columns = [
  'anchor',
  'level',
  'x0',
  'y0',
  'x1',
  'y1',
  'assignment',
  'class',
  'class_name',
  'matched_box',
  'best_iou',
  'cross_entropy',
  'focal',
  'gradient_norm',
] as const;

/** All anchors as a file: a table of lines, or an archive of NumPy arrays. */
export function writeAnchorFile(
  format: AnchorFileFormat,
  table: AnchorTable,
  classes: readonly string[],
): Promise<Blob> {
  return format === 'csv' ? writeCsv(table, classes) : writeNpz(table);
}

/**
 * One line an anchor; numbers as float32 has them, in as many digits as bring it back. Class is −1 for background and
 * −2 for ignored anchors, as in the archive.
 */
async function writeCsv(table: AnchorTable, classes: readonly string[]): Promise<Blob> {
  const { layout, boxes, targets, matched, bestIou, crossEntropy, focal, gradientNorm } = table;
  const parts: string[] = [`${columns.join(',')}\r\n`];
  const names = classes.map(quote);
  for (let start = 0; start < layout.anchorCount; start += linesPerTask) {
    const lines: string[] = [];
    const end = Math.min(layout.anchorCount, start + linesPerTask);
    for (let anchor = start; anchor < end; anchor++) {
      const target = targets[anchor] ?? -2;
      const level = layout.levels[placeOfAnchor(layout, anchor).level]?.name ?? '';
      const sides = Array.from(boxes.subarray(anchor * 4, anchor * 4 + 4), figure).join();
      const assignment = target >= 0 ? 'foreground' : target === -1 ? 'background' : 'ignored';
      const numbers = [bestIou, crossEntropy, focal, gradientNorm].map((column) =>
        figure(column[anchor] ?? 0),
      );
      lines.push(
        `${anchor},${level},${sides},${assignment},${target},${names[target] ?? ''},${matched[anchor] ?? -1},${numbers.join()}\r\n`,
      );
    }
    parts.push(lines.join(''));
    await yieldTask();
  }
  return new Blob(parts, { type: 'text/csv' });
}

async function writeNpz(table: AnchorTable): Promise<Blob> {
  const { layout, boxes, targets, matched, bestIou, crossEntropy, focal, gradientNorm } = table;
  const { anchorCount } = layout;
  const levels = new Int32Array(anchorCount);
  for (const [index, { firstAnchor, anchorCount: count }] of layout.levels.entries())
    levels.fill(index, firstAnchor, firstAnchor + count);
  return zipArrays({
    level: encodeNpy(levels, [anchorCount]),
    box: encodeNpy(boxes, [anchorCount, 4]),
    target: encodeNpy(targets, [anchorCount]),
    matched_box: encodeNpy(matched, [anchorCount]),
    best_iou: encodeNpy(bestIou, [anchorCount]),
    cross_entropy: encodeNpy(crossEntropy, [anchorCount]),
    focal: encodeNpy(focal, [anchorCount]),
    gradient_norm: encodeNpy(gradientNorm, [anchorCount]),
  });
}

/** Packs arrays a piece at a time, so that the page stays within reach. */
async function zipArrays(arrays: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const failures: Error[] = [];
  const archive = new Zip((error, chunk) => {
    if (error) failures.push(error);
    else chunks.push(chunk);
  });
  for (const [name, bytes] of Object.entries(arrays)) {
    const entry = new ZipDeflate(`${name}.npy`, { level: 6 });
    entry.mtime = anyDate;
    archive.add(entry);
    for (let start = 0; start < bytes.length; start += bytesPerTask) {
      const end = start + bytesPerTask;
      entry.push(bytes.subarray(start, end), end >= bytes.length);
      await yieldTask();
    }
  }
  archive.end();
  if (failures[0]) throw failures[0];
  return new Blob(chunks, { type: 'application/zip' });
}

/** The shortest figure that float32 reads back as the same number. */
function figure(value: number): string {
  for (let digits = 7; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

function quote(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
