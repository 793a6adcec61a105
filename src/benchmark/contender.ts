import type { BenchmarkCase, LossAnswer } from './benchmark-case.ts';

/** Loss and gradient, or the loss alone. */
export type LossMode = 'gradient' | 'forward';

/** What a contender stands for in the comparison. */
export type ContenderRole = 'ours' | 'naive' | 'library' | 'loop' | 'copy' | 'floor';

/** Where a contender computes. */
export type ContenderBackend = 'WebGPU' | 'WASM' | 'JavaScript';

/** How far an answer may be off: `relative` of the exact value plus `absolute` of the largest in its kind. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** What contenders are prepared with; the inputs lie on the GPU before any clock runs. */
export interface BenchmarkSetting {
  readonly device: GPUDevice;
  /** A software adapter: contenders that have a form for it take that. */
  readonly isSoftware: boolean;
  readonly benchmarkCase: BenchmarkCase;
  /** float32 `[A, K]`; usages `STORAGE`, `COPY_DST`, `COPY_SRC` */
  readonly logits: GPUBuffer;
  /** int32 `[A]`, the same usages */
  readonly targets: GPUBuffer;
}

/** A contender with its inputs in place. */
export interface Contender {
  /** Computes `times` times over and resolves once all of it is done, on the GPU too. */
  run(mode: LossMode, times: number): Promise<void>;
  /** What the last {@link run} in this mode came to. */
  read(mode: LossMode): Promise<LossAnswer>;
  /** Frees whatever it holds. */
  dispose(): void | Promise<void>;
}

/** One way of computing the loss, or of moving as many bytes. */
export interface ContenderEntry {
  readonly name: string;
  readonly backend: ContenderBackend;
  readonly role: ContenderRole;
  readonly modes: readonly LossMode[];
  readonly tolerance: Tolerance;
  /** The exact answer where it is not that of the loss. */
  readonly expect?: (benchmarkCase: BenchmarkCase, mode: LossMode) => LossAnswer;
  /** @throws Error with the reason why it cannot take part */
  prepare(setting: BenchmarkSetting): Promise<Contender>;
}
