import type { EngineMessage, EngineRequest } from '../../src/engine/messages.ts';

/** A worker in name: it records what it is told and answers as the test says. */
export class FakeWorker extends EventTarget {
  readonly received: EngineRequest[] = [];
  terminated = false;
  /** Kinds of request that stay unanswered. */
  readonly silentOn = new Set<EngineRequest['kind']>();

  postMessage(request: EngineRequest): void {
    this.received.push(request);
    if (this.silentOn.has(request.kind)) return;
    queueMicrotask(() => this.say({ kind: 'answer', id: request.id, value: undefined }));
  }

  say(message: EngineMessage): void {
    if (!this.terminated) this.dispatchEvent(new MessageEvent('message', { data: message }));
  }

  terminate(): void {
    this.terminated = true;
  }

  /** What it was told and asked, but for its pulse and its rest. */
  kinds(): string[] {
    return this.received.map((request) => request.kind).filter((kind) => !['ping', 'rest'].includes(kind));
  }
}
