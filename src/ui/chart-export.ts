import { downloadFile } from './download-file.ts';

/** Formats that a chart can be taken away in. */
export const chartFormats = ['csv', 'svg', 'png'] as const;
export type ChartFormat = (typeof chartFormats)[number];

/** Presentation properties that a chart's style sheet sets. */
const properties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
] as const;

/**
 * A picture that stands by itself: every style that comes from the page is written into it, and a canvas that lies
 * below becomes an image of it.
 */
export function standAlone(picture: SVGSVGElement, canvas: HTMLCanvasElement | undefined): SVGSVGElement {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const { width, height } = picture.getBoundingClientRect();
  const originals = picture.querySelectorAll('*');
  for (const [index, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[index];
    if (!original) continue;
    const style = getComputedStyle(original);
    for (const property of properties) {
      const value = style.getPropertyValue(property);
      if (value !== '' && !value.startsWith('url(')) element.setAttribute(property, value);
    }
    element.removeAttribute('class');
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  copy.removeAttribute('class');
  if (canvas) copy.prepend(createElement('image', { href: canvas.toDataURL(), width, height }));
  // A dark page's light lines stay on dark.
  copy.prepend(
    createElement('rect', { width, height, fill: getComputedStyle(canvas ?? picture).backgroundColor }),
  );
  return copy;
}

function createElement(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** A drawing as the text of a file. */
export function drawingText(picture: SVGSVGElement, canvas?: HTMLCanvasElement): string {
  return new XMLSerializer().serializeToString(standAlone(picture, canvas));
}

/** Hands a chart to the browser's downloads, as a drawing or as pixels at twice its size. */
export async function downloadChart(
  picture: SVGSVGElement,
  canvas: HTMLCanvasElement | undefined,
  format: Exclude<ChartFormat, 'csv'>,
  name: string,
): Promise<void> {
  const drawing = new Blob([drawingText(picture, canvas)], { type: 'image/svg+xml' });
  if (format === 'svg') downloadFile(drawing, `${name}.svg`);
  else downloadFile(await toPixels(drawing), `${name}.png`);
}

async function toPixels(drawing: Blob): Promise<Blob> {
  const address = URL.createObjectURL(drawing);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((pixels) => (pixels ? resolve(pixels) : reject(new Error('no pixels'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
