import type { SerialisedError } from '../../base/errors.ts';
import type { ConventionsReport } from '../../engine/messages.ts';
import type { ReadingSource } from '../../library/kept-model.ts';
import type { DetectorConventions } from '../../model/detector-conventions.ts';

/** How the outputs of a person's own model are read, and how that came about. */
export interface ModelReading extends Pick<ConventionsReport, 'conventions' | 'ranking' | 'facts'> {
  readonly foundBy: ReadingSource;
}

/** What the page knows of how the model in use is read. */
export interface ConventionsState {
  /** Undefined while the built-in model is in use. */
  readonly reading: ModelReading | undefined;
  /** Whether it is to be told of: the model has just been opened, and nobody has seen to it. */
  readonly isNews: boolean;
  /** Whether another way to read it is being tried. */
  readonly applying: boolean;
  /** What went wrong with that, where it cannot be said elsewhere. */
  readonly fault: SerialisedError | undefined;
}

export const noConventions: ConventionsState = {
  reading: undefined,
  isNews: false,
  applying: false,
  fault: undefined,
};

/** Files that say how a model is read, without the model. */
export interface ConventionsFiles {
  readonly fileName: string;
  /** Parsed JSON of a `*.retinanet.json`. */
  readonly sidecar?: unknown;
  /** Text of a file with the names of its classes. */
  readonly labels?: string | undefined;
}

/** What a person does about how the model is read. */
export type ConventionsAction =
  | { readonly kind: 'read-as'; readonly conventions: DetectorConventions }
  /** A sidecar or a labels file was chosen for the model in use. */
  | { readonly kind: 'open'; readonly file: File }
  | { readonly kind: 'download' }
  | { readonly kind: 'dismiss' };
