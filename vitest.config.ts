import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, mergeConfig } from 'vitest/config';
import { chromiumPath, headlessChromiumArguments, shortLivedPageArguments } from './scripts/chromium.mjs';
import viteConfig from './vite.config.ts';

const launchOptions = {
  ...(chromiumPath() === undefined ? {} : { executablePath: chromiumPath()! }),
  args: [...headlessChromiumArguments, ...shortLivedPageArguments],
};

const patience = fileURLToPath(new URL('test/support/patience.ts', import.meta.url));

/** Real Chromium, headless, with WebGPU on SwiftShader; an object of its own for each project, which names it. */
const createChromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions }),
  instances: [{ browser: 'chromium' as const, viewport: { width: 1280, height: 800 } }],
});

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: {
            name: 'unit',
            include: ['test/unit/**/*.test.ts'],
            environment: 'node',
            setupFiles: [patience],
            // A few compare millions of elements with float64; a busy machine must not fail them.
            testTimeout: 60_000,
            expect: { poll: { timeout: 30_000 } },
          },
        },
        {
          extends: true,
          test: { name: 'wgsl', include: ['test/wgsl/**/*.test.ts'], environment: 'node' },
        },
        {
          extends: true,
          test: {
            name: 'gpu',
            include: ['test/gpu/**/*.test.ts'],
            setupFiles: [patience],
            testTimeout: 120_000,
            expect: { poll: { timeout: 20_000 } },
            fileParallelism: false,
            browser: createChromium(),
          },
        },
        {
          extends: true,
          test: {
            name: 'components',
            include: ['test/components/**/*.test.ts'],
            // One document for all files, each of which clears up after itself: to load the page anew takes longer
            // than most of them.
            isolate: false,
            setupFiles: [patience],
            testTimeout: 60_000,
            expect: { poll: { timeout: 20_000 } },
            fileParallelism: false,
            browser: createChromium(),
          },
        },
        {
          extends: true,
          test: {
            name: 'e2e',
            include: ['test/e2e/**/*.test.ts'],
            environment: 'node',
            globalSetup: ['test/e2e/build-and-serve.ts'],
            testTimeout: 180_000,
            hookTimeout: 180_000,
            expect: { poll: { timeout: 30_000 } },
            fileParallelism: false,
          },
        },
      ],
    },
  }),
);
