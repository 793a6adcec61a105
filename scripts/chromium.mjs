import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Flags under which headless Chromium computes WebGPU in software and stays off the network. */
export const headlessChromiumArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** The same without WebGPU: what a browser without an adapter sees. */
export const chromiumArgumentsWithoutWebGpu = headlessChromiumArguments.filter(
  (argument) => !/webgpu|Vulkan/.test(argument),
);

/** Flags for a headed browser under Xvfb, where a WebGPU canvas presents for real on SwiftShader. */
export const headedChromiumArguments = [
  ...headlessChromiumArguments.filter((argument) => !argument.startsWith('--enable-features')),
  '--enable-features=Vulkan,DefaultANGLEVulkan,VulkanFromANGLE',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
  '--enable-unsafe-swiftshader',
];

/**
 * For pages that are open for a minute: their WASM is not optimised, which takes a third of such a page's time and is
 * done when the page is closed.
 */
export const shortLivedPageArguments = ['--js-flags=--liftoff-only'];

const installedBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** An installed Chromium's path (`CHROMIUM_PATH` first), or undefined: then Playwright's own is used. */
export function chromiumPath() {
  const candidates = [process.env.CHROMIUM_PATH, ...installedBrowsers];
  return candidates.find((path) => path && existsSync(path));
}

const run = (command, args) => execFileSync(command, args, { stdio: 'inherit' });

/** Whether Debian's packages can be installed here. */
export const canInstallPackages = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs Debian's packages of these names. */
export function installPackages(...names) {
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names]);
}

/** Makes sure that a Chromium is there: an installed one, else Debian's package as root, else Playwright's. */
export function ensureChromium() {
  if (chromiumPath()) return;
  // A bare system has no font, and so no label on any box.
  if (canInstallPackages()) installPackages('chromium', 'fonts-dejavu-core');
  else run('npx', ['playwright', 'install', 'chromium']);
}

/** Makes sure that Linux has a virtual screen, for the tests of a headed browser. */
export function ensureVirtualScreen() {
  if (process.platform !== 'linux' || existsSync('/usr/bin/Xvfb')) return;
  if (canInstallPackages()) installPackages('xvfb');
  else console.warn('Xvfb is not installed: the tests of the WebGPU canvas will fail.');
}

/** Makes sure of a font with Chinese characters: the pictures of the page need one. */
export function ensureChineseFont() {
  if (canInstallPackages() && !existsSync('/usr/share/fonts/opentype/noto'))
    installPackages('fonts-noto-cjk');
}
