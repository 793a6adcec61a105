import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { chromiumPath, ensureChromium, headlessChromiumArguments } from './chromium.mjs';

// Makes the icons of the installed page from the two drawings: with round corners of its own, and to be masked.
const icons = [
  { source: 'public/icon.svg', target: 'public/icons/icon-192.png', side: 192 },
  { source: 'public/icon.svg', target: 'public/icons/icon-512.png', side: 512 },
  { source: 'docs/icon-maskable.svg', target: 'public/icons/maskable-512.png', side: 512 },
  { source: 'docs/icon-maskable.svg', target: 'public/icons/apple-touch-180.png', side: 180 },
];

ensureChromium();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: headlessChromiumArguments });
mkdirSync('public/icons', { recursive: true });
for (const { source, target, side } of icons) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${readFileSync(source, 'utf8')}`,
  );
  const picture = await page.screenshot({ omitBackground: true });
  writeFileSync(target, picture);
  console.log(`${target} ${picture.byteLength} bytes`);
  await page.close();
}
await browser.close();
