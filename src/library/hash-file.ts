import { createSHA256 } from 'hash-wasm';

/** A SHA-256 that is fed as bytes arrive: Web Crypto's takes only what is whole in memory. */
export interface RunningHash {
  restart(): void;
  update(chunk: Uint8Array): void;
  /** 64 hexadecimal digits; nothing more can be added. */
  finish(): string;
}

export async function createRunningHash(): Promise<RunningHash> {
  const hasher = await createSHA256();
  hasher.init();
  return {
    restart: () => void hasher.init(),
    update: (chunk) => void hasher.update(chunk),
    finish: () => hasher.digest('hex'),
  };
}
