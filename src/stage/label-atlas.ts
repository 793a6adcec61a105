import { FocalScopeError } from '../base/errors.ts';
import type { PixelImage } from '../image/photo.ts';
import type { LabelPlace } from './box-layout.ts';
import { cssColour, readableTextColour } from './class-colour.ts';
import type { StageBox } from './scene.ts';

/** Lengths in CSS pixels. */
const fontSize = 12;
const labelHeight = 18;
const padding = 5;
const cornerRadius = 2;
const atlasWidth = 1024;
/** In device pixels: every adapter has textures this high. */
const maxAtlasHeight = 8192;
/** Longer labels end in an ellipsis. */
const maxLabelWidth = 320;

function labelKey(box: StageBox): string {
  return `${cssColour(box.colour)} ${box.label}`;
}

/** `text`, or as much of its start as fits into `width` with an ellipsis. */
function fitText(context: OffscreenCanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && context.measureText(`${letters.join('')}…`).width > width) letters.pop();
  return `${letters.join('')}…`;
}

/**
 * All labels of the boxes drawn once side by side, in device pixels, for both stages to copy from. Works in a
 * worker. Labels that are equal in text and colour share one place.
 */
export class LabelAtlas {
  readonly #canvas = new OffscreenCanvas(1, 1);
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #places = new Map<string, LabelPlace>();
  #boxes: readonly StageBox[] = [];
  #content = '';
  #pixels: PixelImage | undefined;

  /** @throws FocalScopeError `internal` when there is no 2-D context to draw text with */
  constructor() {
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new FocalScopeError('internal', { reason: 'no 2-D context for labels' });
    this.#context = context;
  }

  /** The drawn labels, RGBA with straight alpha; undefined while no box has a label. */
  get pixels(): PixelImage | undefined {
    return this.#pixels;
  }

  /**
   * Draws the labels anew where they differ from the last call's: zoom, pan and highlight do not.
   *
   * @returns whether `pixels` has changed
   */
  update(boxes: readonly StageBox[], pixelRatio: number): boolean {
    if (boxes === this.#boxes && this.#content.startsWith(`${pixelRatio}\n`)) return false;
    this.#boxes = boxes;
    const labelled = new Map(boxes.filter((box) => box.label !== '').map((box) => [labelKey(box), box]));
    const content = [`${pixelRatio}\n`, ...labelled.keys()].join('\n');
    if (content === this.#content) return false;
    this.#content = content;
    this.#draw(labelled, pixelRatio);
    return true;
  }

  /** Where a box's label lies; undefined when it has none. */
  placeOf(box: StageBox): LabelPlace | undefined {
    return box.label === '' ? undefined : this.#places.get(labelKey(box));
  }

  #draw(labelled: ReadonlyMap<string, StageBox>, pixelRatio: number): void {
    const context = this.#context;
    const font = `600 ${fontSize * pixelRatio}px system-ui, sans-serif`;
    context.font = font;
    const space = Math.round(padding * pixelRatio);
    const height = Math.round(labelHeight * pixelRatio);
    const width = Math.round(atlasWidth * pixelRatio);
    const texts = new Map<string, string>();
    this.#places.clear();
    let x = 0;
    let y = 0;
    for (const [key, box] of labelled) {
      const text = fitText(context, box.label, maxLabelWidth * pixelRatio);
      const labelWidth = Math.ceil(context.measureText(text).width) + 2 * space;
      if (x + labelWidth > width) {
        x = 0;
        y += height;
      }
      if (y + height > maxAtlasHeight) break;
      this.#places.set(key, { x, y, width: labelWidth, height });
      texts.set(key, text);
      x += labelWidth;
    }
    if (this.#places.size === 0) {
      this.#pixels = undefined;
      return;
    }
    // Sizing the canvas clears it and its state.
    this.#canvas.width = width;
    this.#canvas.height = y + height;
    context.font = font;
    context.textBaseline = 'middle';
    for (const [key, place] of this.#places) {
      const box = labelled.get(key);
      if (!box) continue;
      context.fillStyle = cssColour(box.colour);
      context.beginPath();
      context.roundRect(place.x, place.y, place.width, place.height, cornerRadius * pixelRatio);
      context.fill();
      context.fillStyle = readableTextColour(box.colour);
      context.fillText(texts.get(key) ?? '', place.x + space, place.y + height / 2 + pixelRatio * 0.5);
    }
    const { data } = context.getImageData(0, 0, width, y + height);
    this.#pixels = { width, height: y + height, data };
  }
}
