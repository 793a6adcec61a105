import { colormapColours, colormapSize } from '../../stage/colormap.ts';
import type { HeatmapMode } from '../../stage/scene.ts';
import type { AppState } from '../app-state.ts';
import type { Words } from '../i18n/words.ts';
import { legendEnds, legendTitle } from '../legend-title.ts';
import { lossSymbols } from '../loss-symbols.ts';
import { legendMarks, showsMarks } from '../mark-legend.ts';
import { compareModeOf } from '../engine-settings.ts';

/** Sides of the legend as shares of the picture's width, so that it reads alike at every size. */
const textShare = 1 / 64;
const smallestText = 11;
/** Heights of the strip and of its lines, in heights of its text. */
const stripLines = 6.6;
const lines = [1.5, 3.3, 5.1] as const;
const font =
  "'Inter', system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/**
 * The stage's picture with what lies over it, and below it a strip that says what the colours mean and how they came
 * about, as a PNG.
 *
 * @param drawings SVG texts of the stage's size
 */
export async function addLegend(
  picture: Blob,
  drawings: readonly string[],
  state: AppState,
  words: Words,
): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const text = Math.max(smallestText, Math.round(width * textShare));
  const strip = Math.round(text * stripLines);
  const canvas = new OffscreenCanvas(width, height + strip);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2-D canvas');
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  for (const drawing of drawings) {
    const image = await decodeDrawing(drawing);
    context.drawImage(image, 0, 0, width, height);
  }
  const mode = compareModeOf(state);
  drawSides(context, state, mode, { width, height, text });
  context.fillStyle = '#fff';
  context.fillRect(0, height, width, strip);
  drawStrip(context, state, words, mode, { top: height, width, text });
  return canvas.convertToBlob({ type: 'image/png' });
}

async function decodeDrawing(drawing: string): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(new Blob([drawing], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly text: number;
}

/** The line between two panes with their names, as on the stage. */
function drawSides(
  context: OffscreenCanvasRenderingContext2D,
  { settings }: AppState,
  mode: HeatmapMode,
  { width, height, text }: Frame,
): void {
  if (mode !== 'swipe' && mode !== 'side-by-side') return;
  const place = Math.round((mode === 'swipe' ? settings.divider : 0.5) * width);
  const thickness = Math.max(2, Math.round(text / 7));
  context.fillStyle = '#000a';
  context.fillRect(place - thickness, 0, thickness * 2, height);
  context.fillStyle = '#fff';
  context.fillRect(place - thickness / 2, 0, thickness, height);
  context.font = `600 ${text}px ${font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  for (const [name, side] of [
    [lossSymbols[settings.compareLeft], -1],
    [lossSymbols[settings.compareRight], 1],
  ] as const) {
    const nameWidth = context.measureText(name).width + text;
    const middle = place + side * (text + nameWidth / 2);
    context.fillStyle = '#fffe';
    context.fillRect(middle - nameWidth / 2, text, nameWidth, text * 1.8);
    context.fillStyle = '#1a1b1e';
    context.fillText(name, middle, text * 1.9);
  }
}

interface Strip {
  readonly top: number;
  readonly width: number;
  readonly text: number;
}

function drawStrip(
  context: OffscreenCanvasRenderingContext2D,
  state: AppState,
  words: Words,
  mode: HeatmapMode,
  { top, width, text }: Strip,
): void {
  const { settings, readout, photo, analysis } = state;
  const margin = text * 1.5;
  const [first, second, third] = lines.map((line) => top + text * line) as [number, number, number];
  const half = width / 2 - margin * 1.5;
  context.textBaseline = 'middle';
  const write = (line: string, y: number, weight: number, side: 'left' | 'right'): void => {
    context.font = `${weight} ${text}px ${font}`;
    context.fillStyle = weight > 400 ? '#1a1b1e' : '#45474d';
    context.textAlign = side;
    context.fillText(line, side === 'left' ? margin : width - margin, y, half);
  };
  const { onlyClass } = settings;
  const className = onlyClass === 'all' ? undefined : state.model?.classes[onlyClass];
  write(legendTitle(words, settings, mode, className), first, 600, 'left');
  write(photo?.fileName ?? '', first, 400, 'right');
  if (!readout) return;
  write(totalsOf(state, words, mode), third, 400, 'left');
  if (analysis) {
    const { inputWidth, inputHeight, anchorCount: count } = analysis;
    const made = { width: String(inputWidth), height: String(inputHeight), count };
    write(words.text('picture.made', made), third, 400, 'right');
  }
  const { gamma, alpha } = readout.focalParameters;
  const values = { gamma, alpha: alpha === 'off' ? words.text('inspect.off') : alpha };
  const parameters = words.text('picture.parameters', values);
  write(parameters, second, 400, 'right');
  const end = width - margin - context.measureText(parameters).width - text * 2;
  if (showsMarks(settings, mode)) drawMarks(context, state, words, { start: margin, y: second, text });
  else drawScale(context, state, words, mode, { start: margin, end, y: second, text });
}

/** The colours with what they stand for. */
function drawMarks(
  context: OffscreenCanvasRenderingContext2D,
  { settings, readout }: AppState,
  words: Words,
  { start, y, text }: { start: number; y: number; text: number },
): void {
  let x = start;
  context.textAlign = 'left';
  for (const { colour, text: name } of legendMarks(words, settings, readout)) {
    context.fillStyle = colour;
    context.fillRect(x, y - text * 0.35, text * 0.7, text * 0.7);
    context.fillStyle = '#45474d';
    context.fillText(name, x + text, y);
    x += context.measureText(name).width + text * 2;
  }
}

/** The colours with the values at their two ends. */
function drawScale(
  context: OffscreenCanvasRenderingContext2D,
  { settings, readout }: AppState,
  words: Words,
  mode: HeatmapMode,
  { start, end, y, text }: { start: number; end: number; y: number; text: number },
): void {
  const { minimum, maximum } = readout?.scaleRange ?? { minimum: 0, maximum: 0 };
  const isLog = settings.scale === 'log' || mode === 'ratio';
  const isWithout = mode === 'single' && settings.quantity === 'iou';
  const scale = words.text(`picture.scale.${isLog && !isWithout ? 'log' : 'linear'}`);
  const [low, greatest] = legendEnds(words, settings, mode, { minimum, maximum });
  const high = `${greatest} (${scale})`;
  context.textAlign = 'left';
  context.fillText(low, start, y);
  const barStart = start + context.measureText(low).width + text / 2;
  const barEnd = end - context.measureText(high).width - text / 2;
  context.fillText(high, barEnd + text / 2, y);
  const isContrast = mode === 'difference' || mode === 'ratio';
  const colours = colormapColours(isContrast ? 'contrast' : settings.colormap);
  // A whole pixel at a time, so that no seam shows between two.
  const [first, last] = [Math.ceil(barStart), Math.floor(barEnd)];
  const top = Math.round(y - text * 0.35);
  for (let x = first; x < last; x++) {
    const entry = Math.floor(((x - first) / (last - first)) * colormapSize) * 4;
    context.fillStyle = `rgb(${colours.slice(entry, entry + 3).join(' ')})`;
    context.fillRect(x, top, 1, Math.round(text * 0.7));
  }
}

/** The totals of what is shown. */
function totalsOf({ settings, readout }: AppState, words: Words, mode: HeatmapMode): string {
  if (!readout) return '';
  const { comparison, crossEntropy, focal } = readout;
  const [left, right] =
    mode === 'single'
      ? [words.text('loss.crossEntropy'), words.text('loss.focal')]
      : [lossSymbols[settings.compareLeft], lossSymbols[settings.compareRight]];
  const totals =
    mode === 'single'
      ? [crossEntropy.total, focal.total]
      : [comparison?.left.breakdown.total, comparison?.right.breakdown.total];
  return [left, right]
    .map((name, index) => `${name} ${words.figure(totals[index] ?? NaN)}`)
    .join(words.language === 'zh' ? '，' : ', ');
}
