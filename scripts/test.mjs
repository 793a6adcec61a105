import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { prepare, run } from './prepare.mjs';
import { ensureChromium, ensureVirtualScreen } from './chromium.mjs';
import { ensureFirefox } from './firefox.mjs';

// Everything, one part after another (the machine may have two cores), and one closing line over all parts.
prepare();
ensureChromium();
ensureVirtualScreen();
ensureFirefox();

const totals = { passed: 0, failed: 0, skipped: 0 };

/** A tool that passes or fails as a whole. */
async function check(name, command, args) {
  console.log(`\n— ${name}`);
  const passed = (await run(command, args)) === 0;
  totals[passed ? 'passed' : 'failed'] += 1;
  if (!passed) console.log(`${name} failed`);
}

/** A vitest project; a run that dies before it reports counts as one failure. */
async function suite(project) {
  console.log(`\n— ${project}`);
  const file = `.cache/vitest-${project}.json`;
  rmSync(file, { force: true });
  const code = await run('npx', [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests;
    totals.skipped += report.numPendingTests + report.numTodoTests;
    // A file that cannot be loaded, or an unhandled rejection, fails the run without a failed test.
    if (code !== 0 && report.numFailedTests === 0) totals.failed += 1;
    if (report.numTotalTests === 0) totals.failed += 1;
  } catch {
    totals.failed += 1;
  }
}

mkdirSync('.cache', { recursive: true });
await check('types', 'npx', ['tsc', '--noEmit']);
await check('lint', 'npx', ['eslint', '.', '--max-warnings', '0']);
await check('format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']);
for (const project of ['wgsl', 'unit', 'gpu', 'components', 'e2e']) await suite(project);

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 ? 1 : 0);
