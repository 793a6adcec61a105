import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumPath, ensureChromium, headlessChromiumArguments } from './chromium.mjs';
import { prepare } from './prepare.mjs';

const usage = `npm run soak                    200 photos in a row, then 50 models, on the production build
  --photos N --models N         other numbers
  --built                       takes the build that is there`;

const { values: options } = parseArgs({
  options: {
    photos: { type: 'string', default: '200' },
    models: { type: 'string', default: '50' },
    built: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [photos, models] = [Number(options.photos), Number(options.models)];
if (options.help || !(photos >= 20) || !(models >= 4)) {
  console.log(usage);
  process.exit(options.help ? 0 : 1);
}

prepare();
ensureChromium();

/** In the engine's worker, before it has a device: counts what is made on the GPU and not destroyed yet. */
function countGpuResources() {
  const alive = new Set();
  globalThis.focalScopeAlive = alive;
  const follow = (device, method, resource) => {
    const create = device.prototype[method];
    device.prototype[method] = function (...from) {
      const made = create.apply(this, from);
      alive.add(made);
      return made;
    };
    const destroy = resource.prototype.destroy;
    resource.prototype.destroy = function () {
      alive.delete(this);
      destroy.call(this);
    };
  };
  if (typeof GPUDevice === 'undefined') return;
  follow(GPUDevice, 'createBuffer', GPUBuffer);
  follow(GPUDevice, 'createTexture', GPUTexture);
}

/** Bytes by who holds them, after the garbage was collected. */
async function measureMemory(page) {
  const { bytes, breakdown } = await page.evaluate(() => performance.measureUserAgentSpecificMemory());
  const sum = (belongs) =>
    breakdown
      .filter(({ attribution }) => attribution.some(({ scope, url }) => belongs(scope, url)))
      .reduce((all, part) => all + part.bytes, 0);
  return {
    all: bytes,
    page: sum((scope) => scope === 'Window'),
    engine: sum((_, url) => url.includes('engine-worker')),
    session: sum((_, url) => url.includes('wasm-session')),
  };
}

const engineOf = (page) => page.workers().find((worker) => worker.url().includes('engine-worker'));

async function takeStock(page, done) {
  // What ends late: a worker that is let go, a frame that is still drawn.
  await page.waitForTimeout(1500);
  const gpu = await engineOf(page).evaluate(() => globalThis.focalScopeAlive.size);
  const stock = { done, gpu, ...(await measureMemory(page)) };
  console.log(rowOf(stock).join('  '));
  return stock;
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const rowOf = ({ done, gpu, all, page, engine, session }) => [
  done.padEnd(12),
  `${gpu} on the GPU`.padStart(15),
  ...[
    ['page', page],
    ['engine', engine],
    ['session', session],
    ['all', all],
  ].map(([name, bytes]) => `${name} ${megabytes(bytes)}`.padStart(18)),
];

/** Waits until one more analysis is done and shown. */
async function untilAnalysed(page, act) {
  await page.evaluate(() => performance.clearMeasures());
  await act();
  await page.waitForFunction(
    () => performance.getEntriesByName('focalscope:session-run', 'measure').length > 0,
    null,
    { timeout: 240_000, polling: 50 },
  );
}

if (!options.built || !existsSync('dist/index.html')) await build({ logLevel: 'error' });
const server = await preview({ logLevel: 'error', preview: { port: 0, open: false } });
const browser = await chromium.launch({
  executablePath: chromiumPath(),
  // Memory is measured at once instead of with the next great collection of garbage.
  args: [...headlessChromiumArguments, '--enable-blink-features=ForceEagerMeasureMemory'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
const complaints = [];
page.on('pageerror', (error) => complaints.push(String(error)));
page.on('worker', (worker) => {
  if (worker.url().includes('engine-worker')) void worker.evaluate(countGpuResources).catch(() => undefined);
});
await page.goto(server.resolvedUrls.local[0]);
await page.waitForFunction(() => document.documentElement.dataset.photo !== undefined, null, {
  timeout: 240_000,
});

const buttons = page.getByRole('list', { name: 'Samples' }).getByRole('button');
const count = await buttons.count();
const openSample = (index) => untilAnalysed(page, () => buttons.nth(index % count).click());
const stocks = [];
/** The same photo on the stage at each stock, so that buffers are those of one size. */
const take = async (done) => {
  await openSample(1);
  await openSample(0);
  const stock = await takeStock(page, done);
  stocks.push(stock);
  return stock;
};

const started = performance.now();
for (let index = 1; index <= count; index++) await openSample(index);
const first = await take(`${count} photos`);
for (let index = 1; index <= photos; index++) {
  await openSample(index);
  if (index % Math.max(10, Math.floor(photos / 4)) === 0) await take(`${index} photos`);
}
const afterPhotos = stocks.at(-1);

const graph = readFileSync('public/models/retinanet-shufflenetv2.onnx').toString('base64');
const handle = await page.evaluateHandle((base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Blob([bytes]);
}, graph);
const dropModel = (name) =>
  untilAnalysed(page, () =>
    page.evaluate(
      ([blob, fileName]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([blob], fileName));
        for (const type of ['dragenter', 'dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      },
      [handle, name],
    ),
  );
for (let index = 1; index <= models; index++) {
  await dropModel(`model-${index}.onnx`);
  if (index === 2 || index % Math.max(2, Math.floor(models / 4)) === 0) await take(`${index} models`);
}
const afterModels = stocks.at(-1);
const firstModel = stocks[stocks.indexOf(afterPhotos) + 1];

await browser.close();
await server.close();

/** What may have grown: nothing on the GPU, and of memory what the caches of a browser make of it. */
const within = (later, earlier) => later <= earlier * 1.15 + 8e6;
const checks = [
  ['GPU buffers and textures alive', first.gpu, afterPhotos.gpu, afterPhotos.gpu <= first.gpu],
  ['the same, after models', firstModel.gpu, afterModels.gpu, afterModels.gpu <= firstModel.gpu],
  ...['page', 'engine', 'session', 'all'].flatMap((part) => [
    [`memory of ${part}, photos`, first[part], afterPhotos[part], within(afterPhotos[part], first[part])],
    [
      `memory of ${part}, models`,
      firstModel[part],
      afterModels[part],
      within(afterModels[part], firstModel[part]),
    ],
  ]),
  ['errors', 0, complaints.length, complaints.length === 0],
];
console.log(
  `\n${photos} photos and ${models} models in ${Math.round((performance.now() - started) / 1000)} s`,
);
for (const [name, before, after, passed] of checks) {
  const show = (value) => (name.startsWith('memory') ? megabytes(value) : String(value));
  console.log(`${passed ? 'ok  ' : 'GROWN'} ${name}: ${show(before)} → ${show(after)}`);
}
for (const complaint of complaints) console.log(complaint);
process.exit(checks.every(([, , , passed]) => passed) ? 0 : 1);
