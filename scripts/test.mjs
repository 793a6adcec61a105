import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { collect, prepare } from './prepare.mjs';
import { ensureChromium, ensureVirtualScreen } from './chromium.mjs';
import { ensureFirefox } from './firefox.mjs';

// Everything, and one closing line over all parts. Parts run two at a time where there are two cores: a browser waits
// as often as it works, and what needs none fills the gaps. Each part's output is printed whole, when the part ends.
prepare();
ensureChromium();
ensureVirtualScreen();
ensureFirefox();

const totals = { passed: 0, failed: 0, skipped: 0 };
/** What failed, told again at the very end: of a long output often no more than that is kept. */
const failures = [];
const maximumMessageLines = 12;

function fail(what, message = '') {
  totals.failed += 1;
  const lines = message.split('\n').slice(0, maximumMessageLines);
  failures.push([`✗ ${what}`, ...lines.filter(Boolean).map((line) => `    ${line}`)].join('\n'));
}

/** The last lines, where a run that dies says why. */
const tail = (output) => output.trimEnd().split('\n').slice(-maximumMessageLines).join('\n');

/** A tool that passes or fails as a whole. */
async function check(name, command, args) {
  const { code, output } = await collect(command, args);
  if (code === 0) totals.passed += 1;
  else fail(name, tail(output));
  return output;
}

/** A vitest project; a run that dies before it reports counts as one failure. */
async function suite(project) {
  const file = `.cache/vitest-${project}.json`;
  rmSync(file, { force: true });
  const { code, output } = await collect('npx', [
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
    totals.skipped += report.numPendingTests + report.numTodoTests;
    const before = totals.failed;
    for (const { name, status, message, assertionResults } of report.testResults) {
      const file = relative('.', name);
      const failed = assertionResults.filter((result) => result.status === 'failed');
      for (const { fullName, failureMessages } of failed)
        fail(`${file} > ${fullName}`, failureMessages.join('\n'));
      // It cannot be loaded, or a hook of it failed.
      if (status === 'failed' && failed.length === 0) fail(file, message || tail(output));
    }
    // An unhandled rejection fails the run without a failed test.
    if (code !== 0 && totals.failed === before) fail(project, tail(output));
    if (report.numTotalTests === 0) fail(`${project}: no test was found`);
  } catch {
    fail(`${project} ended before it reported`, tail(output));
  }
  return output;
}

const tool = (name, ...command) => ({ name, run: () => check(name, command[0], command.slice(1)) });
const project = (name) => ({ name, run: () => suite(name) });

// The longest first: what is left at the end is short.
const waiting = [
  project('e2e'),
  tool('types', 'npx', 'tsc', '--noEmit'),
  tool('lint', 'npx', 'eslint', '.', '--max-warnings', '0'),
  tool('format', 'npx', 'prettier', '--check', '--log-level', 'warn', '.'),
  project('wgsl'),
  project('unit'),
  project('gpu'),
  project('components'),
];

/** Takes one part after another until none is left. */
async function work() {
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    console.log(`… ${part.name}`);
    const start = Date.now();
    const output = await part.run();
    console.log(`\n— ${part.name} (${Math.round((Date.now() - start) / 1000)} s)\n${output}`);
  }
}

mkdirSync('.cache', { recursive: true });
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));

if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 ? 1 : 0);
