/** How the engine is started. */
export interface EngineClientOptions {
  /** Absolute URL of the model's manifest. */
  readonly manifestUrl: string;
  /** Never touch the GPU. */
  readonly forceCpu?: boolean;
  /** How frames reach the canvas; 'auto' reads them back on a software adapter. */
  readonly presenter?: 'auto' | 'webgpu-canvas';
  /** Milliseconds between two pings of the watchdog. */
  readonly pingInterval?: number;
  /** For tests: the worker that runs the engine. */
  readonly createWorker?: () => Worker;
}
