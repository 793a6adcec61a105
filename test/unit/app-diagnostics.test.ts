import { describe, expect, it } from 'vitest';
import { createInitialState } from '../../src/app/app-state.ts';
import type { Environment } from '../../src/app/diagnostics/environment.ts';
import { writeDiagnostics } from '../../src/app/diagnostics/write-diagnostics.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { createFakeAnalysis, createFakeReadout, fakeModel, fakePlacement } from '../support/fake-engine.ts';

const environment: Environment = {
  userAgent: 'Browser/1.0',
  languages: ['en-GB', 'zh'],
  isIsolated: true,
  isSecure: true,
  cores: 8,
  memory: 16,
  window: '1280 × 800',
  pixelRatio: 2,
  isTouch: false,
  isReducedMotion: false,
  isForcedColours: false,
  offlineReady: false,
  storage: { usage: 6_200_000, quota: 1e9 },
  isStoragePersistent: undefined,
  adapter: {
    vendor: 'maker',
    architecture: 'kind-9',
    description: '',
    isFallback: false,
    features: ['shader-f16', 'timestamp-query'],
    limits: { maxBufferSize: 1024 },
  },
};
const versions = { page: '0.1.0', onnxRuntime: '1.30.0' };

describe('diagnostics', () => {
  const name = 'secret-holiday.jpg';
  const photo = { fileName: name, sample: undefined, serial: 1 };
  const state = {
    ...createInitialState(resolveSettings({ gamma: 3 }, fakeModel), 'zh'),
    model: { ...fakeModel, name: 'secret-model' },
    placement: fakePlacement,
    photo,
    analysis: createFakeAnalysis(name),
    readout: createFakeReadout(),
    message: { error: { code: 'image-broken', details: { fileName: name }, technical: name }, serial: 1 },
  } as const;

  it('tell all that is asked first', () => {
    const text = writeDiagnostics(state, environment, versions);
    for (const line of [
      'version: 0.1.0',
      'ONNX Runtime Web: 1.30.0',
      'last message: image-broken',
      'model: wasm (software-gpu)',
      'threads: 4',
      'sessionRun: 300.0',
      'differing: gamma=3',
      'user agent: Browser/1.0',
      'cross-origin isolated: yes',
      'storage: 6.2 MB of 1000.0 MB',
      'storage persistent: unknown',
      'features: shader-f16, timestamp-query',
      'maxBufferSize: 1024',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('tell nothing of the photo, and no name of a file', () => {
    const text = writeDiagnostics(state, environment, versions);
    expect(text).not.toMatch(/secret|holiday|jpg|768|576|dog|bicycle|0\.91/);
  });

  it('are there before anything else is', () => {
    const empty = createInitialState(resolveSettings({}), 'en');
    const text = writeDiagnostics(empty, { ...environment, adapter: undefined }, versions);
    expect(text).toContain('adapter: none');
    expect(text).toContain('differing: none');
    expect(text).not.toContain('undefined');
  });
});
