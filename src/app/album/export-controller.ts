import type { AnnotationClient } from '../../annotations/annotation-client.ts';
import type { AnnotationFormat } from '../../annotations/annotation-set.ts';
import { isAbort, serialiseError, type SerialisedError } from '../../base/errors.ts';
import type { Store } from '../app-state.ts';
import type { GroundTruthController } from '../ground-truth/ground-truth-controller.ts';
import type { GroundTruthStore } from '../ground-truth/ground-truth-store.ts';
import type { ExportScope, ExportState } from './album-state.ts';
import type { ClassChoiceKeeper } from './class-choices.ts';

export interface ExportParts {
  readonly store: Store;
  readonly groundTruth: Pick<GroundTruthController, 'flush'>;
  readonly kept: GroundTruthStore;
  readonly annotations: AnnotationClient;
  readonly choices: ClassChoiceKeeper;
  readonly tell: (error: SerialisedError, fileName: string) => void;
  /** Hands the finished file to the person. */
  readonly save: (content: Blob, fileName: string) => void;
}

/** Writes boxes as annotation files, one export at a time. */
export class ExportController {
  readonly #parts: ExportParts;
  #running: AbortController | undefined;

  constructor(parts: ExportParts) {
    this.#parts = parts;
  }

  async run(scope: ExportScope, format: AnnotationFormat): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const { store, annotations } = this.#parts;
    const onProgress = (share: number): void => {
      if (this.#running === running) this.#show({ phase: 'running', share });
    };
    onProgress(0);
    try {
      await this.#parts.groundTruth.flush();
      const [{ collectExport }, { exportLosses }] = await Promise.all([
        import('./collect-export.ts'),
        import('../../annotations/export-losses.ts'),
      ]);
      const { set, photos, leftOut } = await collectExport(
        scope,
        store.state,
        this.#parts,
        onProgress,
        running.signal,
      );
      const { fileName, blob } = await annotations.write(set, format, {
        photos,
        onProgress,
        signal: running.signal,
      });
      running.signal.throwIfAborted();
      const boxes = set.images.reduce((sum, { objects }) => sum + objects.length, 0);
      const losses = exportLosses(set, format);
      this.#parts.save(blob, fileName);
      this.#show({ phase: 'done', fileName, boxes, images: set.images.length, losses, leftOut });
    } catch (error) {
      if (this.#running === running) this.#show(undefined);
      if (!isAbort(error)) this.#parts.tell(serialiseError(error), '');
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  cancel(): void {
    this.#running?.abort();
  }

  #show(exported: ExportState | undefined): void {
    const { store } = this.#parts;
    store.update({ album: { ...store.state.album, exported } });
  }
}
