/** Tells tabs of each other: a model that one of them runs is not deleted by another. */
export interface ModelLocks {
  /** Says that this tab runs the model, until what the returned function promises. */
  hold(id: string): () => Promise<void>;
  /** Whether another tab runs it. This tab lets go before it asks. */
  isHeldElsewhere(id: string): Promise<boolean>;
}

const lockName = (id: string): string => `focalscope-model-${id}`;

/** By the Web Locks API, which lets go by itself of what a closed tab held; without it no tab knows of others. */
export function createModelLocks(): ModelLocks {
  // Typed as always present, but absent on insecure origins.
  const locks = (navigator as { locks?: LockManager }).locks;
  return {
    hold: (id) => {
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const free = locks?.request(lockName(id), { mode: 'shared' }, () => held).catch(() => undefined);
      return async () => {
        release();
        await free;
      };
    },
    isHeldElsewhere: async (id) =>
      (await locks?.request(lockName(id), { ifAvailable: true }, (lock) => Promise.resolve(lock === null))) ??
      false,
  };
}
