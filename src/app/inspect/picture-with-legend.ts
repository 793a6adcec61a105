import { colormapColours, colormapSize } from '../../stage/colormap.ts';
import type { AppState } from '../app-state.ts';
import type { Words } from '../i18n/words.ts';
import { legendTitle } from '../legend-title.ts';
import { compareModeOf } from '../engine-settings.ts';

/** Sides of the legend as shares of the picture's width, so that it reads alike at every size. */
const textShare = 1 / 64;
const smallestText = 11;
const font =
  "'Inter', system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** The stage's picture with a strip below it that says what the colours mean, as a PNG. */
export async function addLegend(picture: Blob, state: AppState, words: Words): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const text = Math.max(smallestText, Math.round(width * textShare));
  const strip = text * 5;
  const canvas = new OffscreenCanvas(width, height + strip);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2-D canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  context.fillStyle = '#fff';
  context.fillRect(0, height, width, strip);
  drawStrip(context, state, words, { top: height, width, text });
  return canvas.convertToBlob({ type: 'image/png' });
}

interface Strip {
  readonly top: number;
  readonly width: number;
  readonly text: number;
}

function drawStrip(
  context: OffscreenCanvasRenderingContext2D,
  { settings, panel, readout, photo }: AppState,
  words: Words,
  { top, width, text }: Strip,
): void {
  const mode = compareModeOf({ settings, panel });
  const margin = text * 1.5;
  const [firstLine, secondLine] = [top + text * 1.6, top + text * 3.6];
  context.textBaseline = 'middle';
  context.fillStyle = '#1a1b1e';
  context.font = `600 ${text}px ${font}`;
  context.fillText(legendTitle(words, settings, mode), margin, firstLine, width / 2);
  context.font = `400 ${text}px ${font}`;
  context.textAlign = 'right';
  context.fillText(photo?.fileName ?? '', width - margin, firstLine, width / 2 - 2 * margin);
  if (!readout) return;
  const { gamma, alpha } = readout.focalParameters;
  const values = { gamma, alpha: alpha === 'off' ? words.text('inspect.off') : alpha };
  const parameters = words.text('inspect.picture.parameters', values);
  context.fillText(parameters, width - margin, secondLine);
  const end = width - margin - context.measureText(parameters).width - text * 2;
  const { minimum, maximum } = readout.scaleRange;
  const [low, high] = [words.figure(minimum), words.figure(maximum)];
  context.textAlign = 'left';
  context.fillText(low, margin, secondLine);
  const barStart = margin + context.measureText(low).width + text / 2;
  const barEnd = end - context.measureText(high).width - text / 2;
  context.fillText(high, barEnd + text / 2, secondLine);
  const colours = colormapColours(mode === 'difference' || mode === 'ratio' ? 'contrast' : settings.colormap);
  const step = Math.max(0, barEnd - barStart) / colormapSize;
  for (let entry = 0; entry < colormapSize; entry++) {
    context.fillStyle = `rgb(${colours.slice(entry * 4, entry * 4 + 3).join(' ')})`;
    // A hair wider than a step, so that no seam shows between two.
    context.fillRect(barStart + entry * step, secondLine - text * 0.35, step + 1, text * 0.7);
  }
}
