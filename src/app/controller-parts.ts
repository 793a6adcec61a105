import type { AnnotationClient } from '../annotations/annotation-client.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import type { ModelLibrary } from '../library/library-client.ts';
import type { GroundTruthStore } from './ground-truth/ground-truth-store.ts';
import type { AddressBar } from './link/address-bar.ts';
import type { PageTimeline } from './page-timeline.ts';
import type { SampleShelf } from './samples.ts';

/** What the controller works with. */
export interface ControllerParts {
  readonly client: EngineClient;
  readonly shelf: SampleShelf;
  /** Where settings outlast the visit; undefined where the browser allows none. */
  readonly storage: Storage | undefined;
  /** Where drawn ground truth outlasts the visit; IndexedDB unless a test brings another. */
  readonly kept?: GroundTruthStore;
  /** Keeps models; in the browser's storage unless a test brings another. */
  readonly library?: ModelLibrary;
  /** Reads and writes annotation files; in workers unless a test brings another. */
  readonly annotations?: AnnotationClient;
  /** Hands a finished file to the person. */
  readonly save?: (content: Blob, fileName: string) => void;
  /** The browser's cameras; undefined where it gives none. */
  readonly devices?: MediaDevices | undefined;
  /** The browser's languages, the preferred one first. */
  readonly languages: readonly string[];
  readonly timeline?: PageTimeline;
  /** Where links come from and the state of the page is written; only read unless given. */
  readonly address?: AddressBar;
  /** Whether things may move by themselves; they do not unless this says so. */
  readonly mayMove?: () => boolean;
}
