import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { serveStatic } from '../support/static-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The production build, cross-origin isolated. */
    isolatedUrl: string;
    /** The same without COOP/COEP. */
    plainUrl: string;
    /** The same in a folder of its host. */
    subPathUrl: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the site once and serves it in the three ways that hosts do. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The test runner's own mode would leave development builds of the libraries in the site.
  process.env.NODE_ENV = 'production';
  await build({ root, logLevel: 'error' });
  const site = `${root}dist`;
  const isolated = await serveStatic({ root: site, base: '/', isolated: true });
  const plain = await serveStatic({ root: site, base: '/', isolated: false });
  const subPath = await serveStatic({ root: site, base: '/tools/focalscope/', isolated: true });
  project.provide('isolatedUrl', isolated.url);
  project.provide('plainUrl', plain.url);
  project.provide('subPathUrl', subPath.url);
  return async () => {
    await Promise.all([isolated.close(), plain.close(), subPath.close()]);
  };
}
