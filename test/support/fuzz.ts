/**
 * Random and mutated files from a seed: the same ones on every machine. A run of many cases is set by
 * `VITE_FUZZ_CASES` and `VITE_FUZZ_SEED`; the suite runs a few hundred of a fixed seed.
 */

const environment = import.meta.env as Readonly<Record<string, string | undefined>>;

/** How many cases to run: the nightly number where one is set, else `few`. */
export const fuzzCases = (few: number): number => Number(environment['VITE_FUZZ_CASES'] ?? few);

export const fuzzSeed = Number(environment['VITE_FUZZ_SEED'] ?? 20171022);

/** Longest that a case may take, in milliseconds. */
export const fuzzPatience = 2000;

/** Random numbers of one case. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32 over a seed and a case's number. */
export function createRandom(seed: number, index: number): Random {
  let state = (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

const telling = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x22, 0x3c, 0x7b, 0x0a, 0x2c];

/** One change of a file: bytes set, cut out, doubled, moved in from elsewhere, or numbers driven to their limits. */
function change(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const length = Math.min(bytes.length - at, 1 + random.below(random.pick([2, 8, 64, 1024])));
  const [before, part, after] = [bytes.slice(0, at), bytes.slice(at, at + length), bytes.slice(at + length)];
  const join = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
    const joined = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let offset = 0;
    for (const one of parts) {
      joined.set(one, offset);
      offset += one.length;
    }
    return joined;
  };
  switch (random.below(7)) {
    case 0:
      return join(
        before,
        part.map((byte) => byte ^ (1 << random.below(8))),
        after,
      );
    case 1:
      return join(
        before,
        part.map(() => random.pick(telling)),
        after,
      );
    case 2:
      return join(before, after);
    case 3:
      return join(before, part, part, after);
    case 4:
      return join(before);
    case 5:
      return join(
        before,
        Uint8Array.from({ length: length + 4 }, () => random.below(256)),
        after,
      );
    default:
      return join(
        before,
        new Uint8Array(4).fill(random.pick([0, 0x7f, 0xff])),
        after.slice(Math.min(4, after.length)),
      );
  }
}

/** A file like one of `sources`, changed in one to four places; now and then mere bytes. */
export function mutate(sources: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  if (random.below(40) === 0) return Uint8Array.from({ length: random.below(600) }, () => random.below(256));
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(random.pick(sources));
  for (let count = 1 + random.below(4); count > 0; count--) bytes = change(bytes, random);
  return bytes;
}

const oddValues = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  2 ** 31,
  '',
  '…\u0000',
  'x'.repeat(2000),
  [],
  {},
  [[]],
] as const;

/** JSON like `source`, with one to three of its values set to something else, left out or doubled. */
export function mutateJson(source: string, random: Random): string {
  const root: { value: unknown } = { value: JSON.parse(source) };
  for (let count = 1 + random.below(3); count > 0; count--) {
    let holder = root as Record<string, unknown>;
    let key = 'value';
    for (;;) {
      const value = holder[key];
      if (typeof value !== 'object' || value === null || random.below(3) === 0) break;
      const keys = Object.keys(value);
      if (keys.length === 0) break;
      holder = value as Record<string, unknown>;
      key = random.pick(keys);
    }
    const before = holder[key];
    if (random.below(4) === 0) Reflect.deleteProperty(holder, key);
    else if (Array.isArray(before) && random.below(2) === 0) holder[key] = [...before, ...before];
    else holder[key] = random.pick(oddValues);
  }
  return root.value === undefined ? '' : JSON.stringify(root.value);
}

/** The smallest file found in a bounded number of steps that still fails, by leaving parts out. */
export async function minimise(
  bytes: Uint8Array<ArrayBuffer>,
  fails: (bytes: Uint8Array<ArrayBuffer>) => Promise<boolean>,
): Promise<Uint8Array<ArrayBuffer>> {
  let smallest = bytes;
  let tries = 60;
  for (let part = smallest.length >> 1; part > 0 && tries > 0; part >>= 1) {
    for (let at = 0; at + part <= smallest.length && tries > 0; tries--) {
      const shorter = new Uint8Array(smallest.length - part);
      shorter.set(smallest.subarray(0, at));
      shorter.set(smallest.subarray(at + part), at);
      if (await fails(shorter)) smallest = shorter;
      else at += part;
    }
  }
  return smallest;
}

export interface FuzzOutcome {
  /** How often each error code came, and `right` where the file was read. */
  readonly counts: Readonly<Record<string, number>>;
  /** Milliseconds of the slowest case. */
  readonly slowest: number;
}

/**
 * Runs the cases one after another.
 *
 * @param check resolves with an error's code, or `right`; rejects where the outcome is neither
 * @throws Error that names seed and case and holds the smallest file found, as base64
 */
export async function fuzz(
  cases: number,
  make: (random: Random) => Uint8Array<ArrayBuffer>,
  check: (bytes: Uint8Array<ArrayBuffer>, random: Random) => Promise<string>,
): Promise<FuzzOutcome> {
  const counts: Record<string, number> = {};
  let slowest = 0;
  for (let index = 0; index < cases; index++) {
    const random = createRandom(fuzzSeed, index);
    const bytes = make(random);
    const timed = async (): Promise<{ took: number; outcome: string }> => {
      const start = performance.now();
      const outcome = await check(bytes, createRandom(fuzzSeed + 1, index));
      return { took: performance.now() - start, outcome };
    };
    try {
      let { took, outcome } = await timed();
      // A machine that was busy elsewhere is not held against the file.
      for (let again = 0; took > fuzzPatience && again < 2; again++) {
        const second = await timed();
        took = Math.min(took, second.took);
        outcome = second.outcome;
      }
      if (took > fuzzPatience) throw new Error(`took ${Math.round(took)} ms`);
      slowest = Math.max(slowest, took);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    } catch (error) {
      const fails = (smaller: Uint8Array<ArrayBuffer>): Promise<boolean> =>
        check(smaller, createRandom(fuzzSeed + 1, index)).then(
          () => false,
          () => true,
        );
      const smallest = await minimise(bytes, fails);
      const base64 = btoa(Array.from(smallest, (byte) => String.fromCharCode(byte)).join(''));
      throw new Error(`seed ${fuzzSeed}, case ${index}: ${String(error)}\n${base64}`, { cause: error });
    }
  }
  return { counts, slowest };
}
