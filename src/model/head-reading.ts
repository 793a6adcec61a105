import { FocalScopeError } from '../base/errors.ts';
import {
  describeTensors,
  signatureOfTensors,
  type GraphSignature,
  type TensorSignature,
} from './graph-signature.ts';
import type { HeadLayout, LevelSize, RawHeadLayout } from './head-layout.ts';
import { readInputLayout, type InputLayout } from './input-layout.ts';
import type { SessionHints } from './model-session.ts';
import { readHeadLayout, understoodHeads } from './read-head-layout.ts';
import { scoreKindOf, type ScoreKind, type ValueRange } from './value-range.ts';

/** One of the outputs that a raw head lies in: a map `[channels, cells]`; rows that are in order have one cell. */
export interface HeadPart {
  readonly name: string;
  readonly channels: number;
  readonly cells: number;
}

/** A raw head of one run. */
export interface RawHead {
  readonly anchors: number;
  readonly classes: number;
  readonly levels: readonly LevelSize[] | undefined;
  /** In the order of the anchors. */
  readonly logits: readonly HeadPart[];
  readonly deltas: readonly HeadPart[];
}

type Tensors = Readonly<Record<string, { readonly type: string; readonly dims: readonly number[] }>>;

/** What a session learns of its graph, run by run: where the answer lies, and what its scores are. */
export class HeadReading {
  readonly signature: GraphSignature;
  readonly input: InputLayout;
  readonly #hints: SessionHints;
  #layout: HeadLayout | undefined;
  #scores: ScoreKind | undefined;
  #isMeasured = false;

  /** @throws FocalScopeError `model-input-unsupported`, `model-not-a-detector`, `model-outputs-ambiguous`, `model-class-count` */
  constructor(signature: GraphSignature, hints: SessionHints) {
    this.signature = signature;
    this.#hints = hints;
    this.#scores = hints.scores;
    // What it answers is told first: it says more of a model that is something else altogether.
    this.#layout = readHeadLayout(signature, hints);
    this.input = readInputLayout(signature);
    this.#checkClasses();
  }

  get layout(): HeadLayout | undefined {
    return this.#layout;
  }

  /** Whether {@link decideScores} must be told of this run's head before it is used: it is the first. */
  get wantsRanges(): boolean {
    return !this.#isMeasured;
  }

  /** The outputs to ask of a run: all while it is not known which matter. */
  get outputNames(): readonly string[] {
    return this.#layout ? namesOf(this.#layout) : this.signature.outputs.map(({ name }) => name);
  }

  /**
   * Takes the dims of a run's outputs; the first one's decide where the file left them open.
   *
   * @throws FocalScopeError as the constructor, for dims that differ from what was known of them
   */
  readRun(tensors: Tensors): HeadLayout {
    const outputs = signatureOfTensors(tensors);
    const { inputs } = this.signature;
    const layout = this.#layout
      ? refresh(this.#layout, tensors, inputs)
      : readHeadLayout({ inputs, outputs }, this.#hints);
    const isEmpty = layout && layout.kind !== 'detections' && rawHeadOf(layout).anchors === 0;
    if (!layout || isEmpty) throw misfit(inputs, outputs);
    this.#layout = layout;
    this.#checkClasses();
    return layout;
  }

  /**
   * Takes what the first run's logits and deltas span.
   *
   * @throws FocalScopeError `model-output-not-finite`
   */
  decideScores(logits: ValueRange, deltas: ValueRange): void {
    for (const [output, { nonFinite }] of [
      [namesOf(this.#layout)[0] ?? '', logits],
      [namesOf(this.#layout).at(-1) ?? '', deltas],
    ] as const) {
      if (nonFinite > 0) throw new FocalScopeError('model-output-not-finite', { output, count: nonFinite });
    }
    this.#isMeasured = true;
    this.#scores ??= scoreKindOf(logits);
  }

  /** Whether the scores are probabilities whose logits must be recovered. */
  get recovers(): boolean {
    return this.#scores === 'probabilities';
  }

  /**
   * The head of the run that was read last.
   *
   * @throws FocalScopeError `model-detections-only`
   */
  readRawHead(): RawHead {
    if (this.#layout && this.#layout.kind !== 'detections') return rawHeadOf(this.#layout);
    const outputs = describeTensors(this.signature.outputs);
    throw new FocalScopeError('model-detections-only', { outputs });
  }

  #checkClasses(): void {
    const { classes } = this.#hints;
    const layout = this.#layout;
    if (!layout || layout.kind === 'detections' || classes === undefined || layout.classes === classes)
      return;
    throw new FocalScopeError('model-class-count', { expected: classes, actual: layout.classes });
  }
}

/** Logits first, deltas last. */
function namesOf(layout: HeadLayout | undefined): readonly string[] {
  switch (layout?.kind) {
    case undefined:
      return [];
    case 'concatenated':
      return [layout.logits, layout.deltas];
    case 'per-level':
      return [...layout.levels.map(({ logits }) => logits), ...layout.levels.map(({ deltas }) => deltas)];
    case 'detections':
      return [layout.boxes, layout.scores, layout.labels].filter((name) => name !== undefined);
  }
}

function rawHeadOf(layout: RawHeadLayout): RawHead {
  const { classes } = layout;
  if (layout.kind === 'concatenated') {
    const anchors = layout.anchors ?? 0;
    const rows = (name: string, width: number): HeadPart[] => [{ name, channels: anchors * width, cells: 1 }];
    return {
      anchors,
      classes,
      levels: undefined,
      logits: rows(layout.logits, classes),
      deltas: rows(layout.deltas, 4),
    };
  }
  const { levels, anchorsPerCell } = layout;
  const maps = (kind: 'logits' | 'deltas', width: number): HeadPart[] =>
    levels.map((level) => ({
      name: level[kind],
      channels: anchorsPerCell * width,
      cells: level.height * level.width,
    }));
  return {
    anchors: levels.reduce((sum, { height, width }) => sum + height * width * anchorsPerCell, 0),
    classes,
    levels: levels.map(({ height, width }) => ({ height, width })),
    logits: maps('logits', classes),
    deltas: maps('deltas', 4),
  };
}

/** The same layout with the sizes of another run. */
function refresh(layout: HeadLayout, tensors: Tensors, inputs: readonly TensorSignature[]): HeadLayout {
  const dimsOf = (name: string): readonly number[] => tensors[name]?.dims ?? [];
  const refuse = (): FocalScopeError => misfit(inputs, signatureOfTensors(tensors));
  switch (layout.kind) {
    case 'detections':
      return layout;
    case 'concatenated': {
      const [logits, deltas] = [dimsOf(layout.logits), dimsOf(layout.deltas)];
      const [, anchors] = logits;
      if (!anchors || !isShape(logits, [1, anchors, layout.classes]) || !isShape(deltas, [1, anchors, 4]))
        throw refuse();
      return { ...layout, anchors };
    }
    case 'per-level': {
      const { anchorsPerCell, classes } = layout;
      const levels = layout.levels.map((level) => {
        const [logits, deltas] = [dimsOf(level.logits), dimsOf(level.deltas)];
        const [, , height, width] = logits;
        const fits =
          height &&
          width &&
          isShape(logits, [1, anchorsPerCell * classes, height, width]) &&
          isShape(deltas, [1, anchorsPerCell * 4, height, width]);
        if (!fits) throw refuse();
        return { ...level, height, width };
      });
      return { ...layout, levels };
    }
  }
}

function isShape(dims: readonly number[], expected: readonly number[]): boolean {
  return dims.length === expected.length && dims.every((size, axis) => size === expected[axis]);
}

function misfit(inputs: readonly TensorSignature[], outputs: readonly TensorSignature[]): FocalScopeError {
  return new FocalScopeError('model-not-a-detector', {
    missing: understoodHeads,
    inputs: describeTensors(inputs),
    outputs: describeTensors(outputs),
  });
}
