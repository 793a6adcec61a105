/** A search space and what to look for in it; the same options give the same search. */
export interface EvolutionOptions {
  /** Bounds of each gene, and as many of them as there are genes. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Known to be good: the first of the population, within the bounds. */
  readonly start: readonly number[];
  /** At least 4. */
  readonly population: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** The more the better. */
  readonly score: (genes: readonly number[]) => number;
}

/** How far beside the start the first half of the population lies, as a share of each gene's range. */
const startSpread = 0.15;
const crossover = 0.7;

/**
 * Differential evolution, "best/1/bin" with a difference weight drawn anew for every trial (Storn & Price 1997; the
 * weights are SciPy's defaults). It needs no gradient, which the share of covered boxes does not have. It goes one
 * trial at a time, so that a caller can stop between any two.
 */
export class DifferentialEvolution {
  readonly #options: EvolutionOptions;
  readonly #members: number[][] = [];
  readonly #scores: number[] = [];
  #next = 0;
  #best = 0;
  #evaluations = 0;

  constructor(options: EvolutionOptions) {
    this.#options = options;
  }

  /** Trials so far, those that filled the first population among them. */
  get evaluations(): number {
    return this.#evaluations;
  }

  get bestGenes(): readonly number[] {
    return this.#members[this.#best] ?? this.#options.start;
  }

  /** −Infinity before the first step. */
  get bestScore(): number {
    return this.#scores[this.#best] ?? -Infinity;
  }

  /** Tries one set of genes. */
  step(): void {
    const { population, score } = this.#options;
    this.#evaluations++;
    if (this.#members.length < population) {
      const member = this.#createMember(this.#members.length);
      this.#members.push(member);
      this.#scores.push(score(member));
      this.#noteBest(this.#members.length - 1);
      return;
    }
    const target = this.#next;
    this.#next = (target + 1) % population;
    const trial = this.#createTrial(target);
    const trialScore = score(trial);
    if (trialScore < (this.#scores[target] ?? 0)) return;
    this.#members[target] = trial;
    this.#scores[target] = trialScore;
    this.#noteBest(target);
  }

  #noteBest(member: number): void {
    if ((this.#scores[member] ?? 0) > (this.#scores[this.#best] ?? 0)) this.#best = member;
  }

  #createMember(index: number): number[] {
    const { start, lower, upper, population, random } = this.#options;
    if (index === 0) return [...start];
    const isNear = index < population / 2;
    return start.map((value, gene) => {
      const low = lower[gene] ?? value;
      const range = (upper[gene] ?? value) - low;
      const gone = isNear ? value + (random() * 2 - 1) * startSpread * range : low + random() * range;
      return Math.min(Math.max(gone, low), low + range);
    });
  }

  #createTrial(target: number): number[] {
    const { lower, upper, population, random } = this.#options;
    const pick = (...others: readonly number[]): number => {
      let picked = Math.floor(random() * population);
      while (others.includes(picked)) picked = (picked + 1) % population;
      return picked;
    };
    const first = pick(target);
    const second = pick(target, first);
    const weight = 0.5 + random() * 0.5;
    const own = this.#members[target] ?? [];
    const certain = Math.floor(random() * own.length);
    return own.map((value, gene) => {
      if (gene !== certain && random() >= crossover) return value;
      const difference = (this.#members[first]?.[gene] ?? 0) - (this.#members[second]?.[gene] ?? 0);
      const gone = (this.bestGenes[gene] ?? value) + weight * difference;
      const low = lower[gene] ?? value;
      const high = upper[gene] ?? value;
      // Out of bounds it lands anywhere between: at the edge itself the population would pile up.
      return gone >= low && gone <= high ? gone : low + random() * (high - low);
    });
  }
}

/** Tommy Ettinger's mulberry32: uniform in [0, 1), the same numbers for the same seed. */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}
