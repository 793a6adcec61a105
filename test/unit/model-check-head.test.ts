import { describe, expect, it } from 'vitest';
import { anchorCountError } from '../../src/model/check-head.ts';

describe('the check of a head', () => {
  it('says which number of anchors was expected at which size', () => {
    const { code, details } = anchorCountError(100, 90, 416, 320);
    expect(code).toBe('model-not-a-detector');
    expect(details).toEqual({ missing: 'A = 100', inputs: '416 × 320', outputs: 'A = 90' });
  });
});
