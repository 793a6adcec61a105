import { parseArgs } from 'node:util';
import { prepare, run } from './prepare.mjs';

const usage = `npm run fuzz                    13 kinds of file, 1000 random or mutated cases each, from a seed
  --cases N                     cases of each kind
  --seed N                      another seed than that of the tests
  --only WORDS                  tests whose name has these words`;

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const cases = Number(options.cases);
if (options.help || !(Number.isInteger(cases) && cases > 0)) {
  console.log(usage);
  process.exit(options.help ? 0 : 1);
}

prepare();
process.env.VITE_FUZZ_CASES = String(cases);
if (options.seed !== undefined) process.env.VITE_FUZZ_SEED = options.seed;
// Each kind tells how often every outcome came and how long the slowest case took; a case that fails names its seed.
process.exitCode = await run('npx', [
  'vitest',
  'run',
  '--project',
  'unit',
  'test/unit/fuzz',
  ...(options.only === undefined ? [] : ['--testNamePattern', options.only]),
]);
