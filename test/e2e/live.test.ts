import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { headlessChromiumArguments } from '../../scripts/chromium.mjs';
import { FocalScopePage, launchChromium, readSample } from '../support/focalscope-page.ts';

let browser: Browser;
let folder: string;

/** A video of one picture, as cameras give it: brightness for each pixel, colours for every four. */
async function filmOf(sample: string): Promise<Buffer> {
  const studio = await launchChromium();
  const page = await studio.newPage();
  const picture = await page.evaluate(
    async (address) => {
      const bitmap = await createImageBitmap(await (await fetch(address)).blob());
      const [width, height] = [bitmap.width & ~1, bitmap.height & ~1];
      const context = new OffscreenCanvas(width, height).getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      const planes = [
        new Uint8Array(width * height),
        new Uint8Array(width * height),
        new Uint8Array(width * height),
      ];
      for (let pixel = 0; pixel < width * height; pixel++) {
        const [red, green, blue] = data.subarray(pixel * 4, pixel * 4 + 3) as unknown as [
          number,
          number,
          number,
        ];
        planes[0]![pixel] = 16 + (65.5 * red + 128.6 * green + 25 * blue) / 255;
        const x = pixel % width;
        const y = (pixel - x) / width;
        if (x % 2 === 1 || y % 2 === 1) continue;
        const colour = (y / 2) * (width / 2) + x / 2;
        planes[1]![colour] = 128 + (-37.8 * red - 74.2 * green + 112 * blue) / 255;
        planes[2]![colour] = 128 + (112 * red - 93.8 * green - 18.2 * blue) / 255;
      }
      const frame = new Blob([
        planes[0]!,
        ...planes.slice(1).map((plane) => plane.subarray(0, plane.length / 4)),
      ]);
      const bytes = new Uint8Array(await frame.arrayBuffer());
      let binary = '';
      for (let at = 0; at < bytes.length; at += 32768)
        binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
      return { width, height, base64: btoa(binary) };
    },
    `data:image/jpeg;base64,${readSample(sample).toString('base64')}`,
  );
  await studio.close();
  const head = `YUV4MPEG2 W${picture.width} H${picture.height} F30:1 Ip A1:1 C420jpeg\nFRAME\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(picture.base64, 'base64')]);
}

/** A browser whose camera looks at one of the samples. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'focalscope-'));
  const video = join(folder, 'camera.y4m');
  writeFileSync(video, await filmOf('dog.jpg'));
  browser = await launchChromium({
    arguments: [
      ...headlessChromiumArguments,
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${video}`,
    ],
  });
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

it('finds objects in a live picture, pauses on a frame, and lets the camera go', async () => {
  const app = await FocalScopePage.open(browser, inject('isolatedUrl'), {
    prepare: (page) =>
      page
        .addInitScript(() => {
          const { mediaDevices } = navigator;
          const ask = mediaDevices.getUserMedia.bind(mediaDevices);
          mediaDevices.getUserMedia = async (constraints) => {
            const stream = await ask(constraints);
            Object.assign(globalThis, { cameraTrack: stream.getVideoTracks()[0] });
            return stream;
          };
        })
        .then(() => undefined),
  });
  const { page } = app;
  const trackState = (): Promise<string> =>
    page.evaluate(() => (globalThis as unknown as { cameraTrack: MediaStreamTrack }).cameraTrack.readyState);
  await app.waitForPhoto('dog.jpg');
  await page.getByRole('button', { name: /giraffe/i }).click();
  await app.waitForPhoto('giraffe.jpg');

  await page.getByRole('button', { name: 'More ways to open' }).click();
  await page.getByRole('button', { name: 'Live camera' }).click();
  await page.getByText(/\d frames\/s/).waitFor();
  const live = await app.downloadResults();
  expect(live.detections.map((detection) => detection.category_name)).toContain('dog');
  expect(live.loss.focal.total).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Pause' }).click();
  await app.status
    .filter({ hasText: /^camera-.*: / })
    .first()
    .waitFor({ state: 'attached', timeout: 60_000 });
  expect(await trackState()).toBe('live');
  expect((await app.downloadResults()).image.file_name).toMatch(/^camera-.*\.png$/);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText(/\d frames\/s/).waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  expect(await trackState()).toBe('ended');
  await page.getByRole('region', { name: 'Live picture' }).waitFor({ state: 'detached' });
  expect(app.complaints).toEqual([]);
  await app.close();
});
