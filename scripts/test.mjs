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
/** What failed, and what did at first, told at the very end: of a long output often no more than that is kept. */
const failures = [];
const secondTries = [];
/** Parts of the files that are tried again, when all else is done. */
const onceMore = [];
const maximumMessageLines = 12;

/** Files of a part that are run once more at most: where more break, it was not the machine that was busy elsewhere. */
const maximumSecondTries = 2;

/** The last lines, where a run that dies says why. */
const tail = (output) => output.trimEnd().split('\n').slice(-maximumMessageLines).join('\n');

function describe({ what, message }) {
  const lines = message.split('\n').filter((line) => line !== '' && !line.includes('/node_modules/'));
  return [`✗ ${what}`, ...lines.slice(0, maximumMessageLines).map((line) => `    ${line}`)].join('\n');
}

/** A tool that passes or fails as a whole. */
async function check(name, command, args) {
  const { code, output } = await collect(command, args);
  if (code === 0) totals.passed += 1;
  else fail([{ what: name, message: tail(output) }]);
  return output;
}

function fail(found) {
  totals.failed += found.length;
  failures.push(...found.map(describe));
}

/** One run of a vitest project, or of some of its files: what came of each file, and what failed. */
async function runFiles(project, files = []) {
  const file = `.cache/vitest-${project}.json`;
  rmSync(file, { force: true });
  const { code, output } = await collect('npx', [
    'vitest',
    'run',
    ...files,
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')).testResults.map((result) => ({
      ...result,
      file: relative('.', result.name),
    }));
    const failed = results.flatMap((result) => failuresOf(result, output));
    // An unhandled rejection fails the run without a failed test, or beside one.
    const isBroken = code !== 0 && failed.length === 0;
    if (isBroken || /caught \d+ unhandled error/.test(output))
      failed.push({ what: project, message: tail(output) });
    if (results.length === 0) failed.push({ what: `${project}: no test was found`, message: '' });
    return { results, failed, output };
  } catch {
    return {
      results: [],
      failed: [{ what: `${project} ended before it reported`, message: tail(output) }],
      output,
    };
  }
}

function failuresOf({ file, status, message, assertionResults }, output) {
  const failed = assertionResults.filter((result) => result.status === 'failed');
  // It cannot be loaded, or a hook of it failed.
  if (status === 'failed' && failed.length === 0)
    return [{ file, what: file, message: message || tail(output) }];
  return failed.map(({ fullName, failureMessages }) => ({
    file,
    what: `${file} > ${fullName}`,
    message: failureMessages.join('\n'),
  }));
}

function count(results, failed) {
  const statuses = results.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  totals.passed += statuses.filter((status) => status === 'passed').length;
  totals.skipped += statuses.filter((status) => !['passed', 'failed'].includes(status)).length;
  fail(failed);
}

/** A vitest project; a run that dies before it reports counts as one failure. */
async function suite(project) {
  const { results, failed, output } = await runFiles(project);
  const files = [...new Set(failed.map(({ file }) => file))];
  const isFew = files.length > 0 && files.length <= maximumSecondTries && !files.includes(undefined);
  if (!isFew) {
    count(results, failed);
    return output;
  }
  // What the second try says of them counts.
  count(
    results.filter(({ file }) => !files.includes(file)),
    [],
  );
  secondTries.push(...failed.map(describe));
  onceMore.push({ name: `${project}, once more`, run: () => tryAgain(project, files) });
  return output;
}

async function tryAgain(project, files) {
  const { results, failed, output } = await runFiles(project, files);
  count(results, failed);
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
waiting.push(...onceMore);
await work();

if (secondTries.length > 0)
  console.log(`\nFailed at first, and run once more alone:\n${secondTries.join('\n')}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exit(totals.failed > 0 ? 1 : 0);
