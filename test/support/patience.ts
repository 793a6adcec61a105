import { vi } from 'vitest';

// What waits for something ends when it is there; the second that Vitest gives it is too short on a busy machine.
const waitFor = vi.waitFor;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: 20_000, ...options });
