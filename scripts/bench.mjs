import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.mjs';
import { prepare } from './prepare.mjs';

const usage = `npm run bench                          the page, then the losses
npm run bench -- page                  the page alone
npm run bench -- loss                  the losses alone
  --repetitions N                      clock readings behind each median (page 9, losses 5)
  --sizes 9216x20,100000x80            anchors × classes of the losses
  --only ours,library                  roles that take part: ours, naive, library, loop, copy, floor
  --json FILE                          writes the figures too
  --headed                             losses in a visible browser on the machine's own adapter
  --url-only                           serves the losses' page until Ctrl-C, to be opened in any browser`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: 'string' },
    sizes: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
    headed: { type: 'boolean', default: false },
    'url-only': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const parts = positionals.length > 0 ? positionals : ['page', 'loss'];
if (options.help || parts.some((part) => !['page', 'loss'].includes(part))) {
  console.log(usage);
  process.exit(options.help ? 0 : 1);
}

prepare();
if (!options['url-only']) ensureChromium();
const repetitions = options.repetitions === undefined ? undefined : Number(options.repetitions);
const figures = {};
if (parts.includes('page') && !options['url-only']) {
  const { benchPage } = await import('./bench/page.mjs');
  figures.page = await benchPage(repetitions ?? 9);
}
if (parts.includes('loss')) {
  const { benchLoss } = await import('./bench/loss.mjs');
  figures.loss = await benchLoss({
    repetitions: repetitions ?? 5,
    sizes: options.sizes,
    only: options.only,
    headed: options.headed,
    urlOnly: options['url-only'],
  });
}
if (options.json !== undefined) {
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}
