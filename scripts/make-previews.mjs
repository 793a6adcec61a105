import { mkdirSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumPath, ensureChineseFont, ensureChromium, headlessChromiumArguments } from './chromium.mjs';
import { prepare } from './prepare.mjs';

// Makes, from the real page: the pair of pictures that stands on the stage at first paint, and the README's pictures.
prepare();
ensureChromium();
ensureChineseFont();
if (!process.argv.includes('--built')) await build({ logLevel: 'error' });
const server = await preview({ logLevel: 'error', preview: { port: 0, open: false } });
const browser = await chromium.launch({ executablePath: chromiumPath(), args: headlessChromiumArguments });

async function openPage(viewport, path = '', options = {}) {
  const context = await browser.newContext({ viewport, locale: 'en-GB', ...options });
  const page = await context.newPage();
  // As at a second visit: nothing is offered.
  await page.addInitScript(() => localStorage.setItem('focalscope.tour', '0'));
  await page.goto(server.resolvedUrls.local[0] + path);
  // Behind another view the stage draws no frame: its photo's figures are all that is waited for.
  await page.waitForFunction(() => document.documentElement.dataset.photo !== undefined, null, {
    timeout: 240_000,
  });
  return page;
}

async function choose(page, loss) {
  await page.getByRole('radio', { name: loss }).check();
  await page.waitForTimeout(1500);
}

/** The photo on the stage, without the page around it, as a WebP of 720 pixels' width. */
async function stagePicture(page, loss) {
  await choose(page, loss);
  const png = await page.locator('canvas').first().screenshot();
  const base64 = await page.evaluate(async (source) => {
    const bytes = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const pixels = new Uint32Array(data.buffer);
    // From its middle outwards the photo ends where three pixels in a row have the stage's own colour.
    const span = (length, at) => {
      const outside = (index) => [0, 1, 2].every((step) => pixels[at(index + step)] === pixels[0]);
      let [start, end] = [Math.floor(length / 2), Math.floor(length / 2)];
      while (start > 2 && !outside(start - 3)) start--;
      while (end < length - 3 && !outside(end)) end++;
      return [start, end];
    };
    const [left, right] = span(width, (x) => Math.floor(height * 0.4) * width + x);
    // Off the middle, since the legend lies below it.
    const [top, bottom] = span(height, (y) => y * width + Math.floor(width * 0.7));
    const canvas = new OffscreenCanvas(720, Math.round((720 * (bottom - top)) / (right - left)));
    const target = canvas.getContext('2d');
    target.imageSmoothingQuality = 'high';
    target.drawImage(bitmap, left, top, right - left, bottom - top, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.72 });
    const encoded = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(encoded, (byte) => String.fromCharCode(byte)).join(''));
  }, png.toString('base64'));
  return Buffer.from(base64, 'base64');
}

/** A PNG as a smaller WebP of the same size. */
async function toWebp(page, png) {
  const base64 = await page.evaluate(async (source) => {
    const bytes = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d').drawImage(bitmap, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 });
    const encoded = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(encoded, (byte) => String.fromCharCode(byte)).join(''));
  }, png.toString('base64'));
  return Buffer.from(base64, 'base64');
}

/** The README's gallery. Links carry the settings; what is left is done as a person would. */
const gallery = [
  { name: 'fog', hash: '#view=microscope&shown=cross-entropy' },
  { name: 'compare', hash: '#view=microscope&compareMode=swipe&compareLeft=cross-entropy&divider=0.5' },
  {
    name: 'inspect',
    hash: '#view=microscope&panel=inspect&sample=giraffe.jpg',
    act: async (page) => {
      const stage = await page.locator('fs-stage').boundingBox();
      await page.mouse.click(stage.x + stage.width * 0.5, stage.y + stage.height * 0.45);
    },
  },
  { name: 'ground-truth', hash: '#view=microscope&panel=ground-truth' },
  {
    name: 'tour',
    act: async (page) => {
      await page.getByRole('button', { name: 'Help and sharing' }).click();
      await page.getByRole('button', { name: 'Guided tour' }).click();
      for (let step = 0; step < 2; step++)
        await page.getByRole('button', { name: 'Next', exact: true }).click();
    },
  },
  { name: 'plots', hash: '#view=plots', options: { colorScheme: 'dark' } },
  { name: 'anchors', hash: '#view=anchors' },
  { name: 'kernels', hash: '#view=kernels', options: { colorScheme: 'dark' } },
  {
    name: 'phone',
    hash: '#view=microscope',
    viewport: { width: 390, height: 844 },
    options: { colorScheme: 'dark', locale: 'zh-CN', deviceScaleFactor: 1.5 },
  },
];

mkdirSync('public/previews', { recursive: true });
mkdirSync('docs', { recursive: true });
const page = await openPage({ width: 1440, height: 900 });
for (const [loss, file] of [
  ['Cross entropy', 'cross-entropy'],
  ['Focal loss', 'focal'],
]) {
  const picture = await stagePicture(page, loss);
  writeFileSync(`public/previews/${file}.webp`, picture);
  console.log(`public/previews/${file}.webp ${picture.byteLength} bytes`);
}
await page.screenshot({ path: 'docs/screenshot.png' });
mkdirSync('docs/gallery', { recursive: true });
for (const { name, hash = '', viewport = { width: 1280, height: 800 }, options, act } of gallery) {
  const shown = await openPage(viewport, hash, options);
  // A link's settings are announced; the pictures are of the page.
  await shown.evaluate(() => document.querySelector('fs-app').controller.link.act('dismiss'));
  await act?.(shown);
  // Whatever moves or is fetched has come to rest by then.
  await shown.waitForTimeout(5000);
  const picture = await toWebp(shown, await shown.screenshot());
  writeFileSync(`docs/gallery/${name}.webp`, picture);
  console.log(`docs/gallery/${name}.webp ${picture.byteLength} bytes`);
  await shown.context().close();
}
await browser.close();
await server.close();
