import { isAbort, serialiseError, type SerialisedError } from '../../base/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { Store } from '../app-state.ts';
import type { PhotoOpener } from '../photo-opener.ts';
import type { ModelsAction } from './models-state.ts';

export interface ModelsParts {
  readonly store: Store;
  readonly client: Pick<EngineClient, 'openBuiltInModel'>;
  readonly opener: Pick<PhotoOpener, 'ready'>;
  readonly tell: (error: SerialisedError, fileName: string) => void;
}

/** Decides which model the engine runs. */
export class ModelsController {
  readonly #parts: ModelsParts;

  constructor(parts: ModelsParts) {
    this.#parts = parts;
  }

  act(action: ModelsAction): void {
    const work: Record<ModelsAction['kind'], () => Promise<void>> = {
      'use-built-in': () => this.#useBuiltIn(),
    };
    void work[action.kind]();
  }

  async #useBuiltIn(): Promise<void> {
    const { client, opener, store, tell } = this.#parts;
    store.update({ message: undefined });
    try {
      await opener.ready;
      await client.openBuiltInModel();
    } catch (error) {
      if (!isAbort(error)) tell(serialiseError(error), '');
    }
  }
}
