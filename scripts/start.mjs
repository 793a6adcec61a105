import { prepare, run } from './prepare.mjs';

// Installs what is missing, builds, serves with COOP/COEP, prints and opens the address.
prepare();
await run('npx', ['vite', 'build', '--logLevel', 'warn']);
await run('npx', ['vite', 'preview', '--open', ...process.argv.slice(2)]);
