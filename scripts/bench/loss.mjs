import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build, defaultClientConditions, preview } from 'vite';
import { assemblyScriptPlugin } from '../assemblyscript-plugin.mjs';
import { chromiumPath, headlessChromiumArguments } from '../chromium.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const defaultSizes = '9216x20,49104x80,100000x80,400000x80';
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** A site of its own, apart from the production build; isolated, so that WebAssembly has its threads. */
export const config = {
  root,
  configFile: false,
  base: './',
  publicDir: false,
  logLevel: 'error',
  // As in the page: ONNX Runtime's bundled build hangs when its threads load our chunk.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  plugins: [assemblyScriptPlugin()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // TensorFlow.js hands the text of a function to its threads, where minified names mean nothing.
    minify: false,
    outDir: fileURLToPath(new URL('../../.cache/bench', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 10_000,
    rollupOptions: { input: `${root}loss.html` },
  },
  preview: { port: 0, open: false, headers: isolationHeaders },
};

/** Serves until the process is ended. */
async function serveForPeople(url) {
  console.log(
    `${url}\n\nOpen it in a browser with a GPU; it measures as soon as it is open. Ctrl-C ends this.`,
  );
  await new Promise((resolve) => process.once('SIGINT', resolve));
}

/** Waits for the page's figures and passes on, to stderr, what it is at. */
async function measureSize(page, url, size, onProgress) {
  const target = new URL(url);
  target.searchParams.set('sizes', size);
  await page.goto(target.href);
  for (;;) {
    const state = await page.evaluate(() => globalThis.lossBenchmark);
    if (state?.error !== undefined) throw new Error(`${size}: ${state.error}`);
    if (state?.reports !== undefined) return state;
    onProgress(state?.progress ?? 'loading');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/**
 * The losses: our kernel beside every library that could stand in for it, on one adapter, each answer checked.
 *
 * @param {{ repetitions: number, sizes?: string, only?: string, headed: boolean, urlOnly: boolean }} options
 * @returns {Promise<object[]>} the reports, one a size
 */
export async function benchLoss({ repetitions, sizes = defaultSizes, only, headed, urlOnly }) {
  await build(config);
  const server = await preview(config);
  const url = new URL('loss.html', server.resolvedUrls.local[0]);
  url.searchParams.set('repetitions', String(repetitions));
  if (only !== undefined) url.searchParams.set('only', only);
  if (urlOnly) {
    url.searchParams.set('sizes', sizes);
    await serveForPeople(url.href);
    await server.close();
    return [];
  }
  const launched = headed
    ? { headless: false, args: ['--enable-unsafe-webgpu'] }
    : { args: headlessChromiumArguments };
  const browser = await chromium.launch({ executablePath: chromiumPath(), ...launched });
  const reports = [];
  try {
    const page = await browser.newPage();
    let last = '';
    const onProgress = (text) => {
      if (text !== last && process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
      last = text;
    };
    // A page a size: what the libraries keep of one does not weigh on the next.
    for (const size of sizes.split(',')) {
      const state = await measureSize(page, url.href, size, onProgress);
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      if (reports.length === 0) console.log(`\nlosses on ${state.adapter}\n${state.notes}\n`);
      reports.push(...state.reports);
      console.log(`${state.text}\n`);
    }
    console.log(await page.evaluate((all) => globalThis.lossBenchmark.summarise(all), reports));
  } finally {
    await browser.close();
    await server.close();
  }
  return reports;
}
