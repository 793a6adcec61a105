import { readFileSync } from 'node:fs';
import { defineConfig, defaultClientConditions, type Plugin } from 'vite';
import { assemblyScriptPlugin } from './scripts/assemblyscript-plugin.mjs';
import { offlinePlugin } from './scripts/offline-plugin.mjs';

/** Threads for ONNX Runtime's WebAssembly need a cross-origin isolated page. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  'media-src blob:',
  // Models come from where the person says; nothing else of the page asks anybody else for anything.
  "connect-src 'self' https:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The policy is for the built page alone: the dev server injects inline styles and a socket of its own. */
function contentSecurityPolicyPlugin(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** The version that a package says it has. */
function versionOf(path: string): string {
  const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string };
  return JSON.stringify(version);
}

export default defineConfig({
  base: './',
  define: {
    __FOCALSCOPE_VERSION__: versionOf('package.json'),
    __ONNX_RUNTIME_VERSION__: versionOf('node_modules/onnxruntime-web/package.json'),
  },
  plugins: [contentSecurityPolicyPlugin(), assemblyScriptPlugin(), offlinePlugin()],
  resolve: {
    // ONNX Runtime's bundled build starts its threads from our own chunk and hangs; the external build does not.
    conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions],
  },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es', plugins: () => [assemblyScriptPlugin()] },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
});
