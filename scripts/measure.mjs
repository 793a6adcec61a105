import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumPath, ensureChromium, headlessChromiumArguments } from './chromium.mjs';
import { prepare } from './prepare.mjs';

// Measures a first visit to the production build: paint, layout shift, blocked time, bytes. Fails where the layout shifts.
prepare();
ensureChromium();

/** A task that is longer than this (milliseconds) keeps a person waiting by what it is longer. */
const longTask = 50;

const visits = [
  { name: 'desktop', viewport: { width: 1280, height: 800 } },
  {
    name: 'phone',
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
  },
  { name: '4K', viewport: { width: 3840, height: 2160 } },
  { name: 'plots', viewport: { width: 1280, height: 800 }, hash: '#view=plots' },
  { name: 'phone, plots', viewport: { width: 390, height: 844 }, isMobile: true, hash: '#view=plots' },
  { name: 'by a link', viewport: { width: 1280, height: 800 }, hash: '#view=microscope&gamma=3&theta=1' },
];

const kinds = {
  document: 'HTML',
  script: 'JS',
  stylesheet: 'CSS',
  image: 'images',
  fetch: 'data',
  xhr: 'data',
};

/** What of a response's kind its address tells better than the browser does. */
function kindOf(request) {
  const path = new URL(request.url()).pathname;
  if (path.endsWith('.wasm')) return 'WASM';
  if (path.endsWith('.onnx')) return 'model';
  if (/\.(js|mjs)$/.test(path)) return 'JS';
  return kinds[request.resourceType()] ?? 'other';
}

/** In the page, before anything of it runs: collects what the browser tells of paints, shifts and tasks. */
function observe(longest) {
  const seen = { shift: 0, shifts: [], lcp: 0, blocked: 0 };
  globalThis.focalScopeMeasure = seen;
  const on = (type, act) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({ type, buffered: true });
  on('layout-shift', ({ value, hadRecentInput, sources = [], startTime }) => {
    if (hadRecentInput) return;
    seen.shift += value;
    // Nodes within shadow roots are not told; where they were, and are, is.
    const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
    const moves = sources.map(
      ({ node, previousRect, currentRect }) =>
        `${node?.localName ?? 'an element'} from ${place(previousRect)} to ${place(currentRect)}`,
    );
    seen.shifts.push(`${value.toFixed(4)} at ${Math.round(startTime)} ms: ${moves.join(', ')}`);
  });
  on('largest-contentful-paint', ({ startTime }) => (seen.lcp = startTime));
  on('longtask', ({ duration }) => (seen.blocked += Math.max(0, duration - longest)));
}

async function measure(browser, address, { name, hash = '', ...options }) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  await page.addInitScript(observe, longTask);
  const bytes = {};
  page.on('requestfinished', async (request) => {
    const sizes = await request.sizes().catch(() => undefined);
    const kind = kindOf(request);
    bytes[kind] = (bytes[kind] ?? 0) + (sizes?.responseBodySize ?? 0);
  });
  await page.goto(address + hash);
  const result = await page.waitForFunction(
    () => document.documentElement.dataset.photo !== undefined && performance.now(),
    null,
    { timeout: 240_000 },
  );
  // What comes after the first result, too: boxes, figures, thumbnails.
  await page.waitForTimeout(1500);
  const seen = await page.evaluate(() => ({
    ...globalThis.focalScopeMeasure,
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
  }));
  const measured = { name, bytes, ...seen, result: await result.jsonValue() };
  await context.close();
  return measured;
}

const milliseconds = (value) => `${Math.round(value)} ms`;
const kilobytes = (value) => `${Math.round(value / 1000)} kB`;

function printTable(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column])].map((text) => text.length)),
  );
  const line = (cells) => `| ${cells.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  console.log(line(head));
  console.log(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  for (const row of rows) console.log(line(row));
  console.log();
}

if (!process.argv.includes('--built') || !existsSync('dist/index.html')) await build({ logLevel: 'error' });
const server = await preview({ logLevel: 'error', preview: { port: 0, open: false } });
const browser = await chromium.launch({ executablePath: chromiumPath(), args: headlessChromiumArguments });
const results = [];
for (const visit of visits) results.push(await measure(browser, server.resolvedUrls.local[0], visit));
await browser.close();
await server.close();

printTable(
  ['first visit', 'first paint', 'largest paint', 'layout shift', 'blocked in all', 'first result'],
  results.map(({ name, firstPaint, lcp, shift, blocked, result }) => [
    name,
    milliseconds(firstPaint),
    milliseconds(lcp),
    shift.toFixed(4),
    milliseconds(blocked),
    milliseconds(result),
  ]),
);
const columns = [...new Set(results.flatMap(({ bytes }) => Object.keys(bytes)))];
printTable(
  ['transferred', ...columns, 'in all'],
  results.map(({ name, bytes }) => [
    name,
    ...columns.map((kind) => kilobytes(bytes[kind] ?? 0)),
    kilobytes(Object.values(bytes).reduce((sum, value) => sum + value, 0)),
  ]),
);
for (const { name, shifts } of results) for (const shift of shifts) console.log(`shift, ${name}: ${shift}`);
process.exitCode = results.some(({ shift }) => shift > 0) ? 1 : 0;
