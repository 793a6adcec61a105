import { existsSync } from 'node:fs';
import { canInstallPackages, installPackages } from './chromium.mjs';

const installedBrowsers = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/** An installed Firefox's path (`FIREFOX_PATH` first), or undefined. */
export function firefoxPath() {
  const candidates = [process.env.FIREFOX_PATH, ...installedBrowsers];
  return candidates.find((path) => path && existsSync(path));
}

/**
 * Makes sure of a Firefox where Debian's package can be had; elsewhere its tests are skipped, and this says so. The
 * test's driver cannot install one, and no other test needs it.
 */
export function ensureFirefox() {
  if (firefoxPath()) return;
  try {
    if (canInstallPackages()) installPackages('firefox-esr');
  } catch (error) {
    console.warn(String(error));
  }
  if (!firefoxPath())
    console.warn(
      'Firefox is not installed (or set FIREFOX_PATH): its tests are skipped, and counted as such.',
    );
}
