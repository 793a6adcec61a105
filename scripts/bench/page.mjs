import { readFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumPath, headlessChromiumArguments } from '../chromium.mjs';

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/**
 * Ratios measured side by side in one run of the production page: what the page adds to the bare model run.
 *
 * @param {number} runs of each measure, of which the median counts
 * @returns {Promise<{ name: string, milliseconds: number, ratio: number }[]>} what was printed
 */
export async function benchPage(runs) {
  await build({ logLevel: 'error' });
  const server = await preview({ logLevel: 'error', preview: { port: 0, open: false } });
  const url = server.resolvedUrls.local[0];
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: headlessChromiumArguments });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });

  const measures = (name) =>
    page.evaluate(
      (wanted) => performance.getEntriesByName(wanted, 'measure').map((entry) => entry.duration),
      name,
    );

  /** Waits for one more measure of a name and returns it. */
  async function nextMeasure(name, act) {
    const before = await page.evaluate(
      (wanted) => performance.getEntriesByName(wanted, 'measure').at(-1)?.startTime ?? -1,
      name,
    );
    await act();
    const handle = await page.waitForFunction(
      ([wanted, last]) => {
        const entry = performance.getEntriesByName(wanted, 'measure').at(-1);
        return entry && entry.startTime > last ? { duration: entry.duration } : false;
      },
      [name, before],
      { timeout: 180_000, polling: 20 },
    );
    return (await handle.jsonValue()).duration;
  }

  /** Lengths of the page's tasks over 50 ms since the last call. */
  const longTasks = () => page.evaluate(() => globalThis.longTasks.splice(0));
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      globalThis.longTasks.push(...list.getEntries().map((entry) => entry.duration));
    }).observe({ type: 'longtask' });
  });

  const rows = [];
  const dog = { name: 'dog.jpg', mimeType: 'image/jpeg', buffer: readFileSync('public/samples/dog.jpg') };
  const steps = ['decode', 'preprocess', 'session-run', 'postprocess', 'loss'];

  await nextMeasure('focalscope:photo-to-boxes', () => page.goto(url));
  for (const size of [640]) {
    await nextMeasure('focalscope:session-run', () =>
      page.getByLabel('Input size').selectOption(String(size)),
    );
    await longTasks();
    const totals = [];
    const parts = Object.fromEntries(steps.map((step) => [step, []]));
    for (let run = 0; run < runs + 1; run++) {
      const total = await nextMeasure('focalscope:photo-to-boxes', () =>
        page.getByLabel('Open photo').first().setInputFiles(dog),
      );
      // The first run warms the new size up.
      if (run === 0) continue;
      totals.push(total);
      for (const step of steps) parts[step].push((await measures(`focalscope:${step}`)).at(-1));
    }
    console.log(
      `tasks over 50 ms on the page while ${runs + 1} photos ran: ${JSON.stringify(await longTasks())}`,
    );
    const session = median(parts['session-run']);
    for (const step of steps)
      rows.push([`${step} at ${size}`, median(parts[step]), median(parts[step]) / session]);
    const added = median(totals.map((total, index) => total - parts['session-run'][index]));
    rows.push([`photo-to-boxes at ${size}, less the session run`, added, added / session]);
  }

  const slider = page.getByRole('slider', { name: 'Focusing γ' });
  await slider.focus();
  const drags = [];
  for (let run = 0; run < runs; run++) {
    drags.push(
      await nextMeasure('focalscope:slider-to-heatmap', () =>
        page.keyboard.press(run % 2 ? 'ArrowLeft' : 'ArrowRight'),
      ),
    );
  }
  const session = rows.find(([name]) => name.startsWith('session-run'))[1];
  rows.push(['slider-to-heatmap (γ) at 640', median(drags), median(drags) / session]);

  console.log(
    await page
      .getByRole('contentinfo')
      .innerText()
      .catch(() => ''),
  );
  console.log(`\nmedians of ${runs} runs, dog.jpg; the last column is the ratio to the session run\n`);
  for (const [name, milliseconds, ratio] of rows) {
    console.log(
      `${name.padEnd(48)} ${milliseconds.toFixed(1).padStart(9)} ms ${ratio.toFixed(3).padStart(8)}`,
    );
  }
  await browser.close();
  await server.close();
  return rows.map(([name, milliseconds, ratio]) => ({ name, milliseconds, ratio }));
}
